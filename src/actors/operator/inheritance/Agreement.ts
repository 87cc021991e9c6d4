/**
 * Where the founders leave the old log. Each has declared how far it followed
 * that; the shortest of these is where the new one begins, and all of them have
 * to have the same root there. Who was served another log finds it out here,
 * and so does everybody else: nobody founds.
 *
 *     GET /consortium/founding          { state, from, size, declared?, trouble? }
 *     GET /consortium/founding?size=    { size, root, last }: the first so many leaves, and the last of them
 *     POST /consortium/founding         admin: the time has come
 */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import type { Inherits } from "../../../protocol/consortium/Entry.ts"
import * as Inheritance from "../../../protocol/consortium/Inheritance.ts"
import { fromBase64, toBase64 } from "../../../protocol/tlog/SignedNote.ts"
import { Hosts } from "../../Hosts.ts"
import type { Declared, Staged } from "./Staged.ts"

const timeoutMillis = 5_000
const pauseMillis = 500
/** After a difference: somebody has to look into it. */
const patienceMillis = 5_000

/** Founders were served different logs, or do not agree about what they were served. */
export class FoundersDiffer extends Data.TaggedError("FoundersDiffer")<{ readonly founder: string; readonly detail: string }> {
  override get message(): string {
    return `${this.founder} ${this.detail}`
  }
}

/** A founder that still follows the old log. */
class Undeclared extends Data.TaggedError("Undeclared")<{ readonly founder: string }> {
  override get message(): string {
    return `${this.founder} has not declared how far it followed`
  }
}

const DeclaredSchema = Schema.Struct({
  from: Schema.String,
  size: Schema.Int,
  root: Schema.String,
  checkpoint: Schema.optionalKey(Schema.String)
})
/** What a founder tells of its founding. */
export const Told = Schema.Struct({ declared: Schema.optionalKey(DeclaredSchema) })
/** The first so many leaves as a founder has them. */
export const Prefix = Schema.Struct({ size: Schema.Int, root: Schema.String, last: Schema.String })
export type Prefix = typeof Prefix.Type
const decodeTold = Schema.decodeUnknownEffect(Told)
const decodePrefix = Schema.decodeUnknownEffect(Prefix)

/** What a leaf is, for people to read. */
export const inWords = (leaf: Uint8Array): string => {
  const entry = Inheritance.inherited(leaf)
  const placed = entry === undefined ? undefined : Inheritance.operationOf(entry)
  return placed === undefined ? "an entry that is no operation" : `an operation of ${placed.did} of ${new Date(placed.time).toISOString()}, after ${placed.operation.prev}`
}

/** What this operator has of the old log, up to there. */
export const prefixOf = Effect.fnUntraced(function*(staged: Staged, size: number) {
  const root = yield* staged.rootAt(size)
  const [last] = yield* staged.rows(size - 1, size)
  return root === undefined || last === undefined ? undefined : { size, root: toBase64(root), last: inWords(last.leaf) } satisfies Prefix
})

export const make = Effect.fnUntraced(function*(founders: ReadonlyArray<string>, staged: Staged) {
  const { originOf, self } = yield* Hosts
  const client = yield* HttpClient
  const others = founders.filter((host) => host !== self)
  let trouble: string | undefined

  const ask = (host: string, query = "") =>
    Effect.flatMap(client.get(`${originOf(host)}/consortium/founding${query}`), ({ json }) => json).pipe(Effect.timeout(timeoutMillis))

  /** Until it answers what was asked. */
  const patiently = <A, E extends { readonly message: string }, R>(attempt: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
    Effect.catch(attempt, (error) => {
      trouble = error.message
      return Effect.andThen(Effect.sleep(Duration.millis(pauseMillis)), patiently(attempt))
    })

  const declaredBy = (host: string) =>
    patiently(Effect.gen(function*() {
      const told = yield* Effect.mapError(Effect.flatMap(ask(host), decodeTold), ({ message }) => new FoundersDiffer({ founder: host, detail: `cannot be asked: ${message}` }))
      return told.declared === undefined ? yield* new Undeclared({ founder: host }) : { host, declared: told.declared }
    }))

  const prefixBy = (host: string, size: number) => Effect.flatMap(ask(host, `?size=${size}`), decodePrefix)

  /** The first size at which another founder's log is not ours; somewhere up to `size` it is not. */
  const partingFrom = Effect.fnUntraced(function*(host: string, size: number) {
    let [same, other] = [0, size]
    while (other - same > 1) {
      const middle = Math.floor((same + other) / 2)
      const [ours, theirs] = [yield* prefixOf(staged, middle), yield* prefixBy(host, middle)]
      if (ours?.root === theirs.root) same = middle
      else other = middle
    }
    return { size: other, ours: yield* prefixOf(staged, other), theirs: yield* prefixBy(host, other) }
  })

  const compare = Effect.fnUntraced(function*(host: string, size: number, root: string) {
    const theirs = yield* prefixBy(host, size)
    if (theirs.root === root) return
    const parting = yield* partingFrom(host, size)
    return yield* new FoundersDiffer({
      founder: host,
      detail: `was served another log, which parts from ours at leaf ${parting.size - 1}: here it is ${parting.ours?.last}, there ${parting.theirs.last}`
    })
  })

  const agree = Effect.fnUntraced(function*(own: Declared) {
    const all = [{ host: self, declared: own }, ...(yield* Effect.forEach(others, declaredBy, { concurrency: "unbounded" }))]
    const { declared, host } = all.toSorted((a, b) => a.declared.size - b.declared.size || (a.host < b.host ? -1 : 1))[0]!
    const differ = (detail: string) => new FoundersDiffer({ founder: host, detail })
    const prefix = yield* prefixOf(staged, declared.size)
    const root = fromBase64(declared.root)
    if (prefix === undefined || root === undefined) return yield* differ("declared what cannot be compared with ours")
    for (const other of others) yield* compare(other, declared.size, prefix.root)
    if (prefix.root !== declared.root) return yield* differ("declared another root than it has")
    const { checkpoint, from, size } = declared
    const inherits: Inherits = { from, size, root, ...(checkpoint === undefined ? {} : { checkpoint }) }
    const leaves = (yield* staged.rows(0, size)).map(({ leaf }) => leaf)
    const problem = from === own.from && (checkpoint === undefined) === (own.checkpoint === undefined) ? Inheritance.checkpointProblem(inherits, leaves) : `it follows ${from}`
    return problem === undefined ? inherits : yield* differ(`declared what does not hold: ${problem}`)
  })

  const agreed = (own: Declared): Effect.Effect<Inherits> =>
    Effect.catch(agree(own), (error) => {
      trouble = error.message
      return Effect.andThen(Effect.sleep(Duration.millis(patienceMillis)), agreed(own))
    })

  return {
    trouble: (): string | undefined => trouble,
    /** What all founders found upon; as long as they differ, nothing. */
    agreed: (own: Declared) => Effect.tap(agreed(own), () => Effect.sync(() => {
      trouble = undefined
    }))
  }
})
