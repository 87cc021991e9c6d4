import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import { describe, expect, it } from "vitest"
import * as Custody from "../../../../src/actors/client/keys/Custody.ts"
import * as Keyring from "../../../../src/actors/client/keys/Keyring.ts"
import * as OwnAccount from "../../../../src/actors/client/keys/OwnAccount.ts"
import * as OwnIdentity from "../../../../src/actors/client/keys/OwnIdentity.ts"
import * as Town from "../../pds/Town.ts"

const directory = "https://plc.test"
const hourMillis = 3_600_000

const mailedToken = (email: string) =>
  Effect.flatMap(HttpClient, (client) =>
    client.get(`https://pds1.test/admin/mailbox?to=${email}`, { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` } }).pipe(
      Effect.flatMap((response) => response.json),
      Effect.map((json) => (json as unknown as { mail: ReadonlyArray<{ token: string }> }).mail[0]!.token),
      Effect.orDie
    ))

/** alice with an account in custody, and two keys of her own put before the PDS's. */
const claimed = Effect.gen(function*() {
  const identity = yield* OwnIdentity.make(directory)
  const alice = yield* Town.signUp("alice")
  const custodial = (yield* identity.state(alice.did)).rotationKeys
  const ring = yield* Keyring.generate(["k256", "p256"])
  yield* Custody.claim(alice, identity, ring, mailedToken("alice@mail.test"))
  return { alice, custodial, identity, ring }
})

describe("keys of one's own", () => {
  it("stand before the PDS's once claimed, and claiming again changes nothing", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, custodial, identity, ring } = yield* claimed
      yield* Custody.claim(alice, identity, ring, Effect.die("no second letter is needed"))
      return { custodial, keys: ring.didKeys, state: yield* identity.state(alice.did), operations: (yield* identity.log(alice.did)).length }
    }))
    expect(seen.state.rotationKeys).toEqual([...seen.keys, ...seen.custodial])
    expect(seen.operations).toBe(2)
  })

  it("dismiss the PDS, which then can change nothing, and entrust it again", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, custodial, identity, ring } = yield* claimed
      yield* Custody.dismiss(alice, identity, ring)
      const dismissed = yield* identity.state(alice.did)
      const refused = yield* Effect.flip(alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: "other.pds1.test" } }))
      const post = yield* Town.createPost(alice, "the account works on")
      yield* Custody.entrust(alice, identity, ring)
      yield* alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: "other.pds1.test" } })
      return { custodial, dismissed, keys: ring.didKeys, refused, post, entrusted: yield* identity.state(alice.did) }
    }))
    expect(seen.dismissed.rotationKeys).toEqual(seen.keys)
    expect(seen.refused).toMatchObject({ status: 400 })
    expect(seen.post.uri).toContain("at://")
    expect(seen.entrusted.rotationKeys).toEqual([...seen.keys, ...seen.custodial])
    expect(seen.entrusted.alsoKnownAs).toEqual(["at://other.pds1.test"])
  })

  it("can be given up: the PDS has the only key again", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, custodial, identity, ring } = yield* claimed
      yield* Custody.surrender(alice, identity, ring)
      const powerless = yield* Effect.flip(identity.update(ring, alice.did, (state) => ({ ...state, alsoKnownAs: ["at://mine.test"] })))
      return { custodial, powerless, state: yield* identity.state(alice.did) }
    }))
    expect(seen.state.rotationKeys).toEqual(seen.custodial)
    expect(seen.powerless).toMatchObject({ _tag: "NoAuthority", reason: "NoKeyHeld" })
  })

  it("make an account whose DID no PDS made, with or without the PDS among its rotation keys", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const identity = yield* OwnIdentity.make(directory)
      const make = Effect.fnUntraced(function*(name: string, entrust: boolean) {
        const ring = yield* Keyring.generate(["k256"])
        const session = yield* OwnAccount.create(identity, { origin: "https://pds1.test", credentials: Town.credentials(name), ring, entrust })
        const post = yield* Town.createPost(session, `${name} owns this`)
        return { did: session.did, post, keys: ring.didKeys, state: yield* identity.state(session.did), status: yield* session.query("com.atproto.server.checkAccountStatus", {}) }
      })
      return { alice: yield* make("alice", false), bob: yield* make("bob", true) }
    }))
    expect(seen.alice.state.rotationKeys).toEqual(seen.alice.keys)
    expect(seen.bob.state.rotationKeys).toHaveLength(2)
    expect(seen.bob.state.rotationKeys[0]).toBe(seen.bob.keys[0])
    for (const person of [seen.alice, seen.bob]) {
      expect(person.post.uri).toContain(person.did)
      expect(person.status).toMatchObject({ activated: true, indexedRecords: 1 })
    }
  })
})

describe("a stolen key", () => {
  /** dan got hold of alice's second key, and takes her DID elsewhere with it. */
  const stolen = Effect.gen(function*() {
    const { alice, identity, ring } = yield* claimed
    const thief = new Keyring.Keyring([ring.keys[1]!])
    const trusted = (yield* identity.log(alice.did)).map((entry) => entry.cid.toString())
    yield* identity.update(thief, alice.did, (state) => ({
      ...state,
      rotationKeys: thief.didKeys,
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds2.test" } }
    }))
    return { alice, identity, ring, thief, standsBy: (cid: string) => trusted.includes(cid) }
  })

  it("takes the DID, and a higher one takes it back within 72 hours, stolen key left out", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, identity, ring, standsBy, thief } = yield* stolen
      const taken = yield* identity.state(alice.did)
      yield* Effect.sleep(71 * hourMillis)
      const { nullified } = yield* identity.recover(ring, alice.did, ({ cid }) => standsBy(cid.toString()), (state) => ({
        ...state,
        rotationKeys: state.rotationKeys.filter((key) => !thief.holds(key))
      }))
      const powerless = yield* Effect.flip(identity.update(thief, alice.did, (state) => state))
      return { alice, thief, taken, nullified, powerless, back: yield* identity.state(alice.did) }
    }), 80 * hourMillis)
    expect(seen.taken.services["atproto_pds"]?.endpoint).toBe("https://pds2.test")
    expect(seen.nullified).toHaveLength(1)
    expect(seen.back.services["atproto_pds"]?.endpoint).toBe("https://pds1.test")
    expect(seen.back.rotationKeys).not.toContain(seen.thief.didKeys[0])
    expect(seen.powerless).toMatchObject({ _tag: "NoAuthority", reason: "NoKeyHeld" })
  })

  it("undoes even a tombstone", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, identity, ring, standsBy, thief } = yield* stolen
      yield* identity.tombstone(thief, alice.did)
      const gone = yield* Effect.flip(identity.state(alice.did))
      const { nullified } = yield* identity.recover(ring, alice.did, ({ cid }) => standsBy(cid.toString()))
      return { gone, nullified, back: yield* identity.state(alice.did) }
    }))
    expect(seen.gone).toMatchObject({ reason: "Tombstoned" })
    expect(seen.nullified).toHaveLength(2)
    expect(seen.back.rotationKeys).toHaveLength(3)
  })

  it("cannot be undone after 72 hours, nor by a key that stands no higher, nor where there is nothing to undo", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { alice, identity, ring, standsBy, thief } = yield* stolen
      const mine = ({ cid }: { readonly cid: { toString(): string } }) => standsBy(cid.toString())
      const low = yield* Effect.flip(identity.recover(thief, alice.did, mine))
      const content = yield* Effect.flip(identity.recover(ring, alice.did, () => true))
      yield* Effect.sleep(73 * hourMillis)
      const late = yield* Effect.flip(identity.recover(ring, alice.did, mine))
      return { low, content, late }
    }), 80 * hourMillis)
    expect(seen.low).toMatchObject({ reason: "KeyTooLow" })
    expect(seen.content).toMatchObject({ reason: "NothingToRecover" })
    expect(seen.late).toMatchObject({ reason: "WindowOver" })
  })
})
