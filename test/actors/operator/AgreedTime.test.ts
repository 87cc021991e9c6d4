/**
 * Wrong clocks of operators and the 72-hour window: which side of a fork wins
 * they move by no more than `maxSkewMillis` says. B6, PLC-5, PLC-7
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Log from "../../../src/protocol/plc/Log.ts"
import { json, person, post, town } from "./Town.ts"

const hourMillis = 3_600_000
const maxSkewMillis = 2_000
/** What it takes to get into the log, with the round of a leader whose clock nobody believes. */
const onTheWayMillis = 10_000
const boundMillis = maxSkewMillis + onTheWayMillis

/** The last is outside of what the others bear; those before are honest, each as wrong as it may be. */
const clocks: ReadonlyArray<Readonly<Record<string, number>>> = [
  {},
  { "plc1.test": hourMillis },
  { "plc1.test": -hourMillis },
  { "plc2.test": 1_900, "plc3.test": -1_900, "plc4.test": hourMillis },
  { "plc2.test": -1_900, "plc3.test": -1_900, "plc1.test": -hourMillis }
]

/** alice is robbed, and her stronger key asks for the account back so long after that. */
const recovery = (offsets: Readonly<Record<string, number>>, afterMillis: number, through: string) => {
  const world = town(4, { operator: { maxSkewMillis } })
  for (const [host, offset] of Object.entries(offsets)) world.setClock(host, offset)
  const at = <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect)
  const alice = at(Effect.gen(function*() {
    const alice = yield* person("alice.test")
    const stolen = alice.update("stolen.test", alice.genesis)
    yield* post("plc2.test", alice.did, alice.genesis)
    yield* post("plc3.test", alice.did, stolen)
    return { ...alice, back: alice.update("back.test", alice.genesis, "strong") }
  }))
  const robbedAt = world.now
  world.runUntil(robbedAt + afterMillis)
  // One whose clock is wrong may refuse by itself what is in time: as clients do, another is asked then.
  const first = at(post(through, alice.did, alice.back))
  const { status } = first.status === 200 ? first : at(post("plc3.test", alice.did, alice.back))
  world.runUntil(world.now + 60_000)
  const states = ["plc1.test", "plc2.test", "plc3.test", "plc4.test"].map((host) =>
    (at(json(host, `/${alice.did}`))["alsoKnownAs"] as ReadonlyArray<string>)[0])
  return { status, states: new Set(states) }
}

describe("operators whose clocks are wrong", () => {
  it.each(clocks)("by %o let in what comes within 72 hours, less the bound, whomever one asks first", (offsets) => {
    for (const through of ["plc1.test", "plc2.test"]) {
      const { states, status } = recovery(offsets, Log.recoveryWindowMillis - boundMillis, through)
      expect(status).toBe(200)
      expect(states).toEqual(new Set(["at://back.test"]))
    }
  })

  it.each(clocks)("by %o turn away what comes after 72 hours and the bound, whomever one asks first", (offsets) => {
    for (const through of ["plc1.test", "plc2.test"]) {
      const { states, status } = recovery(offsets, Log.recoveryWindowMillis + boundMillis, through)
      expect(status).not.toBe(200)
      expect(states).toEqual(new Set(["at://stolen.test"]))
    }
  })
})
