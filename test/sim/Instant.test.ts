import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Client from "../../src/actors/xrpc/Client.ts"
import * as Town from "../actors/pds/Town.ts"

const names = ["alice", "bob", "carol", "dan"]
const origin = "https://pds1.test"

/** Four people post at once, to a disk whose sync takes a tenth of a second. */
const posting = (latencyMillis: readonly [number, number], crashAfterMillis?: number) => {
  const [minMillis, maxMillis] = latencyMillis
  const { defects, run, world } = Town.make({ link: { latency: { kind: "uniform", minMillis, maxMillis } } })
  const sessions = names.map((name) => run(Town.signUp(name)))
  world.setDisk("pds1.test", { syncMillis: 100 })
  const startedAt = world.now
  if (crashAfterMillis !== undefined) world.at(startedAt + crashAfterMillis, () => world.crash("pds1.test"))
  const told = run(Effect.forEach(sessions, (session) => Effect.exit(Town.createPost(session, "At once.")), { concurrency: "unbounded" }))
  const tookMillis = world.now - startedAt
  world.setDisk("pds1.test", { syncMillis: 0 })
  if (crashAfterMillis !== undefined) world.start("pds1.test")
  world.runUntil(world.now + 1_000)
  const stored = run(Effect.forEach(sessions, ({ did }) =>
    Effect.map(
      Client.query("com.atproto.repo.listRecords", { origin, params: { repo: did, collection: "app.bsky.feed.post", limit: 100 } }),
      ({ records }) => records.length
    )))
  return { told: told.map(({ _tag }) => _tag), tookMillis, stored, hash: world.hash, defects: defects() }
}

describe("writes that arrive at one instant", () => {
  it("wait for one sync together", () => {
    const { defects, stored, told, tookMillis } = posting([1, 1])
    expect([told, stored, defects]).toEqual([names.map(() => "Success"), [1, 1, 1, 1], []])
    expect(tookMillis).toBeLessThan(110)
  })

  it("but not for what arrives a moment later", () => {
    const { told, tookMillis } = posting([1, 20])
    expect(told).toEqual(names.map(() => "Success"))
    expect(tookMillis).toBeGreaterThan(200)
  })

  it("are told of nothing before it, and are gone together with the power", () => {
    const { defects, stored, told } = posting([1, 1], 50)
    expect([told, stored, defects]).toEqual([names.map(() => "Failure"), [0, 0, 0, 0], []])
  })

  it("are the same in each run of a seed", () => {
    expect(posting([1, 1]).hash).toBe(posting([1, 1]).hash)
  })
})
