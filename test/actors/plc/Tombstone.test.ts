/** A tombstone that nobody can take back any more is the end of a DID, whoever tries what. PLC-10 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Directory from "./Directory.ts"

const hourMillis = 3_600_000
const genesis = Directory.signed(null, "alice.test", 2)
const did = Operation.didOf(genesis)

/** A DID with a tombstone of that key, and what one can do about it. */
const town = (key: number) => {
  const world = Directory.make()
  const run = <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect)
  const end = Directory.tombstone(genesis, key)
  const attempts = (name: string): ReadonlyArray<Operation.Operation> => [0, 1, 2].flatMap((by) => [
    Directory.signed(genesis, `${name}${by}.test`, by),
    Directory.signed(end, `${name}${by}.test`, by),
    Directory.signed(null, `${name}${by}.test`, by),
    Directory.tombstone(end, by),
    genesis
  ])
  const resolved = (verifyPlcLog: boolean) =>
    Effect.map(Effect.result(Effect.flatMap(Resolver.make({ plc: Directory.host, verifyPlcLog }), (resolver) => resolver.did(did))), (answer) =>
      Result.match(answer, { onFailure: ({ reason }) => reason, onSuccess: ({ handle }) => handle }))
  run(Effect.andThen(Directory.post(did, genesis), Directory.post(did, end)))
  const endedAt = world.now
  return {
    /** From then on, so many milliseconds after the tombstone. */
    at: (afterMillis: number) => world.runUntil(endedAt + afterMillis),
    submit: (operation: Operation.Operation) => run(Directory.post(did, operation)).status,
    tryAll: (name: string) => new Set(attempts(name).map((operation) => run(Directory.post(did, operation)).status)),
    states: () => run(Effect.all([resolved(false), resolved(true)])),
    statuses: () => ["", "/data", "/log/last"].map((path) => run(Directory.get(`/${did}${path}`)).status)
  }
}

describe("a DID that is tombstoned", () => {
  it("by its strongest key never resolves again: nothing that any key signs is taken, at any time", () => {
    const { at, states, statuses, tryAll } = town(0)
    for (const [i, afterMillis] of [1_000, hourMillis, 71 * hourMillis, 73 * hourMillis, 24 * 365 * hourMillis].entries()) {
      at(afterMillis)
      expect(tryAll(`try${i}`)).toEqual(new Set([400]))
      expect(statuses()).toEqual([410, 410, 200])
      expect(states()).toEqual(["Tombstoned", "Tombstoned"])
    }
  })

  it("by a weaker key comes back by a stronger one within 72 hours, and by no weaker", () => {
    const { at, states, submit } = town(1)
    at(71 * hourMillis)
    expect(submit(Directory.signed(genesis, "weaker.test", 2))).toBe(400)
    expect(submit(Directory.signed(genesis, "equal.test", 1))).toBe(400)
    expect(states()).toEqual(["Tombstoned", "Tombstoned"])
    expect(submit(Directory.signed(genesis, "back.test", 0))).toBe(200)
    expect(states()).toEqual(["back.test", "back.test"])
  })

  it("by a weaker key never resolves again once 72 hours are over", () => {
    const { at, states, tryAll } = town(1)
    for (const [i, afterMillis] of [72 * hourMillis + 1, 73 * hourMillis, 24 * 365 * hourMillis].entries()) {
      at(afterMillis)
      expect(tryAll(`late${i}`)).toEqual(new Set([400]))
      expect(states()).toEqual(["Tombstoned", "Tombstoned"])
    }
  })
})
