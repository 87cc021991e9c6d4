/**
 * A change of handle that power, the directory or its owner cuts short: PDS,
 * stream and directory agree afterwards, and no name is lost. HANDLE-1, HANDLE-4
 */
import * as Effect from "effect/Effect"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as WebAccount from "../../../../src/actors/client/keys/WebAccount.ts"
import * as Registrar from "../../../../src/actors/client/Registrar.ts"
import * as PlcClient from "../../../../src/actors/identity/PlcClient.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"
import * as Cuts from "./Cuts.ts"
import { admin, crashAfter, crashBefore, origin, outcome, own, people, restart, rewrite } from "./Cuts.ts"

const former = "alice.pds1.test"
const wanted = "alicia.pds1.test"

const rename = (session: Session, handle = wanted) =>
  session.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: handle as never } })

const signUp = (handle: string) =>
  Client.procedure("com.atproto.server.createAccount", { origin, input: { handle: handle as never, email: "carol@mail.test", password: "carol's password" } })

/** The handle by the session, and all that the stream told, in turn. */
const hereAndTold = (town: Cuts.Place, alice: Session, bob: Session) => ({
  told: Cuts.toldOf(town, alice, bob).flatMap((event) => event._tag === "Identity" ? [event.handle] : []),
  here: town.run(alice.query("com.atproto.server.getSession", {})).handle as string
})

/** And by the document. */
const words = (town: Cuts.Place, alice: Session, bob: Session) => ({
  ...hereAndTold(town, alice, bob),
  document: Cuts.stateOf(town, alice.did).alsoKnownAs
})

/** alice asks for another handle, and the power fails. */
const cut = (how: Cuts.Cut) => {
  const people = Cuts.people()
  Cuts.cutShort(people.town, people.alice.did, rename(people.alice), how)
  return people
}
const taken = () => cut(Cuts.taken)
const lost = () => cut(Cuts.lost)

describe("a change of handle that the power cuts short", () => {
  const byOperator = (alice: Session): Cuts.Call =>
    Client.procedure("com.atproto.admin.updateAccountHandle", { origin, headers: admin, input: { did: alice.did, handle: wanted as never } })
  const ways = [
    ["its owner's, after any step", crashAfter, rename],
    ["its owner's, before any statement", crashBefore, rename],
    ["an operator's, after any step", crashAfter, byOperator]
  ] as const
  for (const [way, crash, change] of ways) {
    it(`is made everywhere or nowhere: ${way}`, () => {
      const outcomes = new Set<string>()
      for (let steps = 1, done = false; !done; steps++) {
        const { alice, bob, town } = people()
        done = crash(town, steps, change(alice))
        restart(town, 90_000)
        const { document, here, told } = words(town, alice, bob)
        expect([steps, document, told]).toEqual([steps, [`at://${here}`], here === wanted ? [former, former, wanted] : [former, former]])
        if (done) expect(here).toBe(wanted)
        // The other of the two names is for anybody.
        expect([steps, town.run(outcome(signUp(here === wanted ? former : wanted)))]).toEqual([steps, "ok"])
        expect(town.defects()).toEqual([])
        outcomes.add(here)
      }
      expect([...outcomes]).toEqual([former, wanted])
    })
  }

  it("is finished at the start, and told once", () => {
    const { alice, bob, town } = taken()
    restart(town, 2_000)
    const finished = words(town, alice, bob)
    expect(finished).toEqual({ here: wanted, document: [`at://${wanted}`], told: [former, former, wanted] })
    town.world.crash("pds1.test")
    restart(town, 2_000)
    expect(words(town, alice, bob)).toEqual(finished)
    expect(town.defects()).toEqual([])
  })

  it("keeps the name from others while the directory is out of reach, and is finished when it is back", () => {
    const { alice, bob, town } = taken()
    town.world.crash("plc.test")
    restart(town, 120_000)
    const asked = town.run(Effect.all([outcome(rename(bob)), outcome(signUp(wanted))]))
    town.world.start("plc.test")
    town.world.runUntil(town.world.now + 20_000)
    expect(asked).toEqual(["HandleNotAvailable", "HandleNotAvailable"])
    expect(words(town, alice, bob)).toMatchObject({ here: wanted, document: [`at://${wanted}`] })
  })

  it("is sent again where the directory never heard of it, and the name is nobody else's meanwhile", () => {
    const { alice, bob, town } = lost()
    town.world.crash("plc.test")
    restart(town, 600_000)
    const before = town.run(outcome(rename(bob)))
    town.world.start("plc.test")
    town.world.runUntil(town.world.now + 12_000)
    expect([before, town.run(outcome(rename(bob)))]).toEqual(["HandleNotAvailable", "HandleNotAvailable"])
    expect(words(town, alice, bob)).toEqual({ here: wanted, document: [`at://${wanted}`], told: [former, former, wanted] })
  })

  it("is dropped at once where another operation has taken its place, and the name is free", () => {
    const { alice, bob, town } = lost()
    town.run(rewrite(alice.did, (state) => ({ ...state, alsoKnownAs: [...state.alsoKnownAs, "https://other.test"] })))
    restart(town, 1_000)
    expect(town.run(outcome(rename(bob)))).toBe("ok")
    expect(words(town, alice, bob)).toMatchObject({ here: former, told: [former, former] })
  })

  it("is finished over a database of an earlier version", () => {
    const { alice, bob, town } = taken()
    const { world } = town
    const database = new DatabaseSync(":memory:")
    database.deserialize(world.backup("pds1.test")!)
    database.exec("CREATE TABLE handle_change (did TEXT PRIMARY KEY, handle TEXT NOT NULL UNIQUE, operation TEXT NOT NULL, noted_at_millis INTEGER NOT NULL)")
    database.exec("INSERT INTO handle_change SELECT did, handle, operation, noted_at_millis FROM plc_change")
    database.exec("DROP TABLE plc_change")
    world.restoreBackup("pds1.test", database.serialize())
    restart(town, 2_000)
    expect(words(town, alice, bob)).toEqual({ here: wanted, document: [`at://${wanted}`], told: [former, former, wanted] })
  })

  it("may be asked for again at once, or another in its place", () => {
    for (const cutShort of [taken, lost]) {
      for (const handle of [wanted, "ally.pds1.test"]) {
        const { alice, bob, town } = cutShort()
        town.world.start("pds1.test")
        expect(town.run(outcome(rename(alice, handle)))).toBe("ok")
        town.world.runUntil(town.world.now + 90_000)
        const { document, here, told } = words(town, alice, bob)
        expect([document, here, told.at(-1)]).toEqual([[`at://${handle}`], handle, handle])
        if (handle !== wanted) expect(town.run(outcome(rename(bob)))).toBe("ok")
        expect(town.defects()).toEqual([])
      }
    }
  })

  it("is dropped where the DID has another handle again: an owner who undoes a theft has the last word", () => {
    const { alice, bob, town } = taken()
    town.run(rewrite(alice.did, (state) => ({ ...state, alsoKnownAs: [`at://${former}`] })))
    restart(town, 90_000)
    expect(words(town, alice, bob)).toEqual({ here: former, document: [`at://${former}`], told: [former, former] })
    expect(town.run(outcome(rename(bob)))).toBe("ok")
  })

  it("is dropped where another operation gave the DID that handle: the document alone gives nobody a name", () => {
    const { alice, bob, town } = lost()
    town.run(rewrite(alice.did, (state) => ({ ...state, alsoKnownAs: [`at://${wanted}`] })))
    restart(town, 90_000)
    expect(words(town, alice, bob)).toMatchObject({ here: former, told: [former, former] })
  })

  it("is kept though the next one is refused", () => {
    const { alice, bob, town } = taken()
    town.run(rewrite(alice.did, (state) => ({ ...state, rotationKeys: [own.didKey] })))
    town.world.crash("plc.test")
    restart(town, 6_000)
    town.world.start("plc.test")
    expect(town.run(outcome(rename(alice, "ally.pds1.test")))).toBe("InvalidRequest")
    expect(words(town, alice, bob)).toMatchObject({ here: wanted, document: [`at://${wanted}`], told: [former, former, wanted] })
  })

  it("is dropped where the account has moved away meanwhile", () => {
    const { alice, bob, town } = taken()
    const services = { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds2.test" } }
    town.run(rewrite(alice.did, (state) => ({ ...state, services })))
    restart(town, 90_000)
    expect(words(town, alice, bob)).toMatchObject({ here: former, told: [former, former] })
    expect(town.run(outcome(rename(bob)))).toBe("ok")
  })

  it("ends with the account, and the name is free at once", () => {
    const { alice, bob, town } = taken()
    town.world.crash("plc.test")
    restart(town, 2_000)
    town.run(Client.procedure("com.atproto.admin.deleteAccount", { origin, headers: admin, input: { did: alice.did } }))
    town.world.start("plc.test")
    expect(town.run(outcome(rename(bob)))).toBe("ok")
    town.world.runUntil(town.world.now + 90_000)
    expect(town.defects()).toEqual([])
  })

  it("of a did:web is made and told, or neither: no directory is asked", () => {
    const outcomes = new Set<string>()
    for (let steps = 1, done = false; !done; steps++) {
      const town = Town.make()
      const bob = town.run(Town.signUp("bob"))
      const host = "alice.people.test"
      const alice = town.run(Effect.gen(function*() {
        const names = yield* Registrar.make("https://names.test", "alice-token")
        return yield* WebAccount.open({ names, host, origin, credentials: { email: "alice@mail.test", password: "alice's password" } })
      }))
      done = crashAfter(town, steps, rename(alice))
      restart(town, 1_000)
      const { here, told } = hereAndTold(town, alice, bob)
      expect([steps, told.at(-1)]).toEqual([steps, here])
      outcomes.add(here)
    }
    expect([...outcomes]).toEqual([expect.stringContaining("alice"), wanted])
  })
})

describe("a change of handle", () => {
  it("keeps no name from others once there is another", () => {
    const { alice, bob, town } = people()
    town.run(rename(alice))
    town.run(rename(alice, former))
    expect(town.run(outcome(rename(bob)))).toBe("ok")
  })
})

describe("a change of handle that the directory refuses", () => {
  it("reserves no name", () => {
    const { alice, bob, town } = people()
    town.run(rewrite(alice.did, (state) => ({ ...state, rotationKeys: [own.didKey] })))
    expect(town.run(outcome(rename(alice)))).toBe("InvalidRequest")
    expect(town.run(outcome(rename(bob)))).toBe("ok")
  })
})

describe("several who want one handle at one moment", () => {
  for (const others of [[], [signUp(wanted)]]) {
    it(`are told who has it before the directory is: ${others.length + 2}`, () => {
      const { alice, bob, town } = people()
      // All are judged before any is noted.
      town.world.setDisk("pds1.test", { syncMillis: 500 })
      const asked = town.run(Effect.all([outcome(rename(alice)), outcome(rename(bob)), ...others.map(outcome)], { concurrency: 3 }))
      expect(asked.toSorted()).toEqual(["HandleNotAvailable", ...others.map(() => "HandleNotAvailable"), "ok"])
      const documents = town.run(Effect.flatMap(PlcClient.make("https://plc.test"), (plc) =>
        Effect.forEach([alice, bob], ({ did }) => Effect.map(plc.state(did), ({ alsoKnownAs }) => alsoKnownAs[0]))))
      expect(documents.map((name) => name === `at://${wanted}`)).toEqual(asked.slice(0, 2).map((answer) => answer === "ok"))
      expect(town.defects()).toEqual([])
    })
  }
})
