/**
 * How a log begins. The founders are known by their hosts; each draws its key
 * at its first start and asks the others for theirs. When a founder has all, it
 * writes the genesis: the same at each, as long as everybody told everybody the
 * same. One who does not agrees on nothing with the others afterwards.
 *
 * Who is no founder takes the genesis that f + 1 of them tell: one of those is honest.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import * as SignedNote from "../../protocol/tlog/SignedNote.ts"
import { Hosts } from "../Hosts.ts"
import type { Ledger } from "./Ledger.ts"
import type { OperatorOptions } from "./Options.ts"
import type { OwnKeys } from "./OwnKeys.ts"

const pauseMillis = 500
const timeoutMillis = 5_000

const Key = Schema.Struct({ vkey: Schema.String })
const decodeKey = Schema.decodeUnknownEffect(Key)
const EntryLine = Schema.Struct({ index: Schema.Int, entry: Schema.String })
const decodeEntryLine = Schema.decodeUnknownEffect(Schema.fromJsonString(EntryLine))

export const make = Effect.fnUntraced(function*(options: OperatorOptions, ledger: Ledger, ownKeys: OwnKeys) {
  const { originOf, self } = yield* Hosts
  const client = yield* HttpClient

  const until = <A, E, R>(attempt: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
    Effect.catch(Effect.timeout(attempt, timeoutMillis), () => Effect.andThen(Effect.sleep(Duration.millis(pauseMillis)), until(attempt)))

  const keyOf = (host: string) =>
    host === self
      ? Effect.succeed(ownKeys.vkey(ownKeys.newest()))
      : until(Effect.gen(function*() {
        const response = yield* client.get(`${originOf(host)}/consortium/key`)
        const { vkey } = yield* Effect.flatMap(response.json, decodeKey)
        const { name } = yield* Effect.fromResult(SignedNote.parseVkey(vkey))
        return name === host ? vkey : yield* Effect.fail(new SignedNote.InvalidNote({ reason: `${host} calls itself ${name}` }))
      }))

  const genesisOf = (host: string) =>
    Effect.gen(function*() {
      const response = yield* client.get(`${originOf(host)}/consortium/entries?start=0&end=1`)
      const { entry } = yield* Effect.flatMap(response.text, decodeEntryLine)
      return entry
    }).pipe(Effect.timeout(timeoutMillis / 2), Effect.option)

  const found = Effect.gen(function*() {
    const keys = yield* Effect.forEach(options.founders.toSorted(), keyOf, { concurrency: "unbounded" })
    return Entry.genesis(options.origin, keys)
  })

  const adopt = Effect.gen(function*() {
    const told = new Map<string, number>()
    const needed = Members.tolerated(options.founders.length) + 1
    const all = yield* Effect.forEach(options.founders, genesisOf, { concurrency: "unbounded" })
    for (const each of all) {
      if (each._tag === "Some") told.set(each.value, (told.get(each.value) ?? 0) + 1)
    }
    const [text] = [...told].find(([, count]) => count >= needed) ?? [""]
    return yield* Effect.fromResult(Result.flatMap(
      Result.fromNullishOr(SignedNote.fromBase64(text), () => new Entry.InvalidEntry({ reason: "no genesis that enough founders know" })),
      Entry.decode
    ))
  })

  /** Returns once the log has its first entry. */
  return Effect.gen(function*() {
    if (ledger.isFounded()) return
    const genesis = yield* options.founders.includes(self) ? found : until(adopt)
    yield* until(ledger.found(genesis))
  })
})
