/** Records that no lexicon knows, or that theirs refuses, are as good as any to who carries them. LEX-4, LEX-5 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import * as Checks from "../../bench/migration/Checks.ts"
import { Journey } from "../../bench/migration/Journey.ts"
import { hosts, originOf, phone } from "../../bench/migration/SmallWorld.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import * as Car from "../../src/protocol/car/Car.ts"
import * as Json from "../../src/protocol/data/Json.ts"

const link = { $link: "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm" }
const strange: ReadonlyArray<readonly [collection: string, record: object]> = [
  ["com.example.chess.move", { from: "e2", to: "e4", clock: -1, board: { $bytes: "AAECAw" }, before: link, notes: [null, true, { $type: "com.example.unheardOf", deep: [[]] }] }],
  ["com.example.chess.move", {}],
  ["app.bsky.feed.repost", { subject: 7, createdAt: "yesterday", via: "nobody" }],
  ["app.bsky.graph.follow", { subject: ["nobody"] }]
]

it("are stored, relayed, indexed, exported and moved unchanged [LEX-4], and no relay minds them [LEX-5]", { timeout: 60_000 }, () => {
  const journey = new Journey(3, "mailed")
  const { cast, small } = journey
  const { alice } = cast
  const written = small.run(Effect.forEach(strange, ([collection, fields]) => Effect.gen(function*() {
    const rkey = alice.tids.next((yield* Clock.currentTimeMillis) * 1_000)
    const record = { $type: collection, ...fields }
    const { cid } = yield* alice.procedureOnce("com.atproto.repo.createRecord", { input: { repo: alice.did, collection, rkey, record: record as never, validate: false } })
    cast.records.set(`${collection}/${rkey}`, cid)
    return { collection, rkey, cid, record }
  })))
  journey.pass(5_000)

  const relayed = new Set(Checks.commitsFrom(small, hosts.relay, alice.did).flatMap(({ blocks }) =>
    [...Result.getOrThrow(Car.read(blocks)).blocks.entries()].map(([cid]) => cid.toString())))
  expect(written.filter(({ cid }) => !relayed.has(cid))).toEqual([])

  const held = (host: string, records: typeof written) =>
    small.run(Effect.flatMap(Client.make, (client) => Effect.forEach(records, ({ collection, rkey }) =>
      client.query("com.atproto.repo.getRecord", { origin: originOf(host), params: { repo: alice.did, collection, rkey } }))))
      .map(({ cid, value }) => ({ cid, record: Json.toJson(value) }))
  const asWritten = written.map(({ cid, record }) => ({ cid, record }))
  expect(held(hosts.old, written)).toEqual(asWritten)
  // What its lexicon refuses an App View keeps out of sight.
  const unknown = written.slice(0, 2)
  expect(held(hosts.appView, unknown)).toEqual(asWritten.slice(0, 2))

  journey.setOut(phone, hosts.new)
  expect(journey.end()).toEqual([])
  expect(journey.home).toBe(hosts.new)
  expect(held(hosts.new, written)).toEqual(asWritten)
  expect(held(hosts.appView, unknown)).toEqual(asWritten.slice(0, 2))
})
