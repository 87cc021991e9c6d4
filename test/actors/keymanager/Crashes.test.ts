/**
 * A key manager that crashes at any instant of a recovery: the owner asks
 * again, and everything is as one answer would have left it.
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Managed from "../../../src/actors/client/keys/Managed.ts"
import * as Town from "./Town.ts"

const manager = "https://keys.test"
const newPassphrase = "alice's new passphrase"

/** Milliseconds after the owner asked. A recovery takes about 200. */
const instants = Array.from({ length: 16 }, (_, i) => 1 + i * 16)

describe("a key manager that crashes", () => {
  it("in a recovery is as if it had not, once the owner has asked again", () => {
    const revokedEverywhere: Array<boolean> = []
    for (const afterMillis of instants) {
      const town = Town.make()
      const before = town.run(Effect.gen(function*() {
        const { identity, owner, session } = yield* Town.managed("alice")
        const first = yield* Town.phone(owner)
        const second = yield* Town.phone(owner)
        yield* owner.revoke(first.cid)
        yield* owner.requestRecovery()
        return { identity, owner, session, first, second, token: yield* Town.mailed("keys.test", "alice@mail.test") }
      }))
      town.world.at(town.world.now + afterMillis, () => town.world.crash("keys.test"))
      town.world.at(town.world.now + afterMillis + 700, () => town.world.start("keys.test"))
      const after = town.run(Effect.gen(function*() {
        const { first, identity, owner, second, session, token } = before
        yield* owner.recover({ token, recoveryCode: Town.recoveryCode, passphrase: newPassphrase })
        const delegations = yield* Managed.signIn(session.did, manager, newPassphrase).delegations()
        const third = yield* Town.phone(owner)
        const written = yield* third.device.procedure(Town.createRecord, { input: Town.write(session.did) })
        yield* Effect.sleep("61 seconds")
        const refused = yield* Effect.forEach([first, second], ({ device }) =>
          Effect.flip(device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })))
        const old = yield* Effect.flip(Managed.signIn(session.did, manager, Town.passphrase).delegations())
        return { delegations, written, refused, old, log: yield* identity.log(session.did) }
      }), Town.hourMillis)
      expect(after.written.uri, `crash after ${afterMillis} ms`).toContain("at://")
      expect(after.old).toMatchObject({ error: "WrongPassphrase" })
      for (const refused of after.refused) expect(refused).toMatchObject({ status: 401 })
      // Genesis, enrolment, the new delegation key: said once, however often it was asked.
      expect(after.log).toHaveLength(3)
      revokedEverywhere.push(after.delegations.filter(({ cid }) => cid === before.first.cid || cid === before.second.cid).every(({ revoked }) => revoked))
      expect(town.defects()).toEqual([])
    }
    expect(revokedEverywhere.every((each) => each)).toBe(true)
  }, 120_000)

  it("in an enrolment makes one pair of keys, and the owner's document names it", () => {
    for (const afterMillis of instants.slice(0, 10)) {
      const town = Town.make()
      town.world.at(town.world.now + 20 + afterMillis * 2, () => town.world.crash("keys.test"))
      town.world.at(town.world.now + 720 + afterMillis * 2, () => town.world.start("keys.test"))
      const seen = town.run(Effect.gen(function*() {
        const { identity, owner, session } = yield* Town.managed("alice")
        const { device } = yield* Town.phone(owner)
        const written = yield* device.procedure(Town.createRecord, { input: Town.write(session.did) })
        return { written, log: yield* identity.log(session.did) }
      }), Town.hourMillis)
      expect(seen.written.uri, `crash after ${afterMillis} ms`).toContain("at://")
      expect(seen.log).toHaveLength(2)
    }
  }, 120_000)
})
