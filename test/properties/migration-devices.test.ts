/**
 * Several devices of one owner, one of which knows less than the others: it
 * wants back what another has finished, clears away where another has moved in,
 * or goes on while a third has woken the old account. What was acknowledged is
 * never lost, and a finished move is undone by a move back alone. MIG-1, MIG-4
 */
import { describe, expect, it } from "vitest"
import { Journey } from "../../bench/migration/Journey.ts"
import type { Kind } from "../../bench/migration/People.ts"
import { hosts } from "../../bench/migration/SmallWorld.ts"
import * as Migrate from "../../src/actors/client/migration/Migrate.ts"
import type { State } from "../../src/actors/client/migration/Plan.ts"

const phone = "phone.test"
const tablet = "tablet.test"

/** Each boundary between two steps, as the device's disk has it. */
const boundaries: Readonly<Record<string, (state: State) => boolean>> = {
  look: ({ step }) => step === "look",
  arrive: ({ step }) => step === "arrive",
  carry: ({ step }) => step === "carry",
  sign: ({ step }) => step === "sign",
  hush: ({ step }) => step === "hush",
  switch: ({ step }) => step === "switch",
  confirm: ({ step }) => step === "confirm",
  open: ({ step }) => step === "open"
}

/** The phone sets out; as it comes to this boundary the tablet has its disk, and both lie still. */
const halted = (way: Kind, boundary: string): Journey => {
  const journey = new Journey(60, way)
  journey.setOut(phone, hosts.new)
  const reached = () => {
    const state = journey.stateOf(phone)
    return state !== undefined && boundaries[boundary]!(state)
  }
  journey.passUntil(reached)
  expect(reached(), boundary).toBe(true)
  journey.world.crash(phone)
  journey.copyTrip(phone, tablet)
  return journey
}

const goOn = (journey: Journey, device = phone): void => {
  journey.resume(device)
  journey.pass(60_000)
  expect(journey.stateOf(device)?.step).toBe("arrived")
}

const written = (journey: Journey, host: string): void => {
  const { size } = journey.cast.records
  journey.postAt(host, true)
  journey.pass(5_000)
  expect(journey.cast.records.size).toBe(size + 1)
}

const ended = (journey: Journey, device = tablet) => {
  expect(journey.end()).toEqual([])
  return [journey.stateOf(device)?.step, journey.home]
}

describe("a device that wants back", () => {
  for (const way of ["mailed", "own", "signed", "web"] as const) {
    it(`does not undo what another device has finished, whatever it knew (${way})`, { timeout: 180_000 }, () => {
      for (const boundary of Object.keys(boundaries)) {
        const journey = halted(way, boundary)
        goOn(journey)
        written(journey, hosts.new)
        journey.quit(tablet)
        expect([boundary, ...ended(journey)]).toEqual([boundary, "arrived", hosts.new])
      }
    })

    it(`changes nothing where another has moved on and back again (${way})`, { timeout: 180_000 }, () => {
      for (const boundary of ["sign", "switch", "open"]) {
        const journey = halted(way, boundary)
        goOn(journey)
        written(journey, hosts.new)
        journey.setOut(phone, hosts.old)
        journey.pass(60_000)
        expect([journey.stateOf(phone)?.step, journey.home]).toEqual(["arrived", hosts.old])
        written(journey, hosts.old)
        journey.quit(tablet)
        // By mail who knows that the DID was switched cannot want back, and begins the move once more.
        expect(ended(journey)).toEqual(way === "mailed" && boundary === "open" ? ["arrived", hosts.new] : ["stayed", hosts.old])
      }
    })
  }

  it("and is the only one gets the account back, wherever it was", { timeout: 60_000 }, () => {
    for (const boundary of ["switch", "confirm", "open"]) {
      const journey = halted("own", boundary)
      journey.quit(phone)
      journey.pass(60_000)
      expect([journey.stateOf(phone)?.step, journey.home]).toEqual(["stayed", hosts.old])
    }
  })
})

describe("a new host that is gone for good once the DID names it", () => {
  it("cannot say whether the account is in use there: the owner abandons the question, and is at home again", { timeout: 60_000 }, () => {
    const journey = halted("own", "confirm")
    journey.world.stop(hosts.new)
    journey.quit(phone)
    journey.pass(3_600_000)
    expect([journey.stateOf(phone)?.step, journey.home]).toEqual(["restore", hosts.new])
    expect(journey.troubleOf(phone)).toContain("MoveWaits")
    journey.small.run(Migrate.abandon(journey.cast.alice.did), phone)
    journey.resume(phone)
    journey.pass(60_000)
    expect([journey.stateOf(phone)?.step, journey.home]).toEqual(["clear", hosts.old])
    journey.small.run(Migrate.abandon(journey.cast.alice.did), phone)
    journey.pass(3_600_000)
    expect(journey.stateOf(phone)).toMatchObject({ step: "stayed", abandoned: ["restore", "clear"] })
  })
})

describe("a device that was about to clear away", () => {
  for (const way of ["mailed", "own", "web"] as const) {
    it(`leaves alone what has moved in since (${way})`, { timeout: 60_000 }, () => {
      const journey = halted(way, "hush")
      journey.quit(phone)
      journey.passUntil(() => journey.stateOf(phone)?.step === "clear")
      expect(journey.stateOf(phone)?.step).toBe("clear")
      journey.world.crash(phone)
      journey.pass(5_000)
      journey.resume(tablet)
      journey.pass(60_000)
      expect([journey.stateOf(tablet)?.step, journey.home]).toEqual(["arrived", hosts.new])
      written(journey, hosts.new)
      journey.resume(phone)
      expect(ended(journey, phone)).toEqual(["arrived", hosts.new])
    })
  }
})

describe("two devices with one plan, while a third wakes the old account and writes", () => {
  for (const way of ["mailed", "own", "web"] as const) {
    it(`bring what was written, and both arrive, whoever comes first and however far (${way})`, { timeout: 180_000 }, () => {
      for (const until of ["confirm", "carry", "open"]) {
        const journey = halted(way, "switch")
        journey.wakeAt(hosts.old)
        written(journey, hosts.old)
        journey.resume(phone)
        journey.passUntil(() => journey.stateOf(phone)?.switched === true && journey.stateOf(phone)?.step === until)
        expect(journey.stateOf(phone)?.step).toBe(until)
        journey.world.crash(phone)
        goOn(journey, tablet)
        written(journey, hosts.new)
        journey.resume(phone)
        expect([until, ...ended(journey, phone)]).toEqual([until, "arrived", hosts.new])
      }
    })

    it(`bring it even where the other device comes upon a DID that is switched already (${way})`, { timeout: 60_000 }, () => {
      const journey = halted(way, "hush")
      journey.resume(phone)
      journey.passUntil(() => journey.stateOf(phone)?.step === "switch")
      journey.world.crash(phone)
      journey.wakeAt(hosts.old)
      written(journey, hosts.old)
      journey.resume(phone)
      journey.passUntil(() => journey.stateOf(phone)?.switched === true)
      journey.world.crash(phone)
      goOn(journey, tablet)
      written(journey, hosts.new)
      journey.resume(phone)
      expect(ended(journey, phone)).toEqual(["arrived", hosts.new])
    })
  }
})

describe("a device that goes on where another has cleared its new account away", () => {
  const cleared = (journey: Journey, boundary: string) => {
    journey.quit(tablet)
    journey.pass(20_000)
    expect([journey.stateOf(tablet)?.step, journey.home], boundary).toEqual(["stayed", hosts.old])
  }

  for (const way of ["mailed", "own", "signed", "web"] as const) {
    it(`makes it anew, and brings everything (${way}) [MIG-1]`, { timeout: 180_000 }, () => {
      for (const boundary of ["arrive", "carry", "sign", "hush", "switch"]) {
        const journey = new Journey(60, way)
        const halt = (device: string, at: string) => {
          journey.setOut(device, hosts.new)
          journey.passUntil(() => journey.stateOf(device)?.step === at)
          expect(journey.stateOf(device)?.step, boundary).toBe(at)
          journey.world.crash(device)
        }
        halt(tablet, "carry")
        halt(phone, boundary)
        cleared(journey, boundary)
        goOn(journey)
        expect(ended(journey, phone), boundary).toEqual(["arrived", hosts.new])
      }
    })
  }

  for (const way of ["own", "signed", "web"] as const) {
    it(`makes it anew where it had switched the DID already (${way}) [MIG-1] [MIG-4]`, { timeout: 180_000 }, () => {
      for (const boundary of ["confirm", "open"]) {
        for (const then of ["goes on", "wants back"]) {
          const journey = halted(way, boundary)
          cleared(journey, boundary)
          written(journey, hosts.old)
          if (then === "wants back") journey.quit(phone)
          else goOn(journey)
          expect(ended(journey, phone), `${boundary}, ${then}`).toEqual(then === "wants back" ? ["stayed", hosts.old] : ["arrived", hosts.new])
        }
      }
    })
  }

  it("calls a document back that names the host without the account, and makes it anew [MIG-4] [WEB-1]", { timeout: 180_000 }, () => {
    for (const boundary of ["switch", "confirm", "open"]) {
      for (const then of ["goes on", "wants back"]) {
        const journey = halted("web", boundary)
        const { operation } = journey.stateOf(phone)!
        cleared(journey, boundary)
        // What another device has published arrives late.
        journey.edit((now) => ({ ...now, ...operation as object }))
        expect(journey.home).toBe(hosts.new)
        if (then === "wants back") journey.quit(phone)
        else goOn(journey)
        expect(ended(journey, phone), `${boundary}, ${then}`).toEqual(then === "wants back" && boundary !== "switch" ? ["stayed", hosts.old] : ["arrived", hosts.new])
      }
    }
  })

  it("has an account, whenever the other clears it away while the document is published [MIG-4] [WEB-1]", { timeout: 180_000 }, () => {
    for (let lead = 0; lead < 120; lead += 8) {
      const journey = halted("web", "switch")
      journey.quit(tablet)
      journey.passUntil(() => journey.stateOf(tablet)?.step === "clear")
      journey.pass(lead)
      journey.resume(phone)
      journey.pass(60_000)
      expect(ended(journey, phone), `${lead} ms`).toEqual(["arrived", hosts.new])
    }
  })
})
