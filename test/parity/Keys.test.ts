/** Keys in a drawer, at a key manager and on a phone, by the same calls in both worlds; live, with real signatures. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import { expect, it } from "vitest"
import { layerOf } from "../../src/actors/Actor.ts"
import * as Custody from "../../src/actors/client/keys/Custody.ts"
import * as Delegated from "../../src/actors/client/keys/Delegated.ts"
import * as Guardians from "../../src/actors/client/keys/Guardians.ts"
import * as Keyring from "../../src/actors/client/keys/Keyring.ts"
import * as Managed from "../../src/actors/client/keys/Managed.ts"
import * as OwnIdentity from "../../src/actors/client/keys/OwnIdentity.ts"
import { Hosts } from "../../src/actors/Hosts.ts"
import { KeyManagerOptions } from "../../src/actors/keymanager/Options.ts"
import type { Network } from "../../src/actors/Network.ts"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import { inBothWorlds, pds, signUp } from "./BothWorlds.ts"

const network: Network = {
  actors: [
    { kind: "plc", host: "plc.test", options: {} },
    pds("pds1.test"),
    { kind: "keymanager", host: "keys.test", options: Schema.decodeUnknownSync(KeyManagerOptions)({ plc: "plc.test", passphraseCostLog2: 1, sealingSecret: "the secret of keys.test" }) }
  ]
}

const createRecord = "com.atproto.repo.createRecord"
const post = "app.bsky.feed.post"

const mailed = (host: string, email: string) =>
  Effect.gen(function*() {
    const origin = (yield* Hosts).originOf(host)
    const response = yield* (yield* HttpClient).get(`${origin}/admin/mailbox?to=${email}`, {
      headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` }
    })
    return ((yield* response.json) as unknown as { mail: ReadonlyArray<{ token: string }> }).mail[0]!.token
  }).pipe(Effect.orDie)

const identityOf = Effect.flatMap(Hosts, (hosts) => OwnIdentity.make(hosts.originOf("plc.test")))

inBothWorlds(network, layerOf, (arm) => {
  it("lets a phone post with a delegated key until its owner revokes that", async () => {
    const seen = await arm.run(Effect.gen(function*() {
      const hosts = yield* Hosts
      const alice = yield* signUp("alice")
      const owner = yield* Managed.enroll(alice, yield* identityOf, {
        manager: "keys.test",
        passphrase: "alice's passphrase",
        recoveryCode: "alice's recovery code",
        mailedToken: mailed("pds1.test", "alice@mail.test")
      })
      const key = yield* (yield* Keys).generate("p256")
      const { cid, ucan } = yield* owner.delegate({ audience: key.didKey, capabilities: [{ lxm: createRecord, collections: [post] }], lifetimeSeconds: 600 })
      const device = new Delegated.Device({ key, chain: [ucan], origin: alice.origin, audience: hosts.didOf("pds1.test") })
      const write = (collection: string) =>
        device.procedureOnce(createRecord, {
          input: { repo: alice.did, collection, record: { $type: collection, text: "from the phone", createdAt: "2026-01-05T18:00:00.000Z" } as never }
        })
      const written = yield* write(post)
      const widened = yield* Effect.flip(write("app.bsky.feed.like"))
      yield* owner.announce(yield* owner.revoke(cid), alice.origin)
      return { written, widened, revoked: yield* Effect.flip(write(post)), uses: (yield* alice.query("dev.orrery.keys.listUses", {})).uses.length }
    }))
    expect(seen.written.uri).toContain(post)
    expect(seen.widened).toMatchObject({ status: 403 })
    expect(seen.revoked).toMatchObject({ error: "UcanRevoked" })
    expect(seen.uses).toBe(1)
  })

  it("gives a DID back to the higher of two keys", async () => {
    const seen = await arm.run(Effect.gen(function*() {
      const identity = yield* identityOf
      const bob = yield* signUp("bob")
      const ring = yield* Keyring.generate(["k256", "p256"])
      yield* Custody.claim(bob, identity, ring, mailed("pds1.test", "bob@mail.test"))
      const thief = new Keyring.Keyring([ring.keys[1]!])
      yield* identity.update(thief, bob.did, (state) => ({ ...state, rotationKeys: thief.didKeys }))
      yield* identity.recover(ring, bob.did, (entry) => entry.operation.type === "plc_operation" && entry.operation.rotationKeys.length > 1)
      const sealed = yield* Keyring.seal(ring, "bob's passphrase", 1)
      return { keys: ring.didKeys, opened: (yield* Keyring.open(sealed, "bob's passphrase")).didKeys, state: yield* identity.state(bob.did) }
    }))
    expect(seen.state.rotationKeys.slice(0, 2)).toEqual(seen.keys)
    expect(seen.opened).toEqual(seen.keys)
  })

  it("gives an account back through its owner's guardians", async () => {
    const seen = await arm.run(Effect.gen(function*() {
      const identity = yield* identityOf
      const carol = yield* signUp("carol")
      const ring = yield* Keyring.generate(["k256"])
      yield* Custody.claim(carol, identity, ring, mailed("pds1.test", "carol@mail.test"))
      const owners = yield* Effect.forEach(["dan", "dan2"], (name) =>
        Effect.flatMap(signUp(name), (session) => Managed.enroll(session, identity, {
          manager: "keys.test",
          passphrase: `${name}'s passphrase`,
          recoveryCode: `${name}'s recovery code`,
          mailedToken: mailed("pds1.test", `${name}@mail.test`)
        })))
      const guardians = yield* Effect.forEach(owners, ({ did }) => Guardians.find(identity, did))
      const publish = (change: OwnIdentity.Change) => identity.update(ring, carol.did, change)
      const key = yield* Guardians.appoint({ session: carol, email: "carol@mail.test", guardians, threshold: 2, publish })
      const appeal = yield* Guardians.appeal(identity, carol.did, guardians)
      yield* appeal.ask()
      for (const owner of owners) yield* owner.giveShare(carol.did, appeal.device.didKey)
      const recovered = yield* Effect.flatMap(appeal.answers(), (answers) => appeal.key(answers))
      const fresh = yield* Keyring.generate(["k256"])
      yield* identity.update(new Keyring.Keyring([recovered]), carol.did, (state) => Guardians.renewed(state, key, fresh.didKeys[0]!))
      return { key, recovered, first: (yield* identity.state(carol.did)).rotationKeys[0], fresh: fresh.didKeys[0] }
    }))
    expect(seen.recovered.didKey).toBe(seen.key)
    expect(seen.first).toBe(seen.fresh)
  })
})
