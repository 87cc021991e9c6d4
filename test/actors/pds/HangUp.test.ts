/**
 * Whoever hangs up while the disk is slow leaves a host that says what its disk
 * knows: a crash right afterwards changes no word of it. Each call is hung up on
 * at many moments, before, within and after its transaction.
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as PlcClient from "../../../src/actors/identity/PlcClient.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const syncMillis = 100

type Town = ReturnType<typeof Town.make>
/** Readies what the call needs, and gives the call. */
type Prepare = (town: Town, alice: Session) => Parameters<Town["run"]>[0]

const words = ({ run }: Town, alice: Session) => {
  const { repoCommit, repoRev, activated } = run(alice.query("com.atproto.server.checkAccountStatus", {}))
  const { email, emailConfirmed, emailAuthFactor, handle } = run(alice.query("com.atproto.server.getSession", {}))
  return { repoCommit, repoRev, activated, email, emailConfirmed, emailAuthFactor, handle }
}

/** The call is made when all before it is done; the words before it, after the hang-up, and after a crash. */
const hangUp = (afterMillis: number, prepare: Prepare) => {
  const town = Town.make()
  const { run, world } = town
  const alice = run(Town.signUp("alice"))
  const call = prepare(town, alice)
  const before = words(town, alice)
  world.setDisk("pds1.test", { syncMillis })
  const heard = run(Effect.timeoutOption(call, afterMillis))
  world.runUntil(world.now + 5_000)
  world.setDisk("pds1.test", { syncMillis: 0 })
  const after = words(town, alice)
  world.crash("pds1.test")
  world.start("pds1.test")
  world.runUntil(world.now + 1_000)
  return { heard: heard._tag, before, after, known: words(town, alice), defects: town.defects() }
}

const calls: Record<string, Prepare> = {
  "importing a repository": ({ run }, alice) => {
    const car = run(Client.query("com.atproto.sync.getRepo", { origin, params: { did: alice.did } }))
    run(Town.createPost(alice, "One."))
    run(alice.procedure("com.atproto.server.deactivateAccount", { input: {} }))
    return alice.procedureOnce("com.atproto.repo.importRepo", { input: car, contentType: "application/vnd.ipld.car" })
  },
  "taking another handle": (_, alice) =>
    alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: "alicia.pds1.test" as never } }),
  "taking another address": (_, alice) =>
    alice.procedureOnce("com.atproto.server.updateEmail", { input: { email: "alicia@mail.test" } })
}

describe("a host whose caller hangs up while the disk is slow", () => {
  for (const [name, call] of Object.entries(calls)) {
    it(`says what its disk knows, of ${name}`, () => {
      let changed = 0
      let unheard = 0
      for (let afterMillis = 20; afterMillis <= 1_000; afterMillis += 70) {
        const { after, before, defects, heard, known } = hangUp(afterMillis, call)
        expect([afterMillis, after, defects]).toEqual([afterMillis, known, []])
        if (JSON.stringify(known) !== JSON.stringify(before)) {
          changed++
          if (heard === "None") unheard++
        }
      }
      // The moments that matter were among them.
      expect(changed).toBeGreaterThan(unheard)
      expect(unheard).toBeGreaterThan(0)
    })
  }

  it("has who signed up, or lets them sign up again: no name is lost", () => {
    let unheard = 0
    for (let afterMillis = 20; afterMillis <= 800; afterMillis += 60) {
      const { defects, run, world } = Town.make()
      world.setDisk("pds1.test", { syncMillis })
      const { email, handle, password } = Town.credentials("alice")
      const signUp = Client.procedure("com.atproto.server.createAccount", { origin, input: { handle: handle as never, email, password } })
      const heard = run(Effect.timeoutOption(signUp, afterMillis))
      world.runUntil(world.now + 5_000)
      const enter = Client.procedure("com.atproto.server.createSession", { origin, input: { identifier: handle, password } })
      const isThere = run(Effect.isSuccess(enter))
      if (heard._tag === "None" && isThere) unheard++
      expect([afterMillis, isThere || run(Effect.isSuccess(signUp)), defects()]).toEqual([afterMillis, true, []])
    }
    expect(unheard).toBeGreaterThan(2)
  })

  it("gives a handle as the directory does", () => {
    let unheard = 0
    for (let afterMillis = 20; afterMillis <= 800; afterMillis += 60) {
      const { defects, run, world } = Town.make()
      const alice = run(Town.signUp("alice"))
      world.setDisk("pds1.test", { syncMillis })
      const update = alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: "alicia.pds1.test" as never } })
      const heard = run(Effect.timeoutOption(update, afterMillis))
      world.runUntil(world.now + 5_000)
      const { handle } = run(alice.query("com.atproto.server.getSession", {}))
      const { alsoKnownAs } = run(Effect.flatMap(PlcClient.make("https://plc.test"), (plc) => plc.state(alice.did)))
      if (heard._tag === "None" && handle === "alicia.pds1.test") unheard++
      expect([afterMillis, alsoKnownAs, defects()]).toEqual([afterMillis, [`at://${handle}`], []])
    }
    expect(unheard).toBeGreaterThan(2)
  })
})
