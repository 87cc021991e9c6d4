/** Accounts that left while their server was away, and those that came back. [account] Account Migration */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as PlcClient from "../../../../src/actors/identity/PlcClient.ts"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Operation from "../../../../src/protocol/plc/Operation.ts"
import { KeyRing } from "../../../../src/sim/keys/KeyRing.ts"
import * as Town from "../Town.ts"

const ring = new KeyRing(1)
const own = ring.fromSecret("k256", new Uint8Array(32).fill(7))

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

const status = (did: string) => Client.query("com.atproto.sync.getRepoStatus", { origin: "https://pds1.test", params: { did } })

/** alice keeps a rotation key of her own; bob does not. */
const people = (town: ReturnType<typeof Town.make>) =>
  town.run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    const bob = yield* Town.signUp("bob")
    yield* Town.putKeyFirst(alice, "alice", own.didKey)
    return { alice, bob }
  }))

/** By her own key, whatever her server thinks of it. */
const nameHome = (did: string, endpoint: string, verificationMethods: Operation.PlcState["verificationMethods"] = {}) =>
  Effect.gen(function*() {
    const plc = yield* PlcClient.make("https://plc.test")
    const last = yield* plc.last(did)
    const state = Operation.stateOf(last)!
    const services = { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint } }
    yield* plc.submit(did, Operation.sign({ type: "plc_operation", ...state, services, verificationMethods: { ...state.verificationMethods, ...verificationMethods }, prev: Operation.cidOf(last).toString() }, own, (bytes, key) => ring.sign(bytes, key)))
  })

const takeDown = (did: string) =>
  Client.procedure("com.atproto.admin.updateSubjectStatus", {
    origin: "https://pds1.test",
    headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` },
    input: { subject: { $type: "com.atproto.admin.defs#repoRef", did }, takedown: { applied: true } } as never
  })

/** What is said of somebody until somebody else has made a second commit. */
const said = ({ did }: Session) =>
  Effect.map(Town.listen("pds1.test", "?cursor=0", (events) => events.filter((event) => event._tag === "Commit" && event.repo !== did).length === 2), (events) =>
    events.filter((event) => "did" in event && event.did === did).map((event) => event._tag === "Account" ? event.status ?? "active" : event._tag))

describe("a PDS that was away", () => {
  it("stops speaking for who has left meanwhile, says so, and goes on for all others", () => {
    const town = Town.make()
    const { alice, bob } = people(town)
    town.world.crash("pds1.test")
    town.run(nameHome(alice.did, "https://pds2.test"))
    town.world.start("pds1.test")
    const seen = town.run(Effect.gen(function*() {
      yield* Effect.sleep("20 seconds")
      const results = {
        alice: yield* status(alice.did),
        bob: yield* status(bob.did),
        repo: yield* outcome(Client.query("com.atproto.sync.getRepo", { origin: "https://pds1.test", params: { did: alice.did } })),
        post: yield* outcome(Town.createPost(alice, "to nobody")),
        session: yield* outcome(alice.query("com.atproto.server.getSession", {}))
      }
      yield* Town.createPost(bob, "still here")
      return { ...results, said: yield* said(alice) }
    }))
    expect(seen.alice).toMatchObject({ active: false, status: "deactivated" })
    expect(seen.bob).toMatchObject({ active: true })
    // She may still sign in there, to fetch what she left or to take it away.
    expect([seen.repo, seen.post, seen.session]).toEqual(["RepoDeactivated", "AccountDeactivated", "ok"])
    expect(seen.said.at(-1)).toBe("deactivated")
    expect(town.defects()).toEqual([])
  })

  it("speaks again for who took the DID back, as soon as they write", () => {
    const town = Town.make()
    const { alice, bob } = people(town)
    town.world.crash("pds1.test")
    town.run(nameHome(alice.did, "https://pds2.test"))
    town.world.start("pds1.test")
    const seen = town.run(Effect.gen(function*() {
      yield* Effect.sleep("20 seconds")
      const away = yield* status(alice.did)
      yield* nameHome(alice.did, "https://pds1.test")
      const post = yield* outcome(Town.createPost(alice, "home again"))
      yield* Town.createPost(bob, "hello")
      return { away, post, back: yield* status(alice.did), said: yield* said(alice) }
    }))
    expect(seen.away).toMatchObject({ active: false })
    expect(seen.post).toBe("ok")
    expect(seen.back).toMatchObject({ active: true })
    expect(seen.said.slice(-3)).toEqual(["deactivated", "Identity", "active"])
  })

  describe("wakes who took the DID back by itself", () => {
    /** alice's status after the next look, where this happened between her leaving and her coming back. */
    const after = (happens: (town: ReturnType<typeof Town.make>, alice: Session) => unknown, key?: string) => {
      const town = Town.make()
      const { alice } = people(town)
      town.world.crash("pds1.test")
      town.run(nameHome(alice.did, "https://pds2.test"))
      town.world.start("pds1.test")
      expect(town.run(Effect.delay(status(alice.did), "20 seconds")).active).toBe(false)
      happens(town, alice)
      town.run(nameHome(alice.did, "https://pds1.test", key === undefined ? {} : { atproto: key }))
      return town.run(Effect.delay(status(alice.did), "7 hours"), 8 * 3_600_000)
    }

    it("where nothing else happened", () => {
      expect(after(() => {})).toMatchObject({ active: true })
    })

    it("but not after its owner has put it to sleep here", () => {
      expect(after((town, alice) => town.run(alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })))).toMatchObject({ active: false, status: "deactivated" })
    })

    it("but not after moderators have taken it down", () => {
      expect(after((town, alice) => town.run(takeDown(alice.did)))).toMatchObject({ active: false, status: "takendown" })
    })

    it("but not with a signing key that is not this server's", () => {
      expect(after(() => {}, own.didKey)).toMatchObject({ active: false, status: "deactivated" })
    })
  })

  it("takes a directory that is out of reach for no news", () => {
    const town = Town.make()
    const { alice } = people(town)
    town.world.crash("pds1.test")
    town.run(nameHome(alice.did, "https://pds2.test"))
    town.world.crash("plc.test")
    town.world.start("pds1.test")
    const during = town.run(Effect.delay(status(alice.did), "1 minute"))
    town.world.start("plc.test")
    const after = town.run(Effect.delay(status(alice.did), "7 hours"), 8 * 3_600_000)
    expect([during.active, after.active]).toEqual([true, false])
  })

  it("does not wake what its owner put to sleep, nor what moderators took down", () => {
    const town = Town.make()
    const { alice, bob } = people(town)
    town.run(alice.procedure("com.atproto.server.deactivateAccount", { input: {} }))
    town.run(takeDown(bob.did))
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    const seen = town.run(Effect.delay(Effect.all([status(alice.did), status(bob.did)]), "20 seconds"))
    expect(seen.map((one) => one.status)).toEqual(["deactivated", "takendown"])
  })
})
