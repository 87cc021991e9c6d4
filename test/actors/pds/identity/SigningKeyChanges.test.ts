/**
 * A change of signing key that power or the directory cuts short: document,
 * row and signatures agree afterwards, and whoever listens is told. SIG-5
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Car from "../../../../src/protocol/car/Car.ts"
import * as Commit from "../../../../src/protocol/repo/Commit.ts"
import * as Town from "../Town.ts"
import * as Cuts from "./Cuts.ts"
import { admin, origin, outcome, own, restart, rewrite, ring } from "./Cuts.ts"

const setKey = (did: string, signingKey: string) =>
  Client.procedure("com.atproto.admin.updateAccountSigningKey", { origin, headers: admin, input: { did: did as never, signingKey: signingKey as never } })

const reserve = (town: Cuts.Place) =>
  town.run(Client.procedure("com.atproto.server.reserveSigningKey", { origin, input: {} })).signingKey as string

/** Two keys that alice's server has: what it signs with, and what it is to sign with. */
const people = () => {
  const people = Cuts.people()
  const wanted = reserve(people.town)
  return { ...people, former: Cuts.stateOf(people.town, people.alice.did).verificationMethods["atproto"]!, wanted }
}

/** The key of the document, of the server, of each of alice's commits in turn; and how often she was told of. */
const words = (town: Cuts.Place, alice: Session, bob: Session, keys: ReadonlyArray<string>) => {
  const told = Cuts.toldOf(town, alice, bob)
  const signers = told.flatMap((event) => {
    if (event._tag !== "Commit") return []
    const commit = Result.getOrThrow(Car.read(event.blocks)).blocks.get(event.commit)!
    const signed = Result.getOrThrow(Commit.decode(commit))
    return [keys.find((key) => Commit.verify(signed, key, ring.verify))]
  })
  return {
    document: Cuts.stateOf(town, alice.did).verificationMethods["atproto"],
    here: town.run(alice.query("com.atproto.identity.getRecommendedDidCredentials", {})).verificationMethods!["atproto"],
    signers,
    told: told.filter(({ _tag }) => _tag === "Identity").length
  }
}

const cut = (how: Cuts.Cut) => {
  const all = people()
  Cuts.cutShort(all.town, all.alice.did, setKey(all.alice.did, all.wanted), how)
  return all
}

describe("a change of signing key that the power cuts short", () => {
  for (const [when, crash] of Object.entries(Cuts.cuts)) {
    it(`is made everywhere or nowhere, ${when}, and what is written afterwards has the document's key`, () => {
      const outcomes = new Set<string>()
      for (let n = 1, done = false; !done; n++) {
        const { alice, bob, former, town, wanted } = people()
        done = crash(town, n, setKey(alice.did, wanted))
        const written = () => town.run(Effect.retry(Town.createPost(alice, "after it"), Schedule.spaced(20)), 300_000)
        restart(town, 0)
        written()
        town.world.runUntil(town.world.now + 90_000)
        written()
        const { document, here, signers, told } = words(town, alice, bob, [former, wanted])
        const isMade = document === wanted
        expect([n, here, told]).toEqual([n, document, isMade ? 3 : 2])
        expect([n, signers]).toEqual([n, isMade ? [former, wanted, wanted, wanted] : [former, former, former]])
        if (done) expect(isMade).toBe(true)
        expect(town.defects()).toEqual([])
        outcomes.add(isMade ? "made" : "not made")
      }
      expect([...outcomes]).toEqual(["not made", "made"])
    })
  }

  it("is finished at the start, and told once", () => {
    const { alice, bob, former, town, wanted } = cut(Cuts.taken)
    restart(town, 2_000)
    const finished = words(town, alice, bob, [former, wanted])
    expect(finished).toEqual({ document: wanted, here: wanted, signers: [former, wanted], told: 3 })
    town.world.crash("pds1.test")
    restart(town, 2_000)
    expect(words(town, alice, bob, [former, wanted])).toEqual(finished)
    expect(town.defects()).toEqual([])
  })

  it("is finished when the directory is back, and until then nothing is signed", () => {
    const { alice, bob, former, town, wanted } = cut(Cuts.taken)
    town.world.crash("plc.test")
    restart(town, 120_000)
    expect(town.run(outcome(Town.createPost(alice, "under which key?")))).toBe("UpstreamFailure")
    // Nor is the former key said to stand.
    expect(town.run(outcome(setKey(alice.did, former)))).toBe("UpstreamFailure")
    town.world.start("plc.test")
    town.world.runUntil(town.world.now + 20_000)
    town.run(Town.createPost(alice, "after it"))
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: wanted, here: wanted, signers: [former, wanted, wanted], told: 3 })
    expect(town.defects()).toEqual([])
  })

  it("whose answer was lost is finished without a restart, and until then nothing is signed", () => {
    const { alice, bob, former, town, wanted } = people()
    let sent = false
    town.world.observe((o) => {
      if (sent || o._tag !== "HttpRequestSent" || o.method !== "POST" || o.path !== `/${alice.did}`) return
      sent = true
      town.world.at(town.world.now, () => town.world.crash("plc.test"))
    })
    expect(town.run(outcome(setKey(alice.did, wanted)))).toBe("UpstreamFailure")
    expect(town.run(outcome(Town.createPost(alice, "under which key?")))).toBe("UpstreamFailure")
    town.world.start("plc.test")
    town.world.runUntil(town.world.now + 12_000)
    town.run(Town.createPost(alice, "after it"))
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: wanted, here: wanted, signers: [former, wanted, wanted], told: 3 })
    expect(town.defects()).toEqual([])
  })

  it("is sent again where the directory never heard of it, and stops no write for longer than that takes", () => {
    const { alice, bob, former, town, wanted } = cut(Cuts.lost)
    restart(town, 1_000)
    town.run(Town.createPost(alice, "after it"))
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: wanted, here: wanted, signers: [former, wanted, wanted], told: 3 })
  })

  it("is dropped at once where another operation has taken its place", () => {
    const { alice, bob, former, town, wanted } = cut(Cuts.lost)
    town.run(rewrite(alice.did, (state) => ({ ...state, alsoKnownAs: [...state.alsoKnownAs, "https://other.test"] })))
    restart(town, 1_000)
    town.run(Town.createPost(alice, "after it"))
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: former, here: former, signers: [former, former], told: 2 })
    expect(town.run(outcome(setKey(alice.did, wanted)))).toBe("ok")
  })

  it("may be asked for again at once, or another key in its place", () => {
    for (const how of [Cuts.taken, Cuts.lost]) {
      for (const again of [true, false]) {
        const { alice, bob, former, town, wanted } = cut(how)
        town.world.start("pds1.test")
        const key = again ? wanted : reserve(town)
        expect(town.run(outcome(setKey(alice.did, key)))).toBe("ok")
        town.run(Town.createPost(alice, "after it"))
        town.world.runUntil(town.world.now + 90_000)
        const { document, here, signers } = words(town, alice, bob, [former, wanted, key])
        expect([document, here, signers.slice(-2)]).toEqual([key, key, [key, key]])
        expect(town.run(outcome(setKey(alice.did, key)))).toBe("ok")
        expect(town.defects()).toEqual([])
      }
    }
  })

  it("is finished under a change of handle that comes first", () => {
    for (const how of [Cuts.taken, Cuts.lost]) {
      const { alice, bob, former, town, wanted } = cut(how)
      town.world.crash("plc.test")
      restart(town, 1_000)
      town.world.start("plc.test")
      town.run(alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: "alicia.pds1.test" as never } }))
      town.world.runUntil(town.world.now + 90_000)
      const key = how === Cuts.taken ? wanted : former
      expect(words(town, alice, bob, [former, wanted])).toMatchObject({ document: key, here: key })
      expect(Cuts.stateOf(town, alice.did).alsoKnownAs).toEqual(["at://alicia.pds1.test"])
    }
  })

  it("is dropped where the DID has another key again: an owner who undoes a theft has the last word", () => {
    const { alice, bob, former, town, wanted } = cut(Cuts.taken)
    town.run(rewrite(alice.did, (state) => ({ ...state, verificationMethods: { atproto: former } })))
    restart(town, 90_000)
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: former, here: former, signers: [former], told: 2 })
  })

  it("is dropped where the account has moved away meanwhile", () => {
    const { alice, bob, former, town, wanted } = cut(Cuts.taken)
    const services = { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds2.test" } }
    town.run(rewrite(alice.did, (state) => ({ ...state, services })))
    restart(town, 5_000)
    expect(words(town, alice, bob, [former, wanted])).toMatchObject({ here: former, signers: [former], told: 2 })
  })

  it("takes nothing from an owner who has decided meanwhile who signs", () => {
    const decisions = {
      holdSigningKey: () => own.didKey,
      entrustSigningKey: reserve
    }
    for (const [method, keyOf] of Object.entries(decisions)) {
      const { alice, bob, former, town, wanted } = cut(Cuts.taken)
      town.world.crash("plc.test")
      restart(town, 1_000)
      const key = keyOf(town)
      town.run(alice.procedure("com.atproto.server.deactivateAccount", { input: {} }))
      town.run(alice.procedure("dev.orrery.keys.holdSigningKey", { input: { signingKey: own.didKey } }))
      if (method === "entrustSigningKey") town.run(alice.procedure("dev.orrery.keys.entrustSigningKey", { input: { signingKey: key as never } }))
      town.world.start("plc.test")
      town.world.runUntil(town.world.now + 90_000)
      expect([method, words(town, alice, bob, [former, wanted])]).toMatchObject([method, { document: wanted, here: key }])
    }
  })

  it("of an account that sleeps is told when it wakes", () => {
    const { alice, bob, former, town, wanted } = people()
    town.run(alice.procedure("com.atproto.server.deactivateAccount", { input: {} }))
    Cuts.cutShort(town, alice.did, setKey(alice.did, wanted), Cuts.taken)
    restart(town, 2_000)
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: wanted, here: wanted, signers: [former], told: 2 })
    town.run(alice.procedure("com.atproto.server.activateAccount", {}))
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: wanted, here: wanted, signers: [former, wanted], told: 3 })
  })
})

/** When told so, the next operation stays on its way for so long, and what follows it at once is lost. */
const delayed = (heldMillis: number) => {
  const held = { next: false, others: false }
  const all = Cuts.people({
    aroundPlc: (plc) =>
      Layer.provide(plc, HttpRouter.middleware((route) =>
        Effect.flatMap(HttpServerRequest, ({ method }) => {
          if (method !== "POST") return route
          if (!held.next) return held.others ? Effect.succeed(HttpServerResponse.empty({ status: 503 })) : route
          held.next = false
          return Effect.uninterruptible(Effect.delay(route, heldMillis))
        })).layer)
  })
  const wanted = reserve(all.town)
  return { ...all, held, wanted, former: Cuts.stateOf(all.town, all.alice.did).verificationMethods["atproto"]! }
}

describe("a change of signing key that can still arrive, and cannot be hastened", () => {
  it("while the directory takes no more operations this hour: writes wait for a minute, and the key is changed when it does", () => {
    const { alice, bob, former, held, town, wanted } = delayed(200_000)
    for (let n = 0; n < 8; n++) town.run(rewrite(alice.did, (state) => ({ ...state, alsoKnownAs: [...state.alsoKnownAs, `https://${n}.test`] })))
    held.next = true
    expect(town.run(outcome(setKey(alice.did, wanted)))).toBe("UpstreamFailure")
    expect(town.run(outcome(Town.createPost(alice, "under which key?")))).toBe("UpstreamFailure")
    town.world.runUntil(town.world.now + 70_000)
    town.run(Town.createPost(alice, "under the former"))
    town.world.runUntil(town.world.now + 2 * 3_600_000)
    town.run(Town.createPost(alice, "under the new one"))
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: wanted, here: wanted, signers: [former, former, wanted, wanted], told: 3 })
    expect(town.defects()).toEqual([])
  })

  it("behind an operation of a lower key, which it would take back: it is not sent again, writes wait for a minute, and if it arrives the key is changed", () => {
    for (const arrives of [true, false]) {
      const { alice, bob, former, held, town, wanted } = delayed(arrives ? 400_000 : 7 * 24 * 3_600_000)
      // Her key stands below the server's now.
      town.run(rewrite(alice.did, (state) => ({ ...state, rotationKeys: state.rotationKeys.toReversed() })))
      Object.assign(held, { next: true, others: true })
      expect(town.run(outcome(setKey(alice.did, wanted)))).toBe("UpstreamFailure")
      held.others = false
      // And her operation comes first.
      town.run(rewrite(alice.did, (state) => ({ ...state, alsoKnownAs: [...state.alsoKnownAs, "https://alice.test"] })))
      expect(town.run(outcome(Town.createPost(alice, "under which key?")))).toBe("UpstreamFailure")
      town.world.runUntil(town.world.now + 70_000)
      town.run(Town.createPost(alice, "under the former"))
      expect(Cuts.stateOf(town, alice.did).alsoKnownAs).toContain("https://alice.test")
      town.world.runUntil(town.world.now + 600_000)
      const now = arrives ? wanted : former
      expect(words(town, alice, bob, [former, wanted])).toEqual({
        document: now, here: now, signers: arrives ? [former, former, wanted] : [former, former], told: arrives ? 3 : 2
      })
      expect(town.defects()).toEqual([])
    }
  })
})

describe("a change of signing key that the directory refuses", () => {
  it("leaves nothing behind", () => {
    const { alice, bob, former, town, wanted } = people()
    town.run(rewrite(alice.did, (state) => ({ ...state, rotationKeys: [own.didKey] })))
    expect(town.run(outcome(setKey(alice.did, wanted)))).toBe("InvalidRequest")
    town.world.crash("pds1.test")
    restart(town, 1_000)
    town.run(Town.createPost(alice, "after it"))
    expect(words(town, alice, bob, [former, wanted])).toEqual({ document: former, here: former, signers: [former, former], told: 2 })
  })
})
