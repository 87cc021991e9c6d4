/**
 * How a log begins. The founders are known by their hosts; each draws its key
 * at its first start and asks the others for theirs. When a founder has all, it
 * writes the genesis: the same at each, as long as everybody told everybody the
 * same. One who does not agrees on nothing with the others afterwards.
 *
 * A log that is founded upon another one begins with all that stands there:
 * each founder follows that by itself (`inheritance/Following.ts`), and they
 * found once they have the same (`inheritance/Agreement.ts`). Until then nothing
 * is in the ledger; a restart goes on where the disk says.
 *
 * Who is no founder takes the genesis that f + 1 of them tell, for one of those
 * is honest, and what it inherits from any of them: the genesis binds it.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Inheritance from "../../protocol/consortium/Inheritance.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import * as SignedNote from "../../protocol/tlog/SignedNote.ts"
import { Hosts } from "../Hosts.ts"
import * as Agreement from "./inheritance/Agreement.ts"
import * as Following from "./inheritance/Following.ts"
import * as Source from "./inheritance/Source.ts"
import type { Staged } from "./inheritance/Staged.ts"
import type { Ledger } from "./Ledger.ts"
import type { InheritsOptions, OperatorOptions } from "./Options.ts"
import type { OwnKeys } from "./OwnKeys.ts"

const pauseMillis = 500
const timeoutMillis = 5_000
const pageEntries = 256

type Genesis = Entry.Entry & Entry.GenesisItem

const Key = Schema.Struct({ vkey: Schema.String })
const decodeKey = Schema.decodeUnknownEffect(Key)
const EntryLine = Schema.Struct({ index: Schema.Int, entry: Schema.String })
const decodeEntryLine = Schema.decodeUnknownEffect(Schema.fromJsonString(EntryLine))

const noEntry = (reason: string) => new Entry.InvalidEntry({ reason })

export const make = Effect.fnUntraced(function*(options: OperatorOptions, ledger: Ledger, staged: Staged, ownKeys: OwnKeys) {
  const { originOf, self } = yield* Hosts
  const client = yield* HttpClient
  let following: Following.Following | undefined
  const agreement = yield* Agreement.make(options.founders, staged)

  const until = <A, E, R>(attempt: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
    Effect.catch(attempt, () => Effect.andThen(Effect.sleep(Duration.millis(pauseMillis)), until(attempt)))

  const keyOf = (host: string) =>
    host === self
      ? Effect.succeed(ownKeys.vkey(ownKeys.newest()))
      : until(Effect.timeout(Effect.gen(function*() {
        const response = yield* client.get(`${originOf(host)}/consortium/key`)
        const { vkey } = yield* Effect.flatMap(response.json, decodeKey)
        const { name } = yield* Effect.fromResult(SignedNote.parseVkey(vkey))
        return name === host ? vkey : yield* Effect.fail(new SignedNote.InvalidNote({ reason: `${host} calls itself ${name}` }))
      }), timeoutMillis))

  /** Entries of a founder's log, base64. */
  const entriesOf = (host: string, start: number, end: number) =>
    Effect.gen(function*() {
      const response = yield* client.get(`${originOf(host)}/consortium/entries?start=${start}&end=${end}`)
      const lines = (yield* response.text).split("\n").filter((line) => line !== "")
      return yield* Effect.forEach(lines, (line) => Effect.map(decodeEntryLine(line), ({ entry }) => entry))
    }).pipe(Effect.timeout(timeoutMillis / 2))

  const inherit = Effect.fnUntraced(function*(inherits: InheritsOptions) {
    following = Following.make(inherits, staged, yield* Source.make(inherits, staged))
    return yield* agreement.agreed(yield* following.declared)
  })

  const found = Effect.gen(function*() {
    const inherits = options.inherits === undefined ? undefined : yield* inherit(options.inherits)
    const keys = yield* Effect.forEach(options.founders.toSorted(), keyOf, { concurrency: "unbounded" })
    return Entry.genesis(options.origin, keys, inherits)
  })

  const adopt = Effect.gen(function*() {
    const told = new Map<string, number>()
    const needed = Members.tolerated(options.founders.length) + 1
    const all = yield* Effect.forEach(options.founders, (host) => Effect.option(entriesOf(host, 0, 1)), { concurrency: "unbounded" })
    for (const each of all) {
      const [genesis] = each._tag === "Some" ? each.value : []
      if (genesis !== undefined) told.set(genesis, (told.get(genesis) ?? 0) + 1)
    }
    const [text] = [...told].find(([, count]) => count >= needed) ?? [""]
    const genesis = yield* Effect.fromResult(Result.flatMap(
      Result.fromNullishOr(SignedNote.fromBase64(text), () => noEntry("no genesis that enough founders know")),
      Entry.decode
    ))
    return genesis.type === "genesis" ? genesis : yield* noEntry("a log begins with a genesis")
  })

  /** What the genesis binds, from one of the founders. */
  const fetchInherited = Effect.fnUntraced(function*(host: string, inherits: Entry.Inherits) {
    while (staged.size() < inherits.size) {
      const start = staged.size() + 1
      const leaves: Array<Uint8Array> = []
      for (const text of yield* entriesOf(host, start, Math.min(inherits.size + 1, start + pageEntries))) {
        const entry = Result.flatMap(Result.fromNullishOr(SignedNote.fromBase64(text), () => noEntry("no base64")), Entry.decode)
        if (Result.isSuccess(entry) && entry.success.type === "inherited") leaves.push(entry.success.leaf)
      }
      if (leaves.length === 0) return yield* noEntry(`${host} does not tell entry ${start}`)
      yield* staged.append(leaves)
    }
    const leaves = (yield* staged.rows(0, inherits.size)).map(({ leaf }) => leaf)
    const problem = Inheritance.problemOf(inherits, leaves)
    if (problem !== undefined) return yield* noEntry(`${host}: ${problem}`)
  })

  const adoptInherited = Effect.fnUntraced(function*(inherits: Entry.Inherits) {
    for (const host of options.founders) {
      const fetched = yield* Effect.result(fetchInherited(host, inherits))
      if (Result.isSuccess(fetched)) return
      yield* staged.clear
    }
    return yield* noEntry("no founder tells what the genesis binds")
  })

  return {
    /** What keeps the founding, or kept it last; undefined where nothing does. */
    trouble: (): string | undefined => following?.trouble() ?? agreement.trouble(),
    /** Returns once the log has its first entries. */
    run: Effect.gen(function*() {
      if (ledger.isFounded()) return
      const isFounder = options.founders.includes(self)
      const genesis: Genesis = yield* isFounder ? found : until(adopt)
      if (!isFounder && genesis.inherits !== undefined) yield* until(adoptInherited(genesis.inherits))
      yield* until(ledger.found(genesis, staged))
    })
  }
})

export type Founding = Effect.Success<ReturnType<typeof make>>
