import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Car from "../../../../src/protocol/car/Car.ts"
import type { BlockMap } from "../../../../src/protocol/car/BlockMap.ts"
import { verifyBlocks } from "../../../../src/protocol/repo/Import.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"
const collection = "test.orrery.note"

const put = (session: Session, n: number, text = "") =>
  session.procedureOnce("com.atproto.repo.putRecord", { input: { repo: session.did, collection, rkey: `note-${n}`, record: { n, text } as never } })

const remove = (session: Session, n: number) =>
  session.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo: session.did, collection, rkey: `note-${n}` } })

const exported = (did: string, since?: string) =>
  Effect.flatMap(Client.make, (client) =>
    Effect.map(client.query("com.atproto.sync.getRepo", { origin, params: { did, ...(since === undefined ? {} : { since }) } }), (car) =>
      Result.getOrThrow(Car.read(car as unknown as Uint8Array))))

const latest = (did: string) => Effect.flatMap(Client.make, (client) => client.query("com.atproto.sync.getLatestCommit", { origin, params: { did } }))

describe("an export since a rev", () => {
  it("together with the repository of then is the repository of now, and is far smaller", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      for (let n = 0; n < 120; n++) yield* put(alice, n)
      const moments: Array<{ rev: string; blocks: BlockMap }> = []
      for (let round = 0; round < 12; round++) {
        moments.push({ rev: (yield* latest(alice.did)).rev, blocks: (yield* exported(alice.did)).blocks })
        yield* put(alice, 200 + round)
        yield* put(alice, round, "changed")
        yield* remove(alice, 20 + 7 * round)
        // Deleted and written again, as it was and otherwise.
        yield* remove(alice, 100 + round)
        yield* put(alice, 100 + round, round % 2 === 0 ? "" : "again")
      }
      const whole = yield* exported(alice.did)
      const diffs = yield* Effect.forEach(moments, ({ rev }) => exported(alice.did, rev))
      return { did: alice.did, moments, whole, diffs }
    }))
    const wanted = Result.getOrThrow(verifyBlocks(seen.whole, { did: seen.did }))
    seen.diffs.forEach((diff, i) => {
      const { blocks } = seen.moments[i]!
      for (const [cid, bytes] of diff.blocks.entries()) blocks.set(cid, bytes)
      const rebuilt = Result.getOrThrow(verifyBlocks({ roots: diff.roots, blocks }, { did: seen.did }))
      expect(rebuilt.head).toEqual(wanted.head)
      expect(rebuilt.records.map(({ path }) => path)).toEqual(wanted.records.map(({ path }) => path))
    })
    expect(seen.diffs.at(-1)!.blocks.size).toBeLessThan(seen.whole.blocks.size / 4)
  })

  it("is the whole repository if that was too long ago to tell", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    town.run(Effect.forEach([1, 2, 3], (n) => put(alice, n)))
    const { rev } = town.run(latest(alice.did))
    town.world.runUntil(town.world.now + 8 * 24 * 3_600_000)
    town.run(alice.procedure("com.atproto.repo.putRecord", { input: { repo: alice.did, collection, rkey: "late", record: {} as never } }))
    const diff = town.run(exported(alice.did, rev))
    expect(Result.getOrThrow(verifyBlocks(diff, { did: alice.did })).records).toHaveLength(4)
  })

  it("is the commit alone if nothing has changed", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* put(alice, 1)
      return (yield* exported(alice.did, (yield* latest(alice.did)).rev)).blocks.size
    }))
    expect(seen).toBe(1)
  })
})
