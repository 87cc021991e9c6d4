/** The phones of people who have guardians; test/actors/keymanager/Guarded.ts says who they are. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Guardians from "../../../src/actors/client/keys/Guardians.ts"
import * as Keyring from "../../../src/actors/client/keys/Keyring.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import type { Person } from "../../../src/sim/population/Person.ts"
import * as Phones from "../../../src/sim/population/Phones.ts"
import { guarded } from "../../actors/keymanager/Guarded.ts"
import * as Town from "../../actors/keymanager/Town.ts"

const keeper = ({ identity, owner, session }: Effect.Success<typeof guarded>): Phones.Keeper => ({
  person: { pds: "pds1.test" } as Person,
  session,
  identity,
  home: { kind: "managed", owner, recoveryCode: Town.recoveryCode },
  phone: undefined
})

describe("a phone that is bought after guardians were appointed", () => {
  for (const replaces of [false, true]) {
    it(`stands below what they have shares of, so that they win against its thief${replaces ? ", also in the place of another" : ""}`, () => {
      const seen = Town.make().run(Effect.gen(function*() {
        const all = yield* guarded
        const { did, guardians, identity, key, others, rotationKeys } = all
        const alice = keeper(all)
        yield* Phones.equip(alice, undefined, key)
        const first = alice.phone!.rotation
        if (replaces) yield* Phones.equip(alice, first, key)
        const { rotation } = alice.phone!
        const equipped = (yield* identity.state(did)).rotationKeys
        // Root key and phone are lost; whoever has the phone takes the DID.
        yield* identity.update(new Keyring.Keyring([rotation]), did, (state) => ({ ...state, rotationKeys: [rotation.didKey] }))
        const theft = (yield* identity.log(did)).at(-1)!
        const appeal = yield* Guardians.appeal(identity, did, guardians)
        for (const { owner } of others.slice(1)) yield* owner.giveShare(did, appeal.device.didKey)
        const recovered = yield* Effect.flatMap(appeal.answers(), (answers) => appeal.key(answers))
        const root = yield* (yield* Keys).generate("k256")
        yield* identity.recover(new Keyring.Keyring([recovered]), did, ({ cid }) => !cid.equals(theft.cid), (state) => Guardians.renewed(state, key, root.didKey))
        return { equipped, wanted: [...rotationKeys.slice(0, 2), rotation.didKey, ...rotationKeys.slice(2)], root: root.didKey, after: (yield* identity.state(did)).rotationKeys }
      }))
      expect(seen.equipped).toEqual(seen.wanted)
      expect(seen.after[0]).toBe(seen.root)
    })
  }
})

describe("a phone whose power fails while it is made ready", () => {
  it("is made ready again with the keys that it kept, and leaves no other in the DID", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const all = yield* guarded
      const alice = keeper(all)
      const made = yield* Phones.phoneKeys
      // The DID names its key; what came after that was lost with the power.
      yield* Phones.equip({ ...alice }, undefined, all.key, made)
      yield* Phones.equip(alice, undefined, all.key, made)
      return { before: all.rotationKeys, rotation: made.rotation.didKey, after: (yield* all.identity.state(all.did)).rotationKeys }
    }))
    expect(seen.after).toEqual([...seen.before.slice(0, 2), seen.rotation, ...seen.before.slice(2)])
  })
})

describe("an owner who takes a DID back", () => {
  it("knows it for taken back when the device has to begin again, and does not wait for another theft", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const all = yield* guarded
      const alice = keeper(all)
      yield* Phones.equip(alice, undefined, all.key)
      const { rotation } = alice.phone!
      const nothing = yield* Phones.undo(alice, rotation.didKey)
      yield* all.identity.update(new Keyring.Keyring([rotation]), all.did, (state) => ({ ...state, rotationKeys: [rotation.didKey] }))
      const first = yield* Phones.undo(alice, rotation.didKey)
      const again = yield* Phones.undo(alice, rotation.didKey)
      return { nothing, first, again, before: all.rotationKeys, after: (yield* all.identity.state(all.did)).rotationKeys }
    }))
    expect([seen.nothing, seen.first, seen.again]).toEqual([false, true, true])
    expect(seen.after).toEqual(seen.before)
  })
})
