import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as Custody from "../../../src/actors/client/keys/Custody.ts"
import * as Keyring from "../../../src/actors/client/keys/Keyring.ts"
import * as Managed from "../../../src/actors/client/keys/Managed.ts"
import * as OwnIdentity from "../../../src/actors/client/keys/OwnIdentity.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as PdsTown from "../pds/Town.ts"
import * as Town from "./Town.ts"

const manager = "https://keys.test"

describe("a key manager", () => {
  it("makes an account's keys, which stand first, and enrolling again changes nothing", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const { identity, session } = yield* Town.managed("alice")
      yield* Managed.enroll(session, identity, { manager: "keys.test", passphrase: Town.passphrase, recoveryCode: Town.recoveryCode, mailedToken: Effect.die("no letter is needed") })
      return { state: yield* identity.state(session.did), log: yield* identity.log(session.did) }
    }))
    expect(seen.log).toHaveLength(2)
    expect(seen.state.rotationKeys).toHaveLength(2)
    expect(Object.keys(seen.state.verificationMethods).sort()).toEqual(["atproto", "delegation"])
    expect(seen.state.services["orrery_keys"]).toEqual({ type: "OrreryKeyManager", endpoint: manager })
    expect(town.defects()).toEqual([])
  })

  it("enrolls nobody without a service token of the account, nor over somebody else's keys", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { session } = yield* Town.managed("alice")
      const client = yield* Client.make
      const enroll = (headers: Readonly<Record<string, string>>, passphrase: string) =>
        Effect.flip(client.procedure("dev.orrery.keys.enroll", { origin: manager, headers, input: { passphrase, recoveryCode: Town.recoveryCode, email: "dan@mail.test" } }))
      const token = (lxm: string, aud = "did:web:keys.test") => Effect.map(session.query("com.atproto.server.getServiceAuth", { aud, lxm }), ({ token }) => Client.bearer(token))
      return {
        none: yield* enroll({}, "dan's passphrase"),
        otherMethod: yield* enroll(yield* token("dev.orrery.keys.delegate"), "dan's passphrase"),
        otherService: yield* enroll(yield* token("dev.orrery.keys.enroll", "did:web:pds2.test"), "dan's passphrase"),
        again: yield* enroll(yield* token("dev.orrery.keys.enroll"), "dan's passphrase")
      }
    }))
    expect(seen).toMatchObject({ none: { status: 401 }, otherMethod: { status: 401 }, otherService: { status: 401 }, again: { error: "AlreadyEnrolled" } })
  })

  it("publishes what its owner wants, with the passphrase, and nothing without", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const backup = yield* Keyring.generate(["k256"])
      const { rotationKeys } = yield* identity.state(session.did)
      const wanted = [...backup.didKeys, ...rotationKeys]
      const first = yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: wanted }))
      const again = yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: wanted }))
      const stranger = Managed.signIn(session.did, manager, "a guess of dan's")
      return {
        first,
        again,
        wanted,
        refused: yield* Effect.flip(stranger.updateIdentity(identity, (state) => ({ ...state, alsoKnownAs: ["at://dan.test"] }))),
        state: yield* identity.state(session.did),
        operations: (yield* identity.log(session.did)).length
      }
    }))
    expect(seen.again).toEqual(seen.first)
    expect(seen.state.rotationKeys).toEqual(seen.wanted)
    expect(seen.operations).toBe(3)
    expect(seen.refused).toMatchObject({ status: 401, error: "WrongPassphrase" })
  })

  it("says where the DID is when another device was quicker, and finds again what it has published", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session: { did } } = yield* Town.managed("alice")
      const client = yield* Client.make
      const { accessJwt } = yield* client.procedure("dev.orrery.keys.createSession", { origin: manager, input: { did, passphrase: Town.passphrase } })
      const update = (swapOperation: string, rotationKeys: ReadonlyArray<string>) =>
        client.procedure("dev.orrery.keys.updateIdentity", { origin: manager, headers: Client.bearer(accessJwt), input: { passphrase: Town.passphrase, swapOperation, rotationKeys } })
      const { head, state } = yield* identity.standing(did)
      const from = head.cid.toString()
      const [phone] = (yield* Keyring.generate(["p256"])).didKeys
      const [tablet] = (yield* Keyring.generate(["p256"])).didKeys
      // Sent twice, as by a device that did not wait for the first answer.
      const [mine, twin] = yield* Effect.all([update(from, [...state.rotationKeys, phone!]), update(from, [...state.rotationKeys, phone!])], { concurrency: "unbounded" })
      yield* owner.updateIdentity(identity, (now) => ({ ...now, rotationKeys: [...now.rotationKeys, tablet!] }))
      const now = yield* identity.standing(did)
      return {
        mine,
        twin,
        // Its answer was lost, and the other device has gone on since.
        again: yield* update(from, [...state.rotationKeys, phone!]),
        late: yield* Effect.flip(update(from, [...state.rotationKeys, tablet!])),
        expected: [...state.rotationKeys, phone!, tablet!],
        now: now.state.rotationKeys,
        head: now.head.cid.toString(),
        operations: (yield* identity.log(did)).length
      }
    }))
    expect(seen.again).toEqual(seen.mine)
    expect(seen.twin).toEqual(seen.mine)
    expect(seen.late).toMatchObject({ status: 400, error: "InvalidSwap", message: expect.stringContaining(`swapOperation ${seen.head}`) })
    expect(seen.now).toEqual(seen.expected)
    expect(seen.operations).toBe(4)
  })

  it("comes in without dropping the key that another device puts in meanwhile", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const identity = yield* OwnIdentity.make("https://plc.test")
      const session = yield* PdsTown.signUp("alice")
      const phone = yield* Keyring.generate(["p256"])
      yield* Custody.claim(session, identity, phone, Town.mailed("pds1.test", "alice@mail.test"))
      const tablet = yield* Keyring.generate(["p256"])
      let letters = 0
      const mailedToken = Effect.gen(function*() {
        // The list that the custodian is to sign was made before the letter came.
        if (letters++ === 0) yield* identity.update(phone, session.did, (now) => ({ ...now, rotationKeys: [...now.rotationKeys, ...tablet.didKeys] }))
        return yield* Town.mailed("pds1.test", "alice@mail.test")
      })
      yield* Managed.enroll(session, identity, { manager: "keys.test", passphrase: Town.passphrase, recoveryCode: Town.recoveryCode, mailedToken })
      return { letters, own: [...phone.didKeys, ...tablet.didKeys], rotationKeys: (yield* identity.state(session.did)).rotationKeys }
    }))
    expect(seen.letters).toBe(2)
    expect(seen.rotationKeys).toEqual(expect.arrayContaining(seen.own))
    expect(seen.rotationKeys).toHaveLength(4)
  })

  it("comes in though another device is quicker with the directory than what the custodian has signed", () => {
    const town = Town.make()
    const { world } = town
    const before = town.run(Effect.gen(function*() {
      const identity = yield* OwnIdentity.make("https://plc.test")
      const session = yield* PdsTown.signUp("alice")
      const phone = yield* Keyring.generate(["p256"])
      yield* Custody.claim(session, identity, phone, Town.mailed("pds1.test", "alice@mail.test"))
      return { identity, session, phone, tablet: yield* Keyring.generate(["p256"]) }
    }))
    const { identity, phone, session, tablet } = before
    let signed = 0
    world.observe((o) => {
      if (o._tag !== "HttpResponseReceived" || !o.request.path.includes("signPlcOperation") || signed++ > 0) return
      world.setLink("device.test", "plc.test", { latency: { kind: "constant", millis: 2_000 } })
      world.at(world.now, () => {
        world.fork("changing the DID", "tablet.test", Effect.flatMap(OwnIdentity.make("https://plc.test"), (there) =>
          there.update(phone, session.did, (now) => ({ ...now, rotationKeys: [...now.rotationKeys, ...tablet.didKeys] }))))
      })
    })
    const rotationKeys = town.run(Effect.gen(function*() {
      yield* Managed.enroll(session, identity, { manager: "keys.test", passphrase: Town.passphrase, recoveryCode: Town.recoveryCode, mailedToken: Town.mailed("pds1.test", "alice@mail.test") })
      return (yield* identity.state(session.did)).rotationKeys
    }))
    expect(signed).toBe(2)
    expect(rotationKeys).toEqual(expect.arrayContaining([...phone.didKeys, ...tablet.didKeys]))
    expect(rotationKeys).toHaveLength(4)
  })

  it("stops guessing after ten wrong passphrases, and lets in again later", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { session } = yield* Town.managed("alice")
      const client = yield* Client.make
      const signIn = (passphrase: string) => client.procedure("dev.orrery.keys.createSession", { origin: manager, input: { did: session.did, passphrase } })
      for (let i = 0; i < 10; i++) yield* Effect.flip(signIn(`guess ${i}`))
      const stopped = yield* Effect.flip(signIn(Town.passphrase))
      yield* Effect.sleep("11 minutes")
      return { stopped, later: yield* signIn(Town.passphrase) }
    }), Town.hourMillis)
    expect(seen.stopped).toMatchObject({ status: 429 })
    expect(seen.later.accessJwt).toBeTypeOf("string")
  })

  it("keeps no owner out whose door a stranger has closed", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const client = yield* Client.make
      yield* owner.delegations()
      const knock = (passphrase: string) => Effect.flip(client.procedure("dev.orrery.keys.createSession", { origin: manager, input: { did: session.did, passphrase } }))
      for (let i = 0; i < 10; i++) yield* knock(`guess ${i}`)
      const closed = yield* knock(Town.passphrase)
      const inside = yield* owner.updateIdentity(identity, (state) => ({ ...state, alsoKnownAs: ["at://alice.pds1.test"] }))
      const elsewhere = Managed.signIn(session.did, manager, "forgotten")
      yield* elsewhere.requestRecovery()
      const token = yield* Town.mailed("keys.test", "alice@mail.test")
      yield* elsewhere.recover({ token, recoveryCode: Town.recoveryCode, passphrase: "a new passphrase" })
      return { closed, inside, recovered: yield* elsewhere.updateIdentity(identity, (state) => ({ ...state, alsoKnownAs: ["at://alice.pds1.test", "at://alice.test"] })) }
    }))
    expect(seen.closed).toMatchObject({ status: 429 })
    expect(seen.inside.cid).toBeTypeOf("string")
    expect(seen.recovered.cid).toBeTypeOf("string")
  })

  it("fills nobody's mailbox: ten letters an hour are enough, and what came first is good", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { owner } = yield* Town.managed("alice")
      yield* owner.requestRecovery()
      const first = yield* Town.mailed("keys.test", "alice@mail.test")
      for (let i = 0; i < 30; i++) yield* owner.requestRecovery()
      const http = yield* HttpClient
      const answer = yield* http.get("https://keys.test/admin/mailbox?to=alice@mail.test", { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` } })
      const { mail } = (yield* answer.json) as unknown as { readonly mail: ReadonlyArray<unknown> }
      yield* owner.recover({ token: first, recoveryCode: Town.recoveryCode, passphrase: "a new passphrase" })
      return mail.length
    }))
    expect(seen).toBe(10)
  })

  it("takes back what a stolen lower key did, and leaves that key out", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const onPhone = yield* Keyring.generate(["p256"])
      const { rotationKeys } = yield* identity.state(session.did)
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [rotationKeys[0]!, ...onPhone.didKeys, rotationKeys[1]!] }))
      yield* identity.update(onPhone, session.did, (state) => ({ ...state, rotationKeys: [...onPhone.didKeys], alsoKnownAs: ["at://dan.test"] }))
      const theft = (yield* identity.log(session.did)).at(-1)!.cid.toString()
      const done = yield* owner.undoIdentity(theft, onPhone.didKeys)
      const again = yield* owner.undoIdentity(theft, onPhone.didKeys)
      return { theft, done, again, rotationKeys, state: yield* identity.state(session.did) }
    }))
    expect(seen.done.nullified).toEqual([seen.theft])
    expect(seen.again.cid).toBe(seen.done.cid)
    expect(seen.state.rotationKeys).toEqual(seen.rotationKeys)
    expect(seen.state.alsoKnownAs).toEqual(["at://alice.pds1.test"])
  })

  it("leaves a key that another device of the owner's put in after the theft, and a handle, and says what of each operation is back", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const { did } = session
      const [phone, desk, tablet, thief] = (yield* Keyring.generate(["p256", "p256", "k256", "k256"])).keys
      const onPhone = new Keyring.Keyring([phone!])
      const onDesk = new Keyring.Keyring([desk!])
      const [root, custodian] = (yield* identity.state(did)).rotationKeys
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [root!, desk!.didKey, phone!.didKey, custodian!] }))
      const head = Effect.map(identity.log(did), (log) => log.at(-1)!.cid.toString())
      yield* identity.update(onPhone, did, (state) => ({ ...state, rotationKeys: [root!, desk!.didKey, phone!.didKey, thief!.didKey], alsoKnownAs: ["at://dan.test"] }))
      const theft = yield* head
      // Unaware of it, her other devices go on.
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [root!, tablet!.didKey, ...state.rotationKeys.slice(1)] }))
      const byRoot = yield* head
      yield* identity.update(onDesk, did, (state) => ({ ...state, alsoKnownAs: ["at://alice.test", ...state.alsoKnownAs.slice(1)] }))
      const byDesk = yield* head
      const wrong = yield* Effect.flip(owner.undoIdentity(theft, [], [phone!.didKey]))
      const alsoWrong = yield* Effect.flip(owner.undoIdentity(theft, [desk!.didKey], [desk!.didKey]))
      const done = yield* owner.undoIdentity(theft, [phone!.didKey], [desk!.didKey])
      const again = yield* owner.undoIdentity(theft, [phone!.didKey], [desk!.didKey])
      return { root, custodian, keys: { phone, desk, tablet, thief }, theft, byRoot, byDesk, wrong, alsoWrong, done, again, state: yield* identity.state(did) }
    }))
    const { custodian, done, keys: { desk, phone, tablet, thief }, root, state } = seen
    expect(state.rotationKeys).toEqual([root, tablet!.didKey, desk!.didKey, custodian])
    expect(state.alsoKnownAs).toEqual(["at://alice.test"])
    expect(done.nullified).toEqual([seen.theft, seen.byRoot, seen.byDesk])
    expect(done.takenBack).toEqual([
      { cid: seen.theft, signedBy: phone!.didKey, restored: false, rotationKeys: [thief!.didKey], alsoKnownAs: ["at://dan.test"] },
      { cid: seen.byRoot, signedBy: root, restored: true, rotationKeys: [tablet!.didKey], alsoKnownAs: [] },
      { cid: seen.byDesk, signedBy: desk!.didKey, restored: true, rotationKeys: [], alsoKnownAs: ["at://alice.test"] }
    ])
    expect(seen.again).toEqual(done)
    expect([seen.wrong, seen.alsoWrong]).toMatchObject([{ error: "TrustedThief" }, { error: "TrustedThief" }])
  })

  it("restores by default what the root key signed, and of other keys' operations says what to add again", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const { did } = session
      const [phone, desk, tablet] = (yield* Keyring.generate(["p256", "p256", "k256"])).keys
      const before = (yield* identity.state(did)).rotationKeys
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [before[0]!, desk!.didKey, phone!.didKey, before[1]!] }))
      yield* identity.update(new Keyring.Keyring([phone!]), did, (state) => ({ ...state, alsoKnownAs: ["at://dan.test"] }))
      const theft = (yield* identity.log(did)).at(-1)!.cid.toString()
      yield* identity.update(new Keyring.Keyring([desk!]), did, (state) => ({ ...state, rotationKeys: [...state.rotationKeys, tablet!.didKey] }))
      const { takenBack } = yield* owner.undoIdentity(theft, [phone!.didKey])
      const dropped = takenBack.filter(({ restored }) => !restored).slice(1)
      const without = yield* identity.state(did)
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [...state.rotationKeys, ...dropped.flatMap(({ rotationKeys }) => rotationKeys)] }))
      return { keys: [before[0], desk!.didKey, before[1]], tablet, without, with: yield* identity.state(did) }
    }))
    expect(seen.without.rotationKeys).toEqual(seen.keys)
    expect(seen.with.rotationKeys).toEqual([...seen.keys, seen.tablet!.didKey])
  })

  it("recovers an owner who lost the passphrase: new one, new delegation key, all delegations and sessions over", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const { device } = yield* Town.phone(owner)
      yield* device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })
      const before = (yield* identity.state(session.did)).verificationMethods["delegation"]
      yield* owner.requestRecovery()
      const token = yield* Town.mailed("keys.test", "alice@mail.test")
      const wrongCode = yield* Effect.flip(owner.recover({ token, recoveryCode: "not the code on paper", passphrase: "a new passphrase" }))
      const wrongToken = yield* Effect.flip(owner.recover({ token: "AAAAAAAAAA", recoveryCode: Town.recoveryCode, passphrase: "a new passphrase" }))
      const oldSession = Managed.signIn(session.did, manager, Town.passphrase)
      yield* oldSession.delegations()
      yield* owner.recover({ token, recoveryCode: Town.recoveryCode, passphrase: "a new passphrase" })
      yield* Effect.sleep("61 seconds")
      return {
        wrongCode,
        wrongToken,
        before,
        old: yield* Effect.flip(oldSession.delegations()),
        delegations: yield* owner.delegations(),
        after: (yield* identity.state(session.did)).verificationMethods["delegation"],
        device: yield* Effect.flip(device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })),
        works: yield* Effect.flatMap(Town.phone(owner), ({ device }) => device.procedureOnce(Town.createRecord, { input: Town.write(session.did) }))
      }
    }), Town.hourMillis)
    expect(seen.wrongCode).toMatchObject({ error: "WrongRecoveryCode" })
    expect(seen.wrongToken).toMatchObject({ error: "InvalidToken" })
    expect(seen.old).toMatchObject({ error: "WrongPassphrase" })
    expect(seen.after).not.toBe(seen.before)
    expect(seen.delegations.every(({ revoked }) => revoked)).toBe(true)
    expect(seen.device).toMatchObject({ status: 401 })
    expect(seen.works.uri).toContain("at://")
  })

  it("recovers an owner who lost the passphrase and the DID with it: the fork brings the new delegation key in", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const { device } = yield* Town.phone(owner)
      const stolen = yield* Keyring.generate(["p256"])
      const before = yield* identity.state(session.did)
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [before.rotationKeys[0]!, ...stolen.didKeys] }))
      yield* identity.update(stolen, session.did, (state) => ({ ...state, rotationKeys: stolen.didKeys }))
      const theft = (yield* identity.log(session.did)).at(-1)!.cid.toString()
      yield* owner.requestRecovery()
      const token = yield* Town.mailed("keys.test", "alice@mail.test")
      yield* owner.recover({ token, recoveryCode: Town.recoveryCode, passphrase: "a new passphrase" })
      yield* owner.undoIdentity(theft, stolen.didKeys)
      const after = yield* identity.state(session.did)
      yield* Effect.sleep("61 seconds")
      return {
        before,
        after,
        old: yield* Effect.flip(device.procedureOnce(Town.createRecord, { input: Town.write(session.did) })),
        fresh: yield* Effect.flatMap(Town.phone(owner), ({ device }) => device.procedureOnce(Town.createRecord, { input: Town.write(session.did) }))
      }
    }), Town.hourMillis)
    expect(seen.after.rotationKeys).toEqual([seen.before.rotationKeys[0]])
    expect(seen.after.verificationMethods["delegation"]).not.toBe(seen.before.verificationMethods["delegation"])
    expect(seen.old).toMatchObject({ status: 401 })
    expect(seen.fresh.uri).toContain("at://")
  })

  it("keeps its promises over a crash: keys, sessions, delegations and revocations are as they were", () => {
    const town = Town.make()
    const before = town.run(Effect.gen(function*() {
      const { owner, session } = yield* Town.managed("alice")
      const first = yield* Town.phone(owner)
      const second = yield* Town.phone(owner)
      yield* owner.revoke(first.cid)
      return { owner, session, first, second }
    }))
    town.world.crash("keys.test")
    town.world.start("keys.test")
    town.world.runUntil(town.world.now + 1_000)
    const after = town.run(Effect.gen(function*() {
      const client = yield* Client.make
      return {
        delegations: yield* before.owner.delegations(),
        revocations: (yield* client.query("dev.orrery.keys.listRevocations", { origin: manager, params: { did: before.session.did } })).revocations,
        revoked: yield* Effect.flip(before.first.device.procedureOnce(Town.createRecord, { input: Town.write(before.session.did) })),
        works: yield* before.second.device.procedureOnce(Town.createRecord, { input: Town.write(before.session.did) })
      }
    }))
    expect(after.delegations.map(({ cid, revoked }) => [cid, revoked]).sort()).toEqual([[before.first.cid, true], [before.second.cid, false]].sort())
    expect(after.revocations.map(({ revoke }) => revoke)).toEqual([before.first.cid])
    expect(after.revoked).toMatchObject({ error: "UcanRevoked" })
    expect(after.works.uri).toContain("at://")
  })

  it("has no key in the clear in its database", () => {
    const seen = Town.make()
    const { disk, keys } = seen.run(Effect.gen(function*() {
      const { identity, session } = yield* Town.managed("alice")
      return { keys: yield* identity.state(session.did), disk: session.did }
    }))
    const rows = seen.world.run("keys.test", Effect.gen(function*() {
      const sql = yield* SqlClient
      return yield* sql<Record<string, string>>`SELECT * FROM owner WHERE did = ${disk}`
    }))
    expect(rows[0]!["root_key"]).toBe(keys.rotationKeys[0])
    for (const box of ["by_passphrase", "by_recovery_code", "delegation"]) expect(rows[0]![box]).toMatch(/^scrypt-a256gcm\$/)
  })
})
