/**
 * docs/invariants.md: every invariant with what holds it, and for each oracle
 * the planted bugs that it catches. The bugs are the names of the tests in
 * `test/sim/oracles`, whose suites begin with the oracle's code, or which name
 * the codes themselves.
 */
import { readdirSync, readFileSync } from "node:fs"
import type { Invariant } from "../../src/sim/invariants/Invariant.ts"
import { invariants } from "../../src/sim/invariants/Invariants.ts"
import { catalogue } from "../../src/sim/oracles/Catalogue.ts"

const tests = new URL("../../test/sim/oracles/", import.meta.url)

interface Bug {
  readonly code: string
  readonly sentence: string
}

/**
 * `describe("CODE notices WHOM", …)` and, under it, `it("WHAT", …)`; or
 * `it("WHAT is noticed [CODE] …", …)` anywhere.
 */
const bugsIn = (source: string): ReadonlyArray<Bug> => {
  const bugs: Array<Bug> = []
  let suite: { readonly code: string; readonly whom: string } | undefined
  for (const [, kind, name] of source.matchAll(/^\s*(describe|it)\("((?:[^"\\]|\\.)*)"/gm)) {
    if (kind === "it") {
      const [, what, codes] = /^(.*?),? (?:is|are) noticed ((?:\[[A-Z]+-\d+\] ?)+)$/.exec(name!) ?? []
      for (const [, code] of codes?.matchAll(/\[(.*?)\]/g) ?? []) bugs.push({ code: code!, sentence: what! })
      if (suite !== undefined) bugs.push({ code: suite.code, sentence: `${suite.whom} ${name}`.trim() })
      continue
    }
    const match = /^([A-Z]+-\d+) notices(.*)$/.exec(name!)
    suite = match === null ? undefined : { code: match[1]!, whom: match[2]!.trim() }
  }
  return bugs
}

const bugs = readdirSync(tests).filter((file) => file.endsWith(".test.ts")).sort()
  .flatMap((file) => bugsIn(readFileSync(new URL(file, tests), "utf8")))

const cell = (text: string): string => text.replaceAll("|", "\\|")

const holders = ({ missing, oracles, tests }: Invariant): string =>
  missing === undefined
    ? [...oracles.map(({ code }) => `[oracle ${code}](#${code.toLowerCase()})`), ...tests.map(({ file, kind }) => `[${kind}](../test/${file})`)].join(", ")
    : `*nothing yet: ${missing}*`

const watched = invariants.filter(({ oracles }) => oracles.length > 0).length
const open = invariants.filter(({ missing }) => missing !== undefined).length

export const render = (): string =>
  [
    "<!-- Written by `npm run docs` from src/sim/invariants, src/sim/oracles and test/sim/oracles. -->",
    "# Invariants",
    "",
    `What must always be true has a code, ${invariants.length} in all. Oracles watch ${watched} of them in every run that gives occasion,`,
    `tests alone hold ${invariants.length - watched - open}, and nothing holds ${open} yet. \`npm run orrery -- explain CODE\` tells one.`,
    "A property test makes its cases up, a table test has them listed, a network test lets actors of a small network act.",
    "",
    "| code | invariant | source | held by |",
    "|---|---|---|---|",
    ...invariants.map((invariant) => `| ${invariant.code} | ${cell(invariant.title)} | ${cell(invariant.source)} | ${cell(holders(invariant))} |`),
    "",
    "# Oracles",
    "",
    "Each has a naive model of its own, made of what can be observed from outside, and counts its checks; an oracle that",
    "never checked fails a run as a violation does. Under each stand the bugs that were planted in a small town to see",
    "that it notices.",
    ...catalogue.flatMap(({ code, source, title }) => [
      "",
      `## ${code}`,
      "",
      title,
      "",
      `Source: ${source}`,
      "",
      "It notices",
      "",
      ...bugs.filter((bug) => bug.code === code).map(({ sentence }) => `- ${sentence}`)
    ]),
    ""
  ].join("\n")
