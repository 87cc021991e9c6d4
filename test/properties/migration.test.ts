/**
 * Moves as a game: devices set out, change their minds, crash; hosts crash and
 * links are cut; another device writes all the while. At the end all is mended,
 * every device goes on, and of all the ways it could have gone only few are
 * right. MIG-1, MIG-2, MIG-3, MIG-4, MIG-6, MIG-8
 */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Checks from "../../bench/migration/Checks.ts"
import { Journey } from "../../bench/migration/Journey.ts"
import * as People from "../../bench/migration/People.ts"
import { hosts, originOf } from "../../bench/migration/SmallWorld.ts"

/** Nothing is foretold: what is right is judged at the end, from outside. */
type Model = Record<string, never>

class Command implements fc.Command<Model, Journey> {
  readonly name: string
  readonly act: (journey: Journey) => void
  constructor(name: string, act: (journey: Journey) => void) {
    this.name = name
    this.act = act
  }
  check(): boolean {
    return true
  }
  run(_model: Model, journey: Journey): void {
    this.act(journey)
  }
  toString(): string {
    return this.name
  }
}

const device = fc.constantFrom("phone.test", "tablet.test")
const pds = fc.constantFrom<string>(hosts.old, hosts.new, hosts.third)
const anyHost = fc.constantFrom<string>(hosts.old, hosts.new, hosts.third, hosts.plc, hosts.relay)

const commands = [
  fc.tuple(device, pds).map(([from, to]) => new Command(`${from} sets out for ${to}`, (journey) => journey.setOut(from, to))),
  device.map((from) => new Command(`${from} wants back`, (journey) => journey.quit(from))),
  device.map((from) => new Command(`${from} loses power`, (journey) => journey.crashDevice(from))),
  anyHost.map((host) => new Command(`${host} loses power`, (journey) => journey.crash(host))),
  anyHost.map((host) => new Command(`${host} starts`, (journey) => journey.world.start(host))),
  fc.tuple(device, anyHost, fc.boolean()).map(([a, b, on]) => new Command(`${a} | ${b} ${on ? "cut" : "healed"}`, (journey) => journey.world.partition(a, b, on))),
  fc.tuple(pds, anyHost, fc.boolean()).map(([a, b, on]) => new Command(`${a} | ${b} ${on ? "cut" : "healed"}`, (journey) => {
    if (a !== b) journey.world.partition(a, b, on)
  })),
  fc.constant(new Command("alice posts", (journey) => journey.post())),
  fc.constantFrom("alicia", "alix").map((name) => new Command(`alice is called ${name}`, (journey) => journey.rename(name))),
  fc.constant(new Command("alice sets preferences", (journey) => journey.setPreferences())),
  fc.integer({ min: 1, max: 400 }).map((millis) => new Command(`${millis} ms pass`, (journey) => journey.pass(millis))),
  fc.integer({ min: 1, max: 40 }).map((seconds) => new Command(`${seconds} s pass`, (journey) => journey.pass(seconds * 1_000)))
]

const played = (kind: People.Kind, numRuns: number, seed: number) =>
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 24 }), fc.nat(1_000_000), (list, worldSeed) => {
      const journey = new Journey(worldSeed, kind, { twoAppViews: true })
      fc.modelRun(() => ({ model: {}, real: journey }), list)
      expect(journey.end()).toEqual([])
    }),
    { numRuns, seed, endOnFailure: false }
  )

describe("whatever happens while an account moves, at rest one host has it, whole", () => {
  it("where the old host signs", { timeout: 300_000 }, () => played("mailed", 20, 11))
  it("where the owner signs", { timeout: 300_000 }, () => played("own", 20, 12))
  it("where the DID is a did:web, whose document its owner edits", { timeout: 300_000 }, () => played("web", 60, 14))
  it("where the owner's devices sign commits too", { timeout: 300_000 }, () => played("signed", 20, 13))
})

describe("two devices that move one account to two hosts at once", () => {
  for (const way of ["mailed", "own"] as const) {
    it(`agree on one of them; the other is told, and leaves nothing behind (${way})`, { timeout: 120_000 }, () => {
      const outcomes = new Set<string>()
      for (let lead = 0; lead < 160; lead += 20) {
        const journey = new Journey(lead + 1, way)
        journey.setOut("phone.test", hosts.new)
        journey.pass(lead)
        journey.setOut("tablet.test", hosts.third)
        expect(journey.end()).toEqual([])
        const [phone, tablet] = ["phone.test", "tablet.test"].map((each) => journey.stateOf(each)?.step)
        expect([phone, tablet].sort()).toEqual(["arrived", "overtaken"])
        outcomes.add(phone!)
      }
      expect(outcomes.has("arrived")).toBe(true)
    })
  }
})

describe("an account that moves away and back", () => {
  it("is at home again, with what it wrote abroad", { timeout: 60_000 }, () => {
    const journey = new Journey(5, "mailed")
    journey.setOut("phone.test", hosts.new)
    journey.pass(30_000)
    journey.post()
    journey.pass(5_000)
    journey.setOut("phone.test", hosts.old)
    journey.pass(30_000)
    journey.post()
    expect(journey.end()).toEqual([])
    expect(journey.stateOf("phone.test")?.step).toBe("arrived")
    expect(journey.home).toBe(hosts.old)
  })
})

describe("a move that is done", () => {
  for (const way of ["mailed", "own", "salvage", "web"] as const) {
    it(`is not begun anew by a device that does not know it: nothing old is brought over what is new (${way})`, { timeout: 60_000 }, () => {
      const journey = new Journey(6, way)
      journey.setOut("phone.test", hosts.new)
      journey.pass(30_000)
      const { size } = journey.cast.records
      journey.postAt(hosts.new, true)
      journey.pass(5_000)
      expect(journey.cast.records.size).toBe(size + 1)
      journey.repeat("phone.test")
      expect(journey.end({ hostile: way === "salvage" ? [hosts.old] : [] })).toEqual([])
      expect(journey.stateOf("phone.test")?.step).toBe("arrived")
    })
  }
})

describe("a hostile old host", () => {
  const hostile = (seed: number) => new Journey(seed, "own")

  it("that takes the DID in the middle of a move, by its lower key, loses it again", { timeout: 120_000 }, () => {
    for (let lead = 0; lead < 300; lead += 30) {
      const journey = hostile(lead + 1)
      journey.setOut("phone.test", hosts.new)
      journey.pass(lead)
      journey.usurp(hosts.third)
      expect(journey.end()).toEqual([])
      expect(journey.stateOf("phone.test")?.step).toBe("arrived")
      expect(journey.home).toBe(hosts.new)
    }
  })

  /** The DID is taken while the device is dark for so long; where the move ends, and where the DID is. */
  const darkFor = (hours: number, { clockAheadMillis = 0, lead = 60 } = {}) => {
    const journey = hostile(Math.ceil(hours))
    journey.setOut("phone.test", hosts.new)
    journey.pass(lead)
    journey.world.crash("phone.test")
    journey.world.setClock("phone.test", clockAheadMillis)
    journey.usurp(hosts.third)
    journey.pass(hours * 3_600_000)
    expect(journey.home).toBe(hosts.third)
    const wrong = journey.end()
    const step = journey.stateOf("phone.test")?.step
    if (step === "arrived") expect(wrong).toEqual([])
    return [step, journey.home]
  }
  const won = ["arrived", hosts.new]
  const lost = ["overtaken", hosts.third]

  it("that takes the DID while the owner's device is dark loses it again within 72 hours, and from then on the move is over", { timeout: 120_000 }, () => {
    for (const hours of [1, 30, 71.99]) expect(darkFor(hours), `after ${hours} h`).toEqual(won)
    for (const hours of [72, 72.5, 74]) expect(darkFor(hours), `after ${hours} h`).toEqual(lost)
  })

  it("is judged by the directory's clock, whatever the device's says", { timeout: 120_000 }, () => {
    for (const [hours, clockAheadMillis] of [[71.9, 1_800_000], [40, 40 * 3_600_000]] as const) {
      expect(darkFor(hours, { clockAheadMillis }), `${hours} h, ahead by ${clockAheadMillis}`).toEqual(won)
    }
    for (const [hours, clockAheadMillis] of [[72.1, 1_800_000], [72.1, -1_800_000]] as const) {
      expect(darkFor(hours, { clockAheadMillis }), `${hours} h, ahead by ${clockAheadMillis}`).toEqual(lost)
    }
  })

  it("in whatever step the device went dark, the move ends, and neither waits for an hour nor for a key", { timeout: 120_000 }, () => {
    for (let lead = 20; lead < 200; lead += 60) {
      expect(darkFor(71.9, { lead }), `${lead} ms`).toEqual(won)
      expect(darkFor(72.3, { lead }), `${lead} ms`).toEqual(lost)
    }
  })

  it("that withholds the account's things and takes the DID loses the DID again while the move waits for it", { timeout: 60_000 }, () => {
    const journey = hostile(21)
    journey.withhold(hosts.old)
    journey.setOut("phone.test", hosts.new)
    journey.pass(1_000)
    journey.usurp(hosts.third)
    journey.pass(1_000)
    expect(journey.home).toBe(hosts.third)
    journey.pass(3_600_000)
    expect(journey.home).toBe(hosts.old)
    expect(journey.stateOf("phone.test")?.step).toBe("arrive")
  })

  it("that withholds the account's things and has had the DID for 72 hours is waited for no longer", { timeout: 60_000 }, () => {
    for (const owner of ["kept", "dropped"] as const) {
      const journey = hostile(22)
      journey.withhold(hosts.old)
      journey.setOut("phone.test", hosts.new)
      journey.pass(1_000)
      journey.world.crash("phone.test")
      journey.usurp(owner === "kept" ? hosts.third : hosts.old, owner)
      journey.pass(72.5 * 3_600_000)
      journey.resume("phone.test")
      journey.pass(3_600_000)
      expect(journey.stateOf("phone.test")?.step).toBe("overtaken")
    }
  })

  for (const quits of [false, true]) {
    it(`that drops the owner's keys from the DID and keeps it has it after 72 hours, and the move ends${quits ? ", if it was to be undone as well" : ""}`, { timeout: 120_000 }, () => {
      for (const lead of [30, 60, 150]) {
        const steps = [30, 74].map((hours) => {
          const journey = hostile(lead + hours)
          journey.setOut("phone.test", hosts.new)
          journey.pass(lead)
          journey.world.crash("phone.test")
          journey.usurp(hosts.old, "dropped")
          journey.pass(hours * 3_600_000)
          if (quits) journey.quit("phone.test")
          journey.end()
          return journey.stateOf("phone.test")?.step
        })
        expect(steps, `after ${lead} ms`).toEqual([quits ? "stayed" : "arrived", "overtaken"])
      }
    })
  }

  it("that wakes the account again, and writes in its name, is heard by nobody [MIG-8]", { timeout: 60_000 }, () => {
    const journey = hostile(5)
    journey.setOut("phone.test", hosts.new)
    journey.pass(30_000)
    expect(journey.stateOf("phone.test")?.step).toBe("arrived")
    const [revs, statuses, said] = [journey.revsFrom(), journey.statusesFrom(), journey.revsFrom(hosts.old).length]
    // It does not care what the document says.
    journey.world.partition(hosts.old, hosts.plc, true)
    journey.wakeByForce(hosts.old)
    journey.postAt(hosts.old)
    journey.pass(20_000)
    expect(journey.revsFrom(hosts.old).length).toBe(said + 1)
    expect([journey.revsFrom(), journey.statusesFrom()]).toEqual([revs, statuses])
    expect(journey.end({ hostile: [hosts.old] })).toEqual([])
  })

  it("that has withheld everything is left with a backup, and what it says after the switch changes nothing [MIG-6] [MIG-8]", { timeout: 60_000 }, () => {
    const journey = new Journey(3, "salvage")
    journey.withhold(hosts.old)
    // It does not care what the document says.
    journey.world.partition(hosts.old, hosts.plc, true)
    journey.setOut("phone.test", hosts.new)
    journey.pass(20_000)
    const shown = journey.revsFrom()
    const said = journey.revsFrom(hosts.old).length
    // It never heard of a move: to itself it is alice's host, and commits in her name.
    journey.postAt(hosts.old)
    journey.pass(20_000)
    expect(journey.revsFrom(hosts.old).length).toBe(said + 1)
    expect(journey.revsFrom()).toEqual(shown)
    expect(journey.end({ hostile: [hosts.old] })).toEqual([])
    expect(journey.home).toBe(hosts.new)
  })
})

describe("a host whose clock is ahead, or that forges", () => {
  it("is not what the network stays with: the new host commits above whatever its relays know [SYNC-6] [MIG-3]", { timeout: 60_000 }, () => {
    const journey = new Journey(14, "salvage")
    journey.world.setClock(hosts.old, 240_000)
    // After the backup, and not in it.
    journey.postAt(hosts.old)
    journey.pass(5_000)
    const forged = journey.revsFrom().at(-1)!
    journey.withhold(hosts.old)
    journey.setOut("phone.test", hosts.new)
    journey.pass(60_000)
    expect(journey.stateOf("phone.test")?.step).toBe("arrived")
    expect(journey.revsFrom(hosts.new).at(0)! < forged).toBe(true)
    expect(journey.end({ hostile: [hosts.old] })).toEqual([])
    expect(journey.revsFrom().at(-1)! > forged).toBe(true)
  })
})

describe("an account on did:web whose host is gone", () => {
  it("comes back with a backup and the owner's hand on the document, without any directory [MIG-6] [WEB-1]", { timeout: 60_000 }, () => {
    const journey = new Journey(8, "webSalvage")
    journey.world.stop(hosts.old)
    const asked = journey.world.now
    journey.setOut("phone.test", hosts.new)
    journey.pass(60_000)
    expect(journey.stateOf("phone.test")?.step).toBe("arrived")
    expect(journey.end({ hostile: [hosts.old] })).toEqual([])
    expect(journey.home).toBe(hosts.new)
    const plc = journey.small.observations.filter((o) => o._tag === "HttpRequestSent" && o.to === hosts.plc && o.at > asked && o.path.includes(journey.cast.alice.did))
    expect(plc).toEqual([])
  })

  it("whose owner thinks better of it is found where it was, with the key of its host in the document", { timeout: 60_000 }, () => {
    const outcomes = new Set<string | undefined>()
    for (let lead = 0; lead < 300; lead += 50) {
      const journey = new Journey(lead + 1, "webSalvage")
      journey.world.stop(hosts.old)
      journey.setOut("phone.test", hosts.new)
      journey.pass(lead)
      journey.quit("phone.test")
      // Who was faster than their doubts has left a host that knows nothing of it.
      expect(journey.end({ hostile: [hosts.old] })).toEqual([])
      const step = journey.stateOf("phone.test")?.step
      outcomes.add(step)
      expect(journey.home).toBe(step === "stayed" ? hosts.old : hosts.new)
    }
    expect(outcomes.has("stayed")).toBe(true)
  })
})

describe("what a hostile host withholds and no backup has", () => {
  it("is named, blob by blob; all else comes along", { timeout: 60_000 }, () => {
    const journey = new Journey(4, "salvage")
    const [, lost = ""] = journey.cast.blobs
    journey.loseFromBackup(lost)
    journey.withhold(hosts.old)
    journey.setOut("phone.test", hosts.new)
    expect(journey.end({ hostile: [hosts.old], withheld: [lost] })).toEqual([])
    expect(journey.stateOf("phone.test")).toMatchObject({ step: "arrived", withheld: [lost] })
    // The checks themselves do not overlook it.
    expect(Checks.check(journey.small, journey.cast, { hostile: [hosts.old] })).toEqual([`blob ${lost} is not at ${hosts.new}`])
  })
})

describe("PDSes behind different relays", () => {
  it("hand an account from one relay's view to the other's", { timeout: 60_000 }, () => {
    const journey = new Journey(9, "mailed", { apart: true })
    journey.setOut("phone.test", hosts.new)
    journey.pass(30_000)
    journey.post()
    expect(journey.end({ relays: [`relay-${hosts.old}`, `relay-${hosts.new}`], appViews: [`appview-${hosts.new}`] })).toEqual([])
    expect(journey.home).toBe(hosts.new)
  })
})

describe("a relay that cannot ask the directory while an account moves", () => {
  for (const way of ["mailed", "own", "salvage"] as const) {
    it(`keeps what the new host says until it can, through a crash of its own too (${way}) [RELAY-3]`, { timeout: 60_000 }, () => {
      const journey = new Journey(12, way)
      journey.world.partition(hosts.relay, hosts.plc, true)
      journey.setOut("phone.test", hosts.new)
      journey.pass(60_000)
      expect(journey.stateOf("phone.test")?.step).toBe("arrived")
      const abroad = journey.revsFrom(hosts.new)
      expect(abroad.length).toBe(1)
      // Neither believed nor refused.
      expect(journey.revsFrom()).not.toContain(abroad[0])
      journey.crash(hosts.relay)
      journey.pass(1_000)
      journey.world.start(hosts.relay)
      journey.pass(600_000)
      journey.world.partition(hosts.relay, hosts.plc, false)
      journey.pass(60_000)
      expect(journey.end({ hostile: way === "salvage" ? [hosts.old] : [] })).toEqual([])
      expect(journey.revsFrom().at(-1)).toBe(abroad[0])
    })
  }
})

describe("a relay that has not heard of a move yet", () => {
  it("believes a host that is left no word on the account's status [RELAY-12]", { timeout: 60_000 }, () => {
    const journey = new Journey(13, "own")
    journey.world.partition(hosts.relay, hosts.new, true)
    journey.setOut("phone.test", hosts.new)
    journey.pass(20_000)
    expect(journey.stateOf("phone.test")?.step).toBe("arrived")
    journey.deleteAt(hosts.old)
    journey.pass(20_000)
    expect(journey.statusesFrom(hosts.old)).toEqual(["active", "deactivated", "deleted"])
    expect(journey.statusesFrom()).toEqual(["active", "deactivated"])
    expect(journey.end()).toEqual([])
  })
})

describe("what the checks are worth: they see", () => {
  const violated = (spoil: (journey: Journey) => void) => {
    const journey = new Journey(2, "mailed")
    journey.setOut("phone.test", hosts.new)
    journey.pass(30_000)
    spoil(journey)
    return Checks.check(journey.small, journey.cast, { home: hosts.new })
  }
  it("a record that was acknowledged and is gone", () => {
    expect(violated((journey) => journey.cast.records.set("app.bsky.feed.post/3kkkkkkkkkk22", "bafyreidpwdr6yhdkiwdmamazaorium3dhkhskv5bnfnufyrwwwqtwxe5sq")).join()).toContain("is gone")
  })
  it("an old host that wakes by itself", () => {
    const found = violated((journey) => journey.small.run(Effect.map(People.signedInAt(journey.cast, hosts.old), () => {})))
    expect(found).toEqual([])
    const awake = violated((journey) => journey.wakeByForce(hosts.old))
    expect(awake.join()).toContain(`${hosts.old} says active`)
  })
  it("a document that names another host", () => {
    const journey = new Journey(2, "mailed")
    expect(Checks.check(journey.small, journey.cast, { home: hosts.new }).join()).toContain(`the DID names ${hosts.old}`)
    expect(originOf(hosts.old)).toContain(hosts.old)
  })
})
