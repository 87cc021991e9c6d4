/** alice's guardians are bob, carol and dan, of whom two suffice. All their keys are at keys.test. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as Guardians from "../../../src/actors/client/keys/Guardians.ts"
import * as Keyring from "../../../src/actors/client/keys/Keyring.ts"
import * as Managed from "../../../src/actors/client/keys/Managed.ts"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import * as Envelope from "../../../src/protocol/keys/Envelope.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Share from "../../../src/protocol/keys/Share.ts"
import { guarded } from "./Guarded.ts"
import * as Town from "./Town.ts"

const manager = "https://keys.test"
const letters = (email: string) =>
  Effect.flatMap(HttpClient, (client) =>
    client.get(`https://keys.test/admin/mailbox?to=${email}`, { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` } }).pipe(
      Effect.flatMap((response) => response.json),
      Effect.map((json) => (json as unknown as { mail: ReadonlyArray<{ subject: string; text: string }> }).mail),
      Effect.orDie
    ))

const tokenFor = (session: Session, lxm: string) =>
  Effect.map(session.query("com.atproto.server.getServiceAuth", { aud: "did:web:keys.test", lxm }), ({ token }) => Client.bearer(token))

describe("guardians", () => {
  it("give an owner who lost every device the account back: two of three, and whoever is away is not missed", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, key, others, rotationKeys } = yield* guarded
      const appeal = yield* Guardians.appeal(identity, did, guardians)
      yield* appeal.ask()
      const asked = yield* others[0]!.owner.shares()
      for (const at of [0, 2]) yield* others[at]!.owner.giveShare(did, appeal.device.didKey)
      const answers = yield* appeal.answers()
      const recovered = yield* appeal.key(answers)
      const root = yield* (yield* Keys).generate("k256")
      yield* identity.update(new Keyring.Keyring([recovered]), did, (state) => Guardians.renewed(state, recovered.didKey, root.didKey))
      return { answers, asked, carol: guardians[1]!.did, did, key, recovered, root, rotationKeys, device: appeal.device, after: (yield* identity.state(did)).rotationKeys }
    }))
    expect(seen.rotationKeys[1]).toBe(seen.key)
    expect(seen.asked).toMatchObject([{ did: seen.did, key: seen.key, threshold: 2, shares: 3, requests: [{ recipient: seen.device.didKey }] }])
    expect(seen.answers).toMatchObject({ untrue: [], refused: [], silent: [seen.carol] })
    expect(seen.recovered.didKey).toBe(seen.key)
    expect(seen.after).toEqual([seen.root.didKey, seen.rotationKeys[2]])
  })

  it("are too few one by one, and give nothing that they were not asked for by their own person", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, others } = yield* guarded
      const appeal = yield* Guardians.appeal(identity, did, guardians)
      yield* appeal.ask()
      const nothing = yield* appeal.answers()
      yield* others[0]!.owner.giveShare(did, appeal.device.didKey)
      const one = yield* appeal.answers()
      const bob = guardians[0]!.did
      const guess = yield* Effect.flip(Managed.signIn(guardians[1]!.did, manager, "a guess of dan's").giveShare(did, appeal.device.didKey))
      const withoutSession = yield* Effect.flip(Client.procedure("dev.orrery.keys.giveShare", { origin: manager, input: { did, recipient: appeal.device.didKey, passphrase: Town.passphrase } }))
      // alice keeps nothing of her own.
      const notHers = yield* Effect.flip(Managed.signIn(did, manager, Town.passphrase).giveShare(did, appeal.device.didKey))
      return { bob, nothing, one, guess, withoutSession, notHers, tooFew: yield* Effect.flip(appeal.key(one)), all: guardians.map((each) => each.did) }
    }))
    expect(seen.nothing).toMatchObject({ shares: [], silent: seen.all })
    expect(seen.one.shares).toHaveLength(1)
    expect(seen.tooFew).toMatchObject({ _tag: "NotEnoughShares", found: 1, threshold: 2 })
    expect(seen.guess).toMatchObject({ error: "WrongPassphrase" })
    expect(seen.withoutSession).toMatchObject({ status: 401 })
    expect(seen.notHers).toMatchObject({ error: "NoSuchShare" })
  })

  it("who give a false share are named, and the others suffice", () => {
    const town = Town.make()
    const before = town.run(Effect.gen(function*() {
      const all = yield* guarded
      const appeal = yield* Guardians.appeal(all.identity, all.did, all.guardians)
      for (const { owner } of all.others) yield* owner.giveShare(all.did, appeal.device.didKey)
      const keys = yield* Keys
      const other = yield* keys.generate("k256")
      const [forged] = Share.split(other, { threshold: 2, shares: 3, random: new Uint8Array(32) }, keys.sign)
      const seal = (text: string, guardian: string) =>
        Effect.map(keys.generate("k256"), (once) => Envelope.seal(new TextEncoder().encode(text), { recipient: appeal.device.didKey, purpose: Share.givenBy(guardian, all.key), once }))
      const bob = all.guardians[0]!.did
      // A share of a key of bob's own, under the name of alice's.
      return { ...all, appeal, bob, forged: yield* seal(forged!.replace(other.didKey, all.key), bob) }
    }))
    town.world.run("keys.test", Effect.gen(function*() {
      const sql = yield* SqlClient
      yield* sql`UPDATE share_request SET sealed = ${before.forged} WHERE guardian = ${before.bob}`
    }))
    const seen = town.run(Effect.gen(function*() {
      const answers = yield* before.appeal.answers()
      return { answers, key: yield* before.appeal.key(answers) }
    }))
    expect(seen.answers.untrue).toEqual([{ did: before.bob, reason: "NotSigned" }])
    expect(seen.key.didKey).toBe(before.key)
    expect(town.defects()).toEqual([])
  })

  it("find out what is no share before they give it", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, owner, others, rotationKeys, session } = yield* guarded
      const [bob] = guardians
      const keys = yield* Keys
      const key = yield* keys.generate("k256")
      const sealed = Envelope.seal(new TextEncoder().encode("no share"), { recipient: bob!.rotationKey, purpose: Share.keptBy(bob!.did, key.didKey), once: yield* keys.generate("k256") })
      const headers = yield* tokenFor(session, "dev.orrery.keys.depositShare")
      yield* Client.procedure("dev.orrery.keys.depositShare", { origin: manager, headers, input: { guardian: bob!.did, key: key.didKey, threshold: 1, shares: 1, sealed, email: "alice@mail.test" } })
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [rotationKeys[0]!, key.didKey] }))
      const { device } = yield* Guardians.appeal(identity, did, guardians)
      return yield* Effect.flip(others[0]!.owner.giveShare(did, device.didKey))
    }))
    expect(seen).toMatchObject({ error: "FalseShare" })
  })

  it("can be replaced: the former ones together hold nothing that the DID knows", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { appoint, did, guardians, identity, key, others } = yield* guarded
      const old = yield* Guardians.appeal(identity, did, guardians)
      for (const { owner } of others.slice(0, 2)) yield* owner.giveShare(did, old.device.didKey)
      const oldAnswers = yield* old.answers()
      const fresh = yield* appoint({ guardians: guardians.slice(1), former: key })
      const useless = yield* old.key(oldAnswers)
      const refused = yield* Effect.flip(identity.update(new Keyring.Keyring([useless]), did, (state) => state))
      const fork = yield* Effect.flip(identity.recover(new Keyring.Keyring([useless]), did, ({ operation }) => !("rotationKeys" in operation && operation.rotationKeys.includes(fresh))))
      const later = yield* Guardians.appeal(identity, did, guardians.slice(1))
      for (const { owner } of others.slice(1)) yield* owner.giveShare(did, later.device.didKey)
      return { fresh, key, refused, fork, later: yield* Effect.flatMap(later.answers(), (answers) => later.key(answers)), rotationKeys: (yield* identity.state(did)).rotationKeys }
    }))
    expect(seen.rotationKeys).not.toContain(seen.key)
    expect(seen.rotationKeys[1]).toBe(seen.fresh)
    expect(seen.refused).toMatchObject({ _tag: "NoAuthority", reason: "NoKeyHeld" })
    expect(seen.fork).toMatchObject({ _tag: "NoAuthority", reason: "KeyTooLow" })
    expect(seen.later.didKey).toBe(seen.fresh)
  })

  it("refuse a thief, of whom the owner hears", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, others } = yield* guarded
      const thief = yield* Guardians.appeal(identity, did, guardians)
      yield* thief.ask()
      for (const { owner } of others) yield* owner.refuseShare(did, thief.device.didKey)
      return {
        answers: yield* thief.answers(),
        all: guardians.map((each) => each.did),
        device: thief.device.didKey,
        toOwner: yield* letters("alice@mail.test"),
        toBob: yield* letters("bob@mail.test"),
        left: yield* others[0]!.owner.shares()
      }
    }))
    expect(seen.answers).toMatchObject({ shares: [], refused: seen.all })
    expect(seen.toOwner).toHaveLength(3)
    for (const { text } of [...seen.toOwner, ...seen.toBob]) expect(text).toContain(seen.device)
    expect(seen.left).toMatchObject([{ requests: [] }])
  })

  it("who were deceived lose their friend the account for no longer than the root key wants: 72 hours are enough", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, others, owner, rotationKeys } = yield* guarded
      const thief = yield* Guardians.appeal(identity, did, guardians)
      for (const guardian of others.slice(0, 2)) yield* guardian.owner.giveShare(did, thief.device.didKey)
      const stolen = yield* Effect.flatMap(thief.answers(), (answers) => thief.key(answers))
      yield* identity.update(new Keyring.Keyring([stolen]), did, (state) => ({ ...state, rotationKeys: [thief.device.didKey] }))
      const theft = (yield* identity.log(did)).at(-1)!.cid.toString()
      const [letter] = yield* letters("alice@mail.test")
      yield* Effect.sleep("71 hours")
      yield* owner.undoIdentity(theft, [stolen.didKey])
      return { letter, rotationKeys, after: (yield* identity.state(did)).rotationKeys }
    }), 80 * Town.hourMillis)
    expect(seen.letter).toMatchObject({ subject: "A guardian gave a share of your recovery key" })
    expect(seen.after).toEqual([seen.rotationKeys[0], seen.rotationKeys[2]])
  })

  it("help against a thief whose key stands lower, though the root key is lost", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, key, others, owner, rotationKeys, session } = yield* guarded
      const phone = yield* Keyring.generate(["p256"])
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [...rotationKeys, ...phone.didKeys] }))
      yield* identity.update(phone, did, (state) => ({ ...state, rotationKeys: phone.didKeys }))
      const theft = (yield* identity.log(did)).at(-1)!
      // With the PDS's help the thief would have the shares withdrawn, too.
      const withdrawn = yield* Client.procedure("dev.orrery.keys.withdrawShares", { origin: manager, headers: yield* tokenFor(session, "dev.orrery.keys.withdrawShares"), input: { guardian: guardians[0]!.did } })
      const appeal = yield* Guardians.appeal(identity, did, guardians)
      for (const guardian of others.slice(0, 2)) yield* guardian.owner.giveShare(did, appeal.device.didKey)
      const recovered = yield* Effect.flatMap(appeal.answers(), (answers) => appeal.key(answers))
      const root = yield* (yield* Keys).generate("k256")
      yield* identity.recover(new Keyring.Keyring([recovered]), did, ({ cid }) => !cid.equals(theft.cid), (state) => Guardians.renewed(state, key, root.didKey))
      return { withdrawn, root, after: (yield* identity.state(did)).rotationKeys, phone: phone.didKeys[0] }
    }))
    expect(seen.withdrawn).toEqual({ withdrawn: 0 })
    expect(seen.after[0]).toBe(seen.root.didKey)
  })

  it("lose no share to whoever can make service tokens, and forget it three days after it was outlived", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { appoint, guardians, key, others, session } = yield* guarded
      const guardian = guardians[0]!.did
      const withdraw = Effect.flatMap(tokenFor(session, "dev.orrery.keys.withdrawShares"), (headers) =>
        Client.procedure("dev.orrery.keys.withdrawShares", { origin: manager, headers, input: { guardian } }))
      const deposit = (input: object) => Effect.flatMap(tokenFor(session, "dev.orrery.keys.depositShare"), (headers) =>
        Client.procedure("dev.orrery.keys.depositShare", { origin: manager, headers, input: { guardian, key, threshold: 1, shares: 1, sealed: "nothing", email: "dan@mail.test", ...input } }))
      const standing = yield* withdraw
      const over = yield* Effect.flip(deposit({}))
      const keys = yield* Keys
      for (let i = 0; i < 12; i++) yield* deposit({ key: (yield* keys.generate("k256")).didKey })
      const flooded = (yield* others[0]!.owner.shares()).map((share) => share.key)
      const noStranger = yield* Effect.flip(deposit({ guardian: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa" }))
      yield* appoint({ former: key })
      const soon = yield* others[1]!.owner.shares()
      yield* Effect.sleep("73 hours")
      return { standing, over, flooded, key, noStranger, soon: soon.length, later: yield* withdraw, left: (yield* others[0]!.owner.shares()).length }
    }), 80 * Town.hourMillis)
    expect(seen.standing).toEqual({ withdrawn: 0 })
    expect(seen.over).toMatchObject({ error: "AlreadyDeposited" })
    expect(seen.flooded).toHaveLength(8)
    expect(seen.flooded).toContain(seen.key)
    expect(seen.noStranger).toMatchObject({ error: "NotAGuardian" })
    expect(seen.soon).toBe(2)
    expect(seen.later.withdrawn).toBeGreaterThan(0)
    expect(seen.left).toBe(1)
  })

  it("can be appointed anew as often as their friend likes: what the highest key has replaced makes room", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { appoint, did, guardians, identity, key, others } = yield* guarded
      let last = key
      for (let n = 0; n < 12; n++) {
        yield* Effect.sleep("10 minutes")
        last = yield* appoint({ former: last })
      }
      const held = (yield* others[0]!.owner.shares()).map((share) => share.key)
      const appeal = yield* Guardians.appeal(identity, did, guardians)
      for (const { owner } of others.slice(0, 2)) yield* owner.giveShare(did, appeal.device.didKey)
      return { held, last, recovered: yield* Effect.flatMap(appeal.answers(), (answers) => appeal.key(answers)) }
    }), 3 * Town.hourMillis)
    expect(seen.held).toHaveLength(8)
    expect(seen.recovered.didKey).toBe(seen.last)
  })

  it("keep the share of a key that a recovery could bring back, and say when the ninth finds room", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { appoint, guardians, identity, key, others, owner } = yield* guarded
      const paper = yield* Keyring.generate(["k256"])
      // From here on the manager signs with the second key, and what it does can be taken back with the first.
      yield* owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: [...paper.didKeys, ...state.rotationKeys] }))
      const pair = guardians.slice(0, 1)
      const made = [key]
      for (let n = 0; n < 7; n++) {
        yield* Effect.sleep("10 minutes")
        made.push(yield* appoint({ former: made.at(-1), guardians: pair, threshold: 1 }))
      }
      yield* Effect.sleep("10 minutes")
      const startMillis = yield* Town.nowMillis
      const refused = yield* Effect.flip(appoint({ former: made.at(-1), guardians: pair, threshold: 1 }))
      const tookMillis = (yield* Town.nowMillis) - startMillis
      const held = (yield* others[0]!.owner.shares()).map((share) => share.key)
      const atMillis = Date.parse(/after (\S+);/.exec((refused as { readonly message: string }).message)![1]!)
      yield* Effect.sleep(atMillis - 1_000 - (yield* Town.nowMillis))
      const early = yield* Effect.flip(appoint({ former: made.at(-1), guardians: pair, threshold: 1 }))
      yield* Effect.sleep(atMillis + 1 - (yield* Town.nowMillis))
      yield* appoint({ former: made.at(-1), guardians: pair, threshold: 1 })
      return { made, held, refused, early, tookMillis, later: (yield* others[0]!.owner.shares()).map((share) => share.key) }
    }), 80 * Town.hourMillis)
    expect(seen.held).toEqual(seen.made)
    for (const error of [seen.refused, seen.early]) expect(error).toMatchObject({ status: 400, error: "TooManyShares" })
    // A refusal is no failure that may pass: the owner hears of it at once.
    expect(seen.tookMillis).toBeLessThan(2_000)
    expect(seen.later.slice(0, 7)).toEqual(seen.made.slice(1))
  })

  it("can be asked by their friend however many strangers ask", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { did, guardians, identity, key, others } = yield* guarded
      const keys = yield* Keys
      for (let i = 0; i < 25; i++) {
        yield* Client.procedure("dev.orrery.keys.requestShare", { origin: manager, input: { did, guardian: guardians[0]!.did, recipient: (yield* keys.generate("k256")).didKey } })
      }
      const appeal = yield* Guardians.appeal(identity, did, guardians)
      yield* appeal.ask()
      const listed = (yield* others[0]!.owner.shares())[0]!.requests
      for (const { owner } of others.slice(0, 2)) yield* owner.giveShare(did, appeal.device.didKey)
      const mail = yield* letters("alice@mail.test")
      return { listed, key, mail: mail.length, recovered: yield* Effect.flatMap(appeal.answers(), (answers) => appeal.key(answers)) }
    }))
    expect(seen.listed).toHaveLength(20)
    expect(seen.mail).toBeLessThanOrEqual(20 + 2 + 2)
    expect(seen.recovered.didKey).toBe(seen.key)
  })

  it("keep shares over a crash, and none of them in the clear", () => {
    const town = Town.make()
    const before = town.run(guarded)
    town.world.crash("keys.test")
    town.world.start("keys.test")
    town.world.runUntil(town.world.now + 1_000)
    const recovered = town.run(Effect.gen(function*() {
      const appeal = yield* Guardians.appeal(before.identity, before.did, before.guardians)
      for (const { owner } of before.others.slice(1)) yield* owner.giveShare(before.did, appeal.device.didKey)
      return yield* Effect.flatMap(appeal.answers(), (answers) => appeal.key(answers))
    }))
    const rows = town.world.run("keys.test", Effect.flatMap(SqlClient, (sql) =>
      sql<{ readonly sealed: string | null }>`SELECT sealed FROM share UNION ALL SELECT sealed FROM share_request`))
    expect(recovered.didKey).toBe(before.key)
    expect(rows).toHaveLength(5)
    for (const { sealed } of rows) expect(sealed).toMatch(/^ecdh-a256gcm\$did:key:/)
    expect(town.defects()).toEqual([])
  })

  it("are found by their own logs: a key manager that names another key has no guardian", () => {
    const seen = Town.make({
      interpose: (from, message) =>
        from === "keys.test" && message.kind === "response" && message.path.includes("getGuardian")
          ? new TextEncoder().encode(JSON.stringify({ rotationKey: "did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc" }))
          : message.bytes
    }).run(Effect.gen(function*() {
      const { identity, session } = yield* Town.managed("bob")
      return yield* Effect.flip(Guardians.find(identity, session.did))
    }))
    expect(seen).toMatchObject({ _tag: "NotAGuardian", reason: "OtherKey" })
    expect(DidKey.is("did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc")).toBe(true)
  })
})
