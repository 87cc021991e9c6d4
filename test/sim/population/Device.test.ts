import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import { Stream } from "../../../src/sim/kernel/Stream.ts"
import * as Device from "../../../src/sim/population/Device.ts"
import * as Town from "../../actors/keymanager/Town.ts"

/** Notes that it has begun, then takes a second. */
const act = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS begun (n INTEGER)`
  yield* sql`INSERT INTO begun VALUES (1)`
  yield* Effect.sleep("1 second")
  return (yield* sql`SELECT n FROM begun`).length
})

describe("a device whose power fails", () => {
  it("begins again with what is on its disk, as often as it fails", () => {
    const town = Town.make()
    let failures = 0
    const run = (power: Device.Power) => town.run(Device.run(town.world, Device.hostOf("alice"), power, act, () => void failures++))
    expect(run([500, 999, 300])).toBe(4)
    expect(failures).toBe(3)
    // Power that fails after the act cuts nothing short.
    expect(run([1_500])).toBe(5)
    expect(failures).toBe(3)
    expect(run(Device.steady)).toBe(6)
    expect(town.defects()).toEqual([])
  })

  it("is told of an error of the act's own, and does not begin again for it", () => {
    const town = Town.make()
    let runs = 0
    const failing = Effect.andThen(Effect.sync(() => void runs++), Effect.fail("refused"))
    expect(town.run(Effect.flip(Device.run(town.world, Device.hostOf("bob"), [5_000], failing, () => {})))).toBe("refused")
    expect(runs).toBe(1)
  })

  it("fails as its seed says", () => {
    const drawn = () => Device.failing(Stream.root(7).fork("alice"), 1_000)
    expect(drawn()).toEqual(drawn())
    expect(drawn().length).toBeGreaterThan(0)
    for (const millis of drawn()) expect(millis).toBeLessThan(1_000)
  })
})
