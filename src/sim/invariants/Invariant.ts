/**
 * An invariant is a rule of the protocol that has a stable code. What holds it
 * is named: oracles that watch every run, and tests. An invariant that nothing
 * holds yet is in the table too, with what is missing.
 */
import type { Oracle } from "../oracles/Oracle.ts"

/**
 * A property test makes its cases up, a table test has them listed (vectors
 * among them), a network test lets actors of a small network act.
 */
export type Kind = "property test" | "table test" | "network test"

export interface TestFile {
  readonly kind: Kind
  /** Below `test/`. It names the code. */
  readonly file: string
}

export interface Invariant {
  readonly code: string
  /** The rule, in one sentence. */
  readonly title: string
  /** Where it comes from: a page of the specification, the Lexicon, a guide, the reference. */
  readonly source: string
  readonly oracles: ReadonlyArray<Oracle>
  readonly tests: ReadonlyArray<TestFile>
  /** What is missing, where nothing holds it. */
  readonly missing?: string
}

type Holder = Oracle | TestFile

export const property = (file: string): TestFile => ({ kind: "property test", file: `${file}.test.ts` })
export const table = (file: string): TestFile => ({ kind: "table test", file: `${file}.test.ts` })
export const network = (file: string): TestFile => ({ kind: "network test", file: `${file}.test.ts` })

const isOracle = (holder: Holder): holder is Oracle => "make" in holder
const isTestFile = (holder: Holder): holder is TestFile => "file" in holder

export const held = (code: string, title: string, source: string, ...holders: readonly [Holder, ...ReadonlyArray<Holder>]): Invariant => ({
  code,
  title,
  source,
  oracles: holders.filter(isOracle),
  tests: holders.filter(isTestFile)
})

/** An invariant that has an oracle of its own, which says what it is. */
export const watched = (oracle: Oracle, ...tests: ReadonlyArray<TestFile>): Invariant => ({
  code: oracle.code,
  title: oracle.title,
  source: oracle.source,
  oracles: [oracle],
  tests
})

export const open = (code: string, title: string, source: string, missing: string): Invariant => ({ code, title, source, oracles: [], tests: [], missing })
