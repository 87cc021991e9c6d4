/**
 * An operation that its owner made and sent through the PDS, cut short by power
 * or the directory: if it stands, the stream says #identity after it. [sync]
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import type { DataObject } from "../../../../src/protocol/data/Data.ts"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Cuts from "./Cuts.ts"
import { admin, origin, outcome, people, restart, rewrite, signed } from "./Cuts.ts"

const added = "https://alice.test"

/** The owner's operation, which names her web site too; ready to be sent. */
const prepare = (town: Cuts.Place, alice: Session): Cuts.Call => {
  const operation = town.run(signed(alice.did, (state) => ({ ...state, alsoKnownAs: [...state.alsoKnownAs, added] })))
  return alice.procedureOnce("com.atproto.identity.submitPlcOperation", { input: { operation: { ...operation } as DataObject } })
}

/** Whether the operation stands, and how often alice was told of, at sign-up and for her own key to begin with. */
const words = (town: Cuts.Place, alice: Session, bob: Session) => ({
  stands: Cuts.stateOf(town, alice.did).alsoKnownAs.includes(added),
  told: Cuts.toldOf(town, alice, bob).filter(({ _tag }) => _tag === "Identity").length
})

const cut = (how: Cuts.Cut) => {
  const all = people()
  Cuts.cutShort(all.town, all.alice.did, prepare(all.town, all.alice), how)
  return all
}

describe("an owner's operation that the power cuts short", () => {
  for (const [when, crash] of Object.entries(Cuts.cuts)) {
    it(`is told once if it stands, and else not, ${when}`, () => {
      const outcomes = new Set<boolean>()
      for (let n = 1, done = false; !done; n++) {
        const { alice, bob, town } = people()
        done = crash(town, n, prepare(town, alice))
        restart(town, 90_000)
        const { stands, told } = words(town, alice, bob)
        expect([n, told]).toEqual([n, stands ? 3 : 2])
        if (done) expect(stands).toBe(true)
        expect(town.defects()).toEqual([])
        outcomes.add(stands)
      }
      expect([...outcomes]).toEqual([false, true])
    })
  }

  it("is told at the start, and once", () => {
    const { alice, bob, town } = cut(Cuts.taken)
    restart(town, 2_000)
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 3 })
    town.world.crash("pds1.test")
    restart(town, 90_000)
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 3 })
    expect(town.defects()).toEqual([])
  })

  it("is told when the directory is back", () => {
    const { alice, bob, town } = cut(Cuts.taken)
    town.world.crash("plc.test")
    restart(town, 120_000)
    town.world.start("plc.test")
    town.world.runUntil(town.world.now + 20_000)
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 3 })
  })

  it("is told though the directory takes it long after everybody has given it up, and the server does not send it again", () => {
    let submissions = 0
    const { alice, bob, town } = people({
      aroundPlc: (plc) =>
        Layer.provide(plc, HttpRouter.middleware((route) =>
          Effect.flatMap(HttpServerRequest, ({ method }) => {
            if (method !== "POST" || ++submissions < 4) return route
            return submissions === 4 ? Effect.uninterruptible(Effect.delay(route, 300_000)) : Effect.succeed(HttpServerResponse.empty({ status: 503 }))
          })).layer)
    })
    expect(town.run(outcome(prepare(town, alice) as never))).toBe("UpstreamFailure")
    town.world.runUntil(town.world.now + 280_000)
    expect([words(town, alice, bob), submissions]).toEqual([{ stands: false, told: 2 }, 6])
    town.world.runUntil(town.world.now + 100_000)
    expect([words(town, alice, bob), submissions]).toEqual([{ stands: true, told: 3 }, 6])
  })

  it("may be sent again, if the directory never heard of it", () => {
    const { alice, bob, town } = cut(Cuts.lost)
    town.world.start("pds1.test")
    town.run(prepare(town, alice))
    town.world.runUntil(town.world.now + 90_000)
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 3 })
  })

  it("is told though the next operation is a change of handle", () => {
    const { alice, bob, town } = cut(Cuts.taken)
    town.world.crash("plc.test")
    restart(town, 1_000)
    town.world.start("plc.test")
    town.run(alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: "alicia.pds1.test" as never } }))
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 4 })
  })

  it("is not told of an account that sleeps: its activation does that", () => {
    const { alice, bob, town } = cut(Cuts.taken)
    town.world.crash("plc.test")
    restart(town, 1_000)
    town.run(alice.procedure("com.atproto.server.deactivateAccount", { input: {} }))
    town.world.start("plc.test")
    town.world.runUntil(town.world.now + 20_000)
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 2 })
    town.run(alice.procedure("com.atproto.server.activateAccount", {}))
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 3 })
  })

  it("is not told by a server that the DID has left meanwhile", () => {
    const { alice, bob, town } = cut(Cuts.taken)
    const services = { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds2.test" } }
    town.run(rewrite(alice.did, (state) => ({ ...state, services })))
    restart(town, 5_000)
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 2 })
  })

  it("ends with the account", () => {
    const { alice, bob, town } = cut(Cuts.taken)
    town.world.crash("plc.test")
    restart(town, 2_000)
    town.run(Client.procedure("com.atproto.admin.deleteAccount", { origin, headers: admin, input: { did: alice.did } }))
    town.world.start("plc.test")
    town.world.runUntil(town.world.now + 90_000)
    expect(words(town, alice, bob)).toEqual({ stands: true, told: 0 })
    expect(town.defects()).toEqual([])
  })
})

describe("an owner's operation that the directory refuses", () => {
  it("is told to nobody", () => {
    const { alice, bob, town } = people()
    const stale = prepare(town, alice)
    town.run(rewrite(alice.did, (state) => ({ ...state, alsoKnownAs: [...state.alsoKnownAs, "https://other.test"] })))
    // It goes over a state that is not the last.
    expect(town.run(outcome(stale as never))).toBe("InvalidRequest")
    town.world.runUntil(town.world.now + 90_000)
    expect(words(town, alice, bob)).toEqual({ stands: false, told: 2 })
  })
})
