/**
 * Accounts whose devices sign come into being, move, come back and are
 * salvaged; the key stays the same, and no PDS ever has it.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Custody from "../../../../src/actors/client/keys/Custody.ts"
import * as Keyring from "../../../../src/actors/client/keys/Keyring.ts"
import * as OwnAccount from "../../../../src/actors/client/keys/OwnAccount.ts"
import * as OwnIdentity from "../../../../src/actors/client/keys/OwnIdentity.ts"
import * as OwnSession from "../../../../src/actors/client/keys/OwnSession.ts"
import * as SigningCustody from "../../../../src/actors/client/keys/SigningCustody.ts"
import * as SigningDevice from "../../../../src/actors/client/keys/SigningDevice.ts"
import * as Backup from "../../../../src/actors/client/migration/Backup.ts"
import * as Migrate from "../../../../src/actors/client/migration/Migrate.ts"
import type { Way } from "../../../../src/actors/client/migration/Plan.ts"
import * as Records from "../../../../src/actors/client/Records.ts"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Car from "../../../../src/protocol/car/Car.ts"
import { Keys } from "../../../../src/protocol/keys/Keys.ts"
import { verify } from "../../../../src/protocol/keys/Signature.ts"
import * as Commit from "../../../../src/protocol/repo/Commit.ts"
import { mailed } from "../../keymanager/Town.ts"
import * as Town from "../../pds/Town.ts"

const directory = "https://plc.test"
const services = { appView: { origin: "https://appview.test", audience: "did:web:appview.test#bsky_appview" } }

const alice = Effect.gen(function*() {
  const session = yield* Town.signUp("alice")
  const identity = yield* OwnIdentity.make(directory)
  const ring = yield* Keyring.generate(["k256"])
  yield* Records.post(session, "signed by my PDS")
  yield* Custody.claim(session, identity, ring, mailed("pds1.test", "alice@mail.test"))
  const device = yield* SigningDevice.make({ did: session.did, key: yield* (yield* Keys).generate("k256"), name: "phone" })
  yield* SigningCustody.hold(session, identity, ring, device)
  yield* OwnSession.attach(session, device, services)
  return { device, identity, ring, session }
})

const move = Effect.fnUntraced(function*(session: Session, ring: Keyring.Keyring, way: Way, to: string) {
  const { email, password } = session.credentials
  const plan = { did: session.did, from: session.origin, to: `https://${to}`, way, handle: `alice.${to}`, email, password }
  const means = { directory, readMail: () => Effect.die("no letter is needed"), ring, ...(session.signer === undefined ? {} : { signer: session.signer }) }
  const { session: there, state } = yield* Migrate.run(plan, means)
  if (there !== undefined) session.become(there)
  return state.step
})

const texts = (session: Session) =>
  Effect.map(session.query("com.atproto.repo.listRecords", { repo: session.did, collection: "app.bsky.feed.post" }), ({ records }) =>
    records.map(({ value }) => (value as { readonly text?: string }).text))

/** Of all commits that a host ever said of a DID, how many are not signed by this key. */
const foreign = (host: string, did: string, didKey: string, enough: number) =>
  Effect.map(Town.listen(host, "?cursor=0", (events) => events.filter((event) => event._tag === "Commit" && event.repo === did).length >= enough), (events) =>
    events.flatMap((event) => {
      if (event._tag !== "Commit" || event.repo !== did) return []
      const { blocks } = Result.getOrThrow(Car.read(event.blocks))
      return [Commit.verify(Result.getOrThrow(Commit.decode(blocks.get(event.commit)!)), didKey, verify)]
    }))

describe("an account whose device signs", () => {
  it("may be made so: its first commit is the device's, and the PDS never had a key", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const identity = yield* OwnIdentity.make(directory)
      const ring = yield* Keyring.generate(["k256"])
      const key = yield* (yield* Keys).generate("k256")
      const session = yield* OwnAccount.create(identity, {
        origin: "https://pds1.test", credentials: Town.credentials("alice"), ring, entrust: true,
        signing: { key, attach: (session) => Effect.flatMap(SigningDevice.make({ did: session.did, key, name: "phone" }), (device) => OwnSession.attach(session, device, services)) }
      })
      yield* Records.post(session, "mine from the first")
      const { verificationMethods } = yield* identity.state(session.did)
      return { key: key.didKey, named: verificationMethods["atproto"], signed: yield* foreign("pds1.test", session.did, key.didKey, 2), texts: yield* texts(session) }
    }))
    expect(seen.named).toBe(seen.key)
    expect(seen.signed).toEqual([true, true])
    expect(seen.texts).toEqual(["mine from the first"])
    expect(town.defects()).toEqual([])
  })

  it("moves with its key, vouching for itself", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const { device, identity, ring, session } = yield* alice
      yield* Records.post(session, "before")
      const step = yield* move(session, ring, "own", "pds2.test")
      yield* Records.post(session, "after")
      const { services: named, verificationMethods } = yield* identity.state(session.did)
      return {
        step, host: named["atproto_pds"]?.endpoint, key: verificationMethods["atproto"] === device.key.didKey,
        signed: yield* foreign("pds2.test", session.did, device.key.didKey, 2), texts: yield* texts(session)
      }
    }), 3_600_000)
    expect(seen).toEqual({ step: "arrived", host: "https://pds2.test", key: true, signed: [true, true], texts: ["after", "before", "signed by my PDS"] })
  })

  it("comes back to a host that knew its owner's key, to be signed for there again", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const { identity, ring, session } = yield* alice
      const there = yield* move(session, ring, "own", "pds2.test")
      yield* SigningCustody.entrust(session, identity, ring)
      const back = yield* move(session, ring, "own", "pds1.test")
      yield* Records.post(session, "at home")
      return { there, back, texts: yield* texts(session), signer: session.signer }
    }), 3_600_000)
    expect(seen).toEqual({ there: "arrived", back: "arrived", texts: ["at home", "signed by my PDS"], signer: undefined })
  })

  it("is salvaged from a backup that is older than what the device signed last", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const { device, ring, session } = yield* alice
      yield* Records.post(session, "in the backup")
      yield* (yield* Backup.make).keep(session)
      yield* Records.post(session, "after the backup")
      yield* Effect.sync(() => town.world.crash("pds1.test"))
      const step = yield* move(session, ring, "salvage", "pds2.test")
      yield* Records.post(session, "safe")
      return { step, texts: yield* texts(session), signed: yield* foreign("pds2.test", session.did, device.key.didKey, 2) }
    }), 3_600_000)
    expect(seen).toEqual({ step: "arrived", texts: ["safe", "in the backup", "signed by my PDS"], signed: [true, true] })
  })
})
