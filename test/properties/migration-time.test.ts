/**
 * A move against time, and against hosts that say no: a device that lies in a
 * drawer for a hundred days, two devices with one saved plan, a host that is
 * full, wants a code, forbids a name or has other keys by now, a host that is
 * gone for good. Each says what it waits for, and can be gone through with or
 * undone. MIG-4
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { Journey } from "../../bench/migration/Journey.ts"
import type { Kind } from "../../bench/migration/People.ts"
import { hosts, originOf } from "../../bench/migration/SmallWorld.ts"
import * as Migrate from "../../src/actors/client/migration/Migrate.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"

const phone = "phone.test"
const tablet = "tablet.test"
const dayMillis = 24 * 3_600_000

const setOutFor = (journey: Journey, millis: number, to: string = hosts.new): void => {
  journey.setOut(phone, to)
  journey.pass(millis)
}

const stepOf = (journey: Journey, device = phone) => journey.stateOf(device)?.step

/** The same saved plan on another device, as a copy of the disk has it. */
const copied = (journey: Journey): void => {
  journey.world.crash(phone)
  journey.copyTrip(phone, tablet)
}

describe("a move whose device lies in a drawer", () => {
  /** Longer than tokens, letters and the directory's 72 hours last. */
  const days = 4
  const told = (way: Kind, lead: number, wantsBack: boolean, days: number) => {
    const journey = new Journey(lead, way)
    setOutFor(journey, lead)
    journey.world.crash(phone)
    journey.pass(days * dayMillis)
    if (wantsBack) journey.quit(phone)
    expect(journey.end(), `after ${lead} ms`).toEqual([])
    return stepOf(journey)
  }
  for (const way of ["mailed", "own", "web", "signed"] as const) {
    it(`is gone through with or undone from wherever it was (${way})`, { timeout: 120_000 }, () => {
      expect([30, 105].map((lead) => told(way, lead, false, days))).toEqual(["arrived", "arrived"])
      expect([75, 125].map((lead) => told(way, lead, true, days))).toContain("stayed")
    })
  }

  it("for a hundred days is gone through with as well", { timeout: 120_000 }, () => {
    expect(told("mailed", 110, false, 100)).toBe("arrived")
  })
})

describe("two devices of one owner with one saved plan", () => {
  for (const way of ["mailed", "own"] as const) {
    it(`go through with it together (${way})`, { timeout: 120_000 }, () => {
      for (const lead of [75, 105, 145]) {
        const journey = new Journey(lead, way)
        setOutFor(journey, lead)
        copied(journey)
        journey.resume(phone)
        journey.resume(tablet)
        expect(journey.end(), `after ${lead} ms`).toEqual([])
        expect([stepOf(journey, phone), stepOf(journey, tablet)]).toEqual(["arrived", "arrived"])
        expect(journey.home).toBe(hosts.new)
      }
    })

    for (const then of ["goes on", "wants back"] as const) {
      it(`do no harm when one ${then} after the other has gone through with it and has written (${way})`, { timeout: 120_000 }, () => {
        for (const lead of [75, 110]) {
          const journey = new Journey(lead, way)
          setOutFor(journey, lead)
          copied(journey)
          const submitted = journey.stateOf(phone)?.submitted === true
          journey.resume(phone)
          journey.pass(60_000)
          expect(stepOf(journey)).toBe("arrived")
          const { size } = journey.cast.records
          journey.postAt(hosts.new, true)
          journey.pass(60_000)
          expect(journey.cast.records.size).toBe(size + 1)
          if (then === "wants back" && !submitted) journey.quit(tablet)
          else journey.resume(tablet)
          expect(journey.end(), `after ${lead} ms`).toEqual([])
          expect([stepOf(journey, tablet), journey.home]).toEqual(["arrived", hosts.new])
        }
      })
    }

    it(`do no harm when one goes on after the other has moved on to a third host (${way})`, { timeout: 120_000 }, () => {
      for (const lead of [75, 110]) {
        const journey = new Journey(lead, way)
        setOutFor(journey, lead)
        copied(journey)
        journey.resume(phone)
        journey.pass(60_000)
        journey.setOut(phone, hosts.third)
        journey.pass(60_000)
        expect([stepOf(journey), journey.home]).toEqual(["arrived", hosts.third])
        journey.post()
        journey.resume(tablet)
        expect(journey.end()).toEqual([])
        expect([stepOf(journey, tablet), journey.home]).toEqual(["overtaken", hosts.third])
      }
    })
  }
})

describe("a new host that says no", () => {
  /** Refused as said, and undone; or, with what has changed, gone through with. */
  const refusedAs = (journey: Journey, step: string, reason: string, to: string = hosts.new): void => {
    setOutFor(journey, 5_000, to)
    expect(stepOf(journey)).toBe(step)
    expect(journey.troubleOf(phone)).toContain(reason)
    const status = journey.small.run(Migrate.status(journey.cast.alice.did), phone)
    expect(status!.waitsFor).toContain(originOf(to))
  }

  const undone = (journey: Journey): void => {
    journey.quit(phone)
    expect(journey.end()).toEqual([])
    expect([stepOf(journey), journey.home]).toEqual(["stayed", hosts.old])
  }

  const full = () => new Journey(41, "own", { pds: { [hosts.new]: { importLimitBytes: 1_000 } } })
  it("because the repository is too large for it: the move waits in \"carry\" and can be undone", { timeout: 60_000 }, () => {
    const journey = full()
    refusedAs(journey, "carry", "PayloadTooLarge")
    undone(journey)
  })

  for (const [quota, reason] of [[{ records: 4 }, "records, where an account may have 4"], [{ blobBytes: 10 }, "bytes of blobs, where an account may have 10"]] as const) {
    it(`because an account may have no more than ${JSON.stringify(quota)} there: the move says how much is too many, and can be undone`, { timeout: 60_000 }, () => {
      const journey = new Journey(45, "own", { pds: { [hosts.new]: { quota } } })
      refusedAs(journey, "carry", reason)
      undone(journey)
    })
  }

  const invited = () => new Journey(42, "mailed", { pds: { [hosts.third]: { inviteRequired: true } } })
  it("because it wants another code: the move goes on with one", { timeout: 60_000 }, () => {
    const journey = invited()
    journey.plan({ inviteCode: "pds2-test-used1-used2" })
    refusedAs(journey, "arrive", "InvalidInviteCode", hosts.third)
    journey.plan({ inviteCode: journey.inviteCode(hosts.third) })
    // The device remembers the new one.
    journey.resume(phone)
    journey.pass(50)
    journey.world.crash(phone)
    expect(journey.end()).toEqual([])
    expect([stepOf(journey), journey.home]).toEqual(["arrived", hosts.third])
  })

  it("because the code was used up: the move can be undone", { timeout: 60_000 }, () => {
    const journey = invited()
    refusedAs(journey, "arrive", "InvalidInviteCode", hosts.third)
    undone(journey)
  })

  for (const [handle, reason] of [[`admin.${hosts.new}`, "HandleNotAvailable"], [`bob.${hosts.new}`, "HandleNotAvailable"], ["carol.people.test", "InvalidHandle"]] as const) {
    it(`because it does not give the handle ${handle}: the move goes on with another`, { timeout: 60_000 }, () => {
      const journey = new Journey(43, "own")
      journey.plan({ handle })
      refusedAs(journey, "arrive", reason)
      journey.plan({ handle: `alice.${hosts.new}` })
      expect(journey.end()).toEqual([])
      expect([stepOf(journey), journey.home]).toEqual(["arrived", hosts.new])
    })
  }

  for (const way of ["mailed", "own"] as const) {
    for (const then of ["goes on", "wants back"] as const) {
      it(`because it has another rotation key than the operation names: another is signed (${way}, ${then})`, { timeout: 60_000 }, () => {
        const journey = new Journey(44, way)
        journey.setOut(phone, hosts.new)
        journey.passUntil(() => stepOf(journey) === "switch")
        journey.world.crash(phone)
        journey.changeRotationKey(hosts.new)
        journey.pass(60_000)
        if (then === "wants back") journey.quit(phone)
        expect(journey.end()).toEqual([])
        expect([stepOf(journey), journey.home]).toEqual(then === "goes on" ? ["arrived", hosts.new] : ["stayed", hosts.old])
      })
    }
  }
})

describe("a password that is changed at the old host in the middle of a move", () => {
  const saysWhich = `${originOf(hosts.old)} does not take the password that was entered for it`
  const changedIn = (way: Kind, step: string) => {
    const journey = new Journey(48, way)
    journey.setOut(phone, hosts.new)
    journey.passUntil(() => stepOf(journey) === step)
    expect(stepOf(journey)).toBe(step)
    journey.world.crash(phone)
    journey.changePassword(hosts.old, "another password")
    return journey
  }

  for (const way of ["mailed", "own"] as const) {
    it(`is asked for at once, by the host that wants it, and the move goes on with it (${way})`, { timeout: 60_000 }, () => {
      for (const step of ["arrive", "carry", "hush"]) {
        const journey = changedIn(way, step)
        journey.resume(phone)
        journey.pass(5_000)
        expect([step, stepOf(journey), journey.troubleOf(phone)]).toEqual([step, step, expect.stringContaining(saysWhich)])
        journey.plan({ passwordBefore: "another password" })
        expect(journey.end()).toEqual([])
        expect([stepOf(journey), journey.home]).toEqual(["arrived", hosts.new])
      }
    })

    it(`is asked for on the way back too, which does not end with the old account asleep (${way})`, { timeout: 60_000 }, () => {
      const journey = changedIn(way, "switch")
      journey.quit(phone)
      journey.pass(5_000)
      expect(stepOf(journey)).toBe(way === "mailed" ? "restore" : "wake")
      expect(journey.troubleOf(phone)).toContain(saysWhich)
      journey.plan({ passwordBefore: "another password" })
      journey.resume(phone)
      journey.pass(60_000)
      expect([stepOf(journey), journey.home]).toEqual(["stayed", hosts.old])
      journey.changePassword(hosts.old, journey.cast.alice.credentials.password)
      expect(journey.end()).toEqual([])
    })
  }
})

describe("a host that is gone for good", () => {
  it("the new one, after the old one's signature went to it: the old one signs back [MIG-4]", { timeout: 60_000 }, () => {
    const journey = new Journey(45, "mailed")
    journey.setOut(phone, hosts.new)
    journey.passUntil(() => stepOf(journey) === "hush")
    journey.world.partition(hosts.new, hosts.plc, true)
    journey.passUntil(() => journey.stateOf(phone)?.submitted === true)
    journey.pass(10)
    journey.world.stop(hosts.new)
    journey.pass(3_600_000)
    expect(stepOf(journey)).toBe("switch")
    journey.quit(phone)
    journey.pass(60_000)
    expect(journey.home).toBe(hosts.old)
    expect(stepOf(journey)).toBe("clear")
    // It will never say that it forgot; the owner knows, and so does the state.
    journey.small.run(Migrate.abandon(journey.cast.alice.did), phone)
    journey.pass(3_600_000)
    expect(journey.stateOf(phone)).toMatchObject({ step: "stayed", abandoned: ["clear"] })
    expect(journey.small.run(Client.query("com.atproto.sync.getRepoStatus", { origin: originOf(hosts.old), params: { did: journey.cast.alice.did } }))).toMatchObject({ active: true })
  })

  it("the old one, in the middle of a move by the owner's key: the way back is abandoned, and a salvage brings the account", { timeout: 60_000 }, () => {
    const journey = new Journey(46, "own")
    journey.setOut(phone, hosts.new)
    journey.passUntil(() => stepOf(journey) === "hush")
    journey.world.stop(hosts.old)
    journey.pass(3_600_000)
    expect(stepOf(journey)).toBe("hush")
    journey.quit(phone)
    journey.pass(3_600_000)
    expect(stepOf(journey)).toBe("wake")
    journey.small.run(Migrate.abandon(journey.cast.alice.did), phone)
    journey.resume(phone)
    journey.pass(60_000)
    expect(journey.stateOf(phone)).toMatchObject({ step: "stayed", abandoned: ["wake"] })
    journey.plan({ way: "salvage" })
    journey.setOut(phone, hosts.new)
    journey.pass(60_000)
    expect([stepOf(journey), journey.home]).toEqual(["arrived", hosts.new])
    expect(journey.end({ hostile: [hosts.old] })).toEqual([])
  })

  it("the old one, after it signed against its letter: nobody else can sign a way back, so who abandons it goes on", { timeout: 60_000 }, () => {
    const journey = new Journey(48, "mailed")
    journey.setOut(phone, hosts.new)
    journey.passUntil(() => stepOf(journey) === "hush")
    journey.world.stop(hosts.old)
    journey.pass(3_600_000)
    journey.quit(phone)
    journey.pass(3_600_000)
    expect(stepOf(journey)).toBe("restore")
    expect(journey.small.run(Migrate.status(journey.cast.alice.did), phone)?.waitsFor).toContain("https://pds1.test, to sign another")
    journey.small.run(Migrate.abandon(journey.cast.alice.did), phone)
    journey.resume(phone)
    journey.pass(60_000)
    expect([stepOf(journey), journey.home]).toEqual(["arrived", hosts.new])
    expect(journey.end({ hostile: [hosts.old] })).toEqual([])
  })

  it("the old one, before it signed: the way back is abandoned, step by step", { timeout: 60_000 }, () => {
    const journey = new Journey(49, "mailed")
    journey.setOut(phone, hosts.new)
    journey.passUntil(() => stepOf(journey) === "carry")
    journey.world.stop(hosts.old)
    journey.pass(3_600_000)
    expect(stepOf(journey)).toBe("carry")
    journey.quit(phone)
    journey.pass(60_000)
    expect(stepOf(journey)).toBe("stayed")
  })

  it("cannot be abandoned on the way there: there a move is given up", () => {
    const journey = new Journey(47, "own")
    setOutFor(journey, 60)
    const refused = journey.small.run(Effect.flip(Migrate.abandon(journey.cast.alice.did)), phone)
    expect(refused).toMatchObject({ _tag: "NotNow", event: "Abandoned" })
  })
})
