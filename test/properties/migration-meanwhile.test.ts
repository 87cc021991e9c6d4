/**
 * What else happens to an account while it moves: its handle is changed, it is
 * taken down, letters come late and twice, the device's clock is far off, the
 * directory is silent, an operation arrives when nobody wants it any more. MIG-1, MIG-4
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { Journey } from "../../bench/migration/Journey.ts"
import * as People from "../../bench/migration/People.ts"
import { hosts, originOf, tokens } from "../../bench/migration/SmallWorld.ts"
import * as OwnIdentity from "../../src/actors/client/keys/OwnIdentity.ts"
import * as Migrate from "../../src/actors/client/migration/Migrate.ts"
import type { ReadMail } from "../../src/actors/client/migration/Means.ts"
import type { Step } from "../../src/actors/client/migration/Plan.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"

const phone = "phone.test"
const dayMillis = 24 * 3_600_000

const stepOf = (journey: Journey) => journey.stateOf(phone)?.step

/** As the device comes to this step it loses power. */
const halted = (way: People.Kind, step: Step, journey = new Journey(60, way)): Journey => {
  journey.setOut(phone, hosts.new)
  journey.passUntil(() => stepOf(journey) === step)
  expect(stepOf(journey)).toBe(step)
  journey.world.crash(phone)
  journey.pass(100)
  return journey
}

const statusAt = (journey: Journey, host: string) =>
  journey.small.run(Effect.map(Effect.result(Client.query("com.atproto.sync.getRepoStatus", { origin: originOf(host), params: { did: journey.cast.alice.did } })), Result.getOrUndefined))

describe("a handle that its owner changes at the old host in the middle of a move", () => {
  const renamed = (way: People.Kind, step: Step) => {
    const journey = halted(way, step)
    journey.changeHandle(hosts.old, "alicia.pds1.test")
    return journey
  }

  for (const way of ["mailed", "own"] as const) {
    it(`is no theft: who then wants back has the new one, at the host and in the DID (${way}) [HANDLE-4]`, { timeout: 60_000 }, () => {
      for (const step of ["carry", "hush"] as const) {
        const journey = renamed(way, step)
        journey.quit(phone)
        expect([step, journey.end(), stepOf(journey), journey.handle]).toEqual([step, [], "stayed", "alicia.pds1.test"])
      }
    })

    it(`does not stop who goes on, though the 72 hours for taking it back are over (${way})`, { timeout: 60_000 }, () => {
      for (const days of [0, 4]) {
        const journey = renamed(way, "hush")
        journey.pass(days * dayMillis)
        expect([days, journey.end(), stepOf(journey), journey.handle]).toEqual([days, [], "arrived", `alice.${hosts.new}`])
      }
    })
  }

  it("is what the DID says again after the host was switched and switched back", { timeout: 60_000 }, () => {
    for (const [at, step] of [["carry", "confirm"], ["hush", "open"]] as const) {
      const journey = renamed("own", at)
      journey.resume(phone)
      journey.passUntil(() => stepOf(journey) === step)
      expect(journey.home).toBe(hosts.new)
      journey.world.crash(phone)
      journey.quit(phone)
      expect([at, journey.end(), stepOf(journey), journey.handle]).toEqual([at, [], "stayed", "alicia.pds1.test"])
    }
  })

  it("hides no theft that comes after it", { timeout: 60_000 }, () => {
    for (const days of [0, 4]) {
      const journey = renamed("own", "hush")
      journey.pass(days * dayMillis)
      journey.usurp(hosts.third)
      journey.pass(1_000)
      expect(journey.home).toBe(hosts.third)
      expect([days, journey.end(), stepOf(journey), journey.home]).toEqual([days, [], "arrived", hosts.new])
    }
  })
})

describe("an account that is taken down at the old host in the middle of a move", () => {
  /** With what only its own password shows. */
  const preferences = [
    { $type: "app.bsky.actor.defs#personalDetailsPref", birthDate: "1990-01-01T00:00:00.000Z" },
    { $type: "app.bsky.actor.defs#declaredAgePref", isOverAge13: true, isOverAge16: true, isOverAge18: true }
  ]
  for (const way of ["mailed", "own"] as const) {
    it(`may leave all the same, with all it has (${way}) [ACCT-1] [MIG-1]`, { timeout: 60_000 }, () => {
      for (const step of ["look", "carry", "sign", "hush", "confirm"] as const) {
        const journey = new Journey(60, way)
        journey.setPreferences(preferences)
        journey.pass(1_000)
        halted(way, step, journey)
        journey.takeDown(hosts.old)
        expect([step, journey.end(), stepOf(journey), journey.home]).toEqual([step, [], "arrived", hosts.new])
      }
    })

    it(`may leave at whatever request of its device it is taken down, and no blob is left behind (${way}) [MIG-1]`, { timeout: 60_000 }, () => {
      const paths = new Set<string>()
      for (let n = 1, done = false; !done; n++) {
        const journey = new Journey(60, way)
        let asked = 0
        journey.world.observe((o) => {
          if (o._tag !== "HttpRequestSent" || o.from !== phone || o.to !== hosts.old || ++asked !== n) return
          paths.add(o.path.split("?")[0]!.split(".").at(-1)!)
          journey.world.at(journey.world.now, () => journey.takeDown(hosts.old))
        })
        journey.setOut(phone, hosts.new)
        journey.passUntil(() => stepOf(journey) === "arrived" || journey.troubleOf(phone) !== undefined)
        expect([n, journey.troubleOf(phone), stepOf(journey)]).toEqual([n, undefined, "arrived"])
        expect([n, journey.end(), journey.home]).toEqual([n, [], hosts.new])
        done = asked < n
      }
      expect([...paths]).toEqual(expect.arrayContaining(["getServiceAuth", "getRepo", "getBlob", "getPreferences", "deactivateAccount", "checkAccountStatus"]))
    })

    it(`is where it was if its owner wants back, and as it was once the takedown is lifted (${way})`, { timeout: 60_000 }, () => {
      for (const step of ["carry", "switch"] as const) {
        const journey = halted(way, step)
        journey.takeDown(hosts.old)
        journey.quit(phone)
        journey.pass(60_000)
        expect([step, stepOf(journey), journey.home, statusAt(journey, hosts.new)]).toEqual([step, "stayed", hosts.old, undefined])
        journey.takeDown(hosts.old, false)
        // Nobody woke it: that is for its owner to do.
        if (step === "switch") journey.wakeAt(hosts.old)
        expect(journey.end()).toEqual([])
      }
    })
  }
})

describe("a key that another device adds in the middle of a move", () => {
  const rotationKeys = (journey: Journey) =>
    journey.small.run(Effect.flatMap(OwnIdentity.make(originOf(hosts.plc)), (identity) => Effect.map(identity.state(journey.cast.alice.did), (state) => state.rotationKeys)))
  const added = (journey: Journey) =>
    journey.small.run(Effect.gen(function*() {
      const identity = yield* OwnIdentity.make(originOf(hosts.plc))
      const { didKey } = yield* (yield* Keys).generate("k256")
      yield* identity.update(journey.cast.ring!, journey.cast.alice.did, (now) => ({ ...now, rotationKeys: now.rotationKeys.toSpliced(1, 0, didKey) }))
      return didKey
    }))

  for (const way of ["own", "salvage"] as const) {
    it(`stays where it ranks, and the old host's goes (${way})`, { timeout: 60_000 }, () => {
      for (const step of [way === "own" ? "arrive" : "prove", "carry", "sign", "switch"] as const) {
        const journey = halted(way, step)
        const [own, theirs] = rotationKeys(journey)
        const key = added(journey)
        expect([step, journey.end(), stepOf(journey)]).toEqual([step, [], "arrived"])
        const now = rotationKeys(journey)
        expect([step, now.slice(0, 2), now.length, now.includes(theirs!)]).toEqual([step, [own, key], 3, false])
      }
    })
  }

  it("stays on the way back, and one that was taken out stays out", { timeout: 60_000 }, () => {
    for (const step of ["carry", "switch", "confirm", "open"] as const) {
      const journey = new Journey(60, "own")
      const stolen = added(journey)
      const [own, , theirs] = rotationKeys(journey)
      halted("own", step, journey)
      const key = added(journey)
      journey.small.run(Effect.flatMap(OwnIdentity.make(originOf(hosts.plc)), (identity) =>
        identity.update(journey.cast.ring!, journey.cast.alice.did, (now) => ({ ...now, rotationKeys: now.rotationKeys.filter((each) => each !== stolen) }))))
      journey.quit(phone)
      expect([step, journey.end(), stepOf(journey)]).toEqual([step, [], "stayed"])
      expect([step, rotationKeys(journey)]).toEqual([step, [own, key, theirs]])
    }
  })
})

describe("a key that another device adds while the old host's letter is on its way", () => {
  it("stays: the old host is asked to sign once more", { timeout: 60_000 }, () => {
    const journey = new Journey(68, "own")
    const { alice, ring } = journey.cast
    const { added, outcome, rotationKeys } = journey.small.run(Effect.gen(function*() {
      const { ring: _, ...means } = yield* People.meansOf(journey.cast)
      const identity = yield* OwnIdentity.make(originOf(hosts.plc))
      const { didKey: added } = yield* (yield* Keys).generate("k256")
      let letters = 0
      const readMail: ReadMail = (origin, email) =>
        Effect.gen(function*() {
          const token = yield* means.readMail(origin, email)
          if (letters++ === 0) yield* Effect.orDie(identity.update(ring!, alice.did, (now) => ({ ...now, rotationKeys: [...now.rotationKeys, added] })))
          return token
        })
      const outcome = yield* Migrate.run(People.planOf(journey.cast, "mailed"), { ...means, readMail })
      return { added, outcome, rotationKeys: (yield* identity.state(alice.did)).rotationKeys }
    }), phone)
    expect([outcome.state.step, rotationKeys.includes(added), rotationKeys.includes(ring!.didKeys[0]!)]).toEqual(["arrived", true, true])
  })
})

describe("letters with tokens", () => {
  it("that come each twice, and the older one first, are read until one is good", { timeout: 60_000 }, () => {
    const journey = halted("mailed", "hush")
    journey.changeRotationKey(hosts.new)
    let read = 0
    const outcome = journey.small.run(Effect.gen(function*() {
      const means = yield* People.meansOf(journey.cast)
      const tokensAt = yield* tokens
      const readMail: ReadMail = (origin, email) => Effect.map(tokensAt(origin, email), (all) => all.toReversed()[Math.min(read++ >> 1, all.length - 1)]!)
      return yield* Migrate.run(People.planOf(journey.cast, "mailed"), { ...means, readMail })
    }), phone)
    // The first one's token was used up before.
    expect([outcome.state.step, read]).toEqual(["arrived", 3])
  })
})

describe("a device whose clock is far off", () => {
  for (const days of [-40, 40]) {
    it(`leaves nothing at a host to which it does not move after all (${days} days)`, { timeout: 60_000 }, () => {
      for (const [step, hours] of [["carry", 0], ["hush", 0], ["confirm", 2]] as const) {
        const journey = halted("own", step)
        journey.world.setClock(phone, days * dayMillis)
        journey.quit(phone)
        journey.pass(60_000 + hours * 3_600_000)
        expect([step, stepOf(journey), statusAt(journey, hosts.new)]).toEqual([step, "stayed", undefined])
        expect(journey.end()).toEqual([])
      }
    })
  }
})

describe("a host where the account has been before", () => {
  it("keeps it, asleep, if a move back there is given up", { timeout: 60_000 }, () => {
    const journey = new Journey(61, "own")
    journey.setOut(phone, hosts.new)
    journey.pass(30_000)
    expect(stepOf(journey)).toBe("arrived")
    journey.setOut(phone, hosts.old)
    journey.passUntil(() => stepOf(journey) === "sign")
    journey.quit(phone)
    journey.pass(2 * 3_600_000)
    expect([stepOf(journey), journey.home]).toEqual(["stayed", hosts.new])
    expect(statusAt(journey, hosts.old)).toMatchObject({ active: false, status: "deactivated" })
    expect(journey.end()).toEqual([])
  })
})

describe("an old host that is gone a moment after it has said what it has", () => {
  for (const way of ["mailed", "own", "web"] as const) {
    it(`was asleep before it said so: nothing that it acknowledged is left behind (${way}) [MIG-1]`, { timeout: 60_000 }, () => {
      const journey = new Journey(64, way)
      let isCut = false
      journey.world.observe((o) => {
        if (isCut || o._tag !== "HttpResponseReceived" || o.request.from !== phone || o.request.to !== hosts.old || stepOf(journey) !== "hush" || !o.request.path.includes("getPreferences")) return
        isCut = true
        journey.world.partition(phone, hosts.old, true)
      })
      journey.setOut(phone, hosts.new)
      journey.passUntil(() => isCut)
      journey.postAt(hosts.old, true)
      journey.pass(1_000)
      journey.world.partition(phone, hosts.old, false)
      journey.passUntil(() => stepOf(journey) === "confirm")
      expect([isCut, stepOf(journey)]).toEqual([true, "confirm"])
      journey.world.stop(hosts.old)
      journey.pass(600_000)
      expect([stepOf(journey), journey.end()]).toEqual(["arrived", []])
    })
  }
})

describe("a host to which an account moves back", () => {
  it("may lose power between the repository and the preferences, and takes them all the same", { timeout: 60_000 }, () => {
    const journey = new Journey(65, "own")
    journey.setOut(phone, hosts.new)
    journey.pass(30_000)
    expect(stepOf(journey)).toBe("arrived")
    journey.setOut(phone, hosts.old)
    let isImported = false
    journey.world.observe((o) => {
      if (o._tag === "HttpResponseReceived" && o.request.to === hosts.old && o.request.path.includes("importRepo")) isImported = true
    })
    journey.passUntil(() => isImported)
    journey.crash(hosts.old)
    journey.pass(3_000)
    expect([isImported, stepOf(journey)]).toEqual([true, "carry"])
    expect([journey.end(), stepOf(journey), journey.home]).toEqual([[], "arrived", hosts.old])
  })

  it("and that was to delete it soon, keeps it while the device is dark", { timeout: 60_000 }, () => {
    const journey = new Journey(67, "own")
    for (const to of [hosts.new, hosts.old]) {
      journey.setOut(phone, to)
      journey.pass(30_000)
      expect([stepOf(journey), journey.home]).toEqual(["arrived", to])
    }
    journey.small.run(Effect.gen(function*() {
      const session = yield* People.signedInAt(journey.cast, hosts.new)
      const deleteAfter = new Date((yield* Clock.currentTimeMillis) + 2 * 3_600_000).toISOString()
      yield* session.procedureOnce("com.atproto.server.deactivateAccount", { input: { deleteAfter } })
    }))
    halted("own", "sign", journey)
    journey.pass(3 * 3_600_000)
    expect([journey.end(), stepOf(journey), journey.home]).toEqual([[], "arrived", hosts.new])
  })
})

describe("a new host whose disk runs full", () => {
  for (const path of ["createAccount", "importRepo", "uploadBlob", "activateAccount"]) {
    it(`as ${path} is asked is waited for, and then has everything`, { timeout: 60_000 }, () => {
      const journey = new Journey(66, "own")
      let isFull = false
      // At the last of three blobs; all else is asked once. What room is left on used pages is used up first.
      let left = path === "uploadBlob" ? 3 : 1
      journey.world.observe((o) => {
        if (o._tag !== "HttpRequestSent" || o.to !== hosts.new || !o.path.includes(path) || --left > 0 || isFull) return
        isFull = true
        journey.world.setDisk(hosts.new, { full: true })
      })
      journey.setOut(phone, hosts.new)
      journey.pass(40 * 60_000)
      expect([isFull, journey.troubleOf(phone)]).toEqual([true, expect.stringContaining("MoveWaits")])
      expect(stepOf(journey)).not.toBe("arrived")
      journey.world.setDisk(hosts.new, { full: false })
      expect([journey.end(), stepOf(journey), journey.home]).toEqual([[], "arrived", hosts.new])
    })
  }
})

describe("a DID that is tombstoned in the middle of a move", () => {
  for (const then of ["goes on", "wants back"] as const) {
    it(`by the old host is its owner's again (${then})`, { timeout: 60_000 }, () => {
      const journey = halted("own", "hush")
      journey.tombstone()
      if (then === "wants back") journey.quit(phone)
      expect([journey.end(), stepOf(journey)]).toEqual([[], then === "goes on" ? "arrived" : "stayed"])
    })
  }

  it("by its owner's other device is at home nowhere: the move ends, and nothing is left at the new host", { timeout: 60_000 }, () => {
    for (const step of ["carry", "hush", "switch"] as const) {
      const journey = halted("own", step)
      journey.tombstone("owner")
      journey.resume(phone)
      journey.pass(2 * 3_600_000)
      expect([step, stepOf(journey), statusAt(journey, hosts.new)]).toEqual([step, "overtaken", undefined])
    }
  })
})

describe("preferences that another device sets after they were carried", () => {
  for (const way of ["mailed", "own", "web"] as const) {
    it(`come along (${way}) [MIG-1]`, { timeout: 60_000 }, () => {
      const journey = halted(way, "hush")
      journey.setPreferences([{ $type: "app.bsky.actor.defs#interestsPref", tags: ["late"] }])
      journey.pass(1_000)
      expect([journey.end(), stepOf(journey)]).toEqual([[], "arrived"])
    })
  }
})

describe("an operation that was on its way when its owner wanted back", () => {
  for (const way of ["mailed", "own"] as const) {
    it(`is refused when it arrives after all (${way}) [MIG-4]`, { timeout: 60_000 }, () => {
      const journey = new Journey(62, way)
      journey.setOut(phone, hosts.new)
      journey.passUntil(() => stepOf(journey) === "hush")
      journey.world.partition(hosts.new, hosts.plc, true)
      journey.passUntil(() => journey.stateOf(phone)?.submitted === true)
      const { operation } = journey.stateOf(phone)!
      journey.pass(100)
      journey.world.crash(phone)
      journey.quit(phone)
      journey.pass(60_000)
      expect(stepOf(journey)).toBe("stayed")
      const late = journey.small.run(Effect.gen(function*() {
        const identity = yield* OwnIdentity.make(originOf(hosts.plc))
        return yield* Effect.result(identity.submit(journey.cast.alice.did, Result.getOrThrow(Operation.parse(operation!))))
      }))
      expect(late).toMatchObject({ _tag: "Failure", failure: { _tag: "PlcRefused" } })
      expect([journey.end(), journey.home]).toEqual([[], hosts.old])
    })
  }
})

describe("a device that waits says for whom", () => {
  for (const [way, host, name] of [["mailed", hosts.plc, "the directory"], ["own", hosts.plc, "the directory"], ["web", People.namesHost, "the owner's web host"], ["webSalvage", People.namesHost, "the owner's web host"]] as const) {
    it(`before it has begun: ${name} (${way})`, { timeout: 60_000 }, () => {
      const journey = new Journey(63, way)
      journey.world.partition(phone, host, true)
      const waits = journey.small.run(Effect.gen(function*() {
        const means = yield* People.meansOf(journey.cast)
        return yield* Effect.flip(Migrate.run(People.planOf(journey.cast, way), means, { patienceMillis: 60_000 }))
      }), phone)
      expect(waits).toMatchObject({ _tag: "MoveWaits", waitsFor: `${name}, to say where the account is at home` })
    })

    if (way !== "webSalvage") {
      it(`on the way: ${name} (${way})`, { timeout: 60_000 }, () => {
        const journey = halted(way, "sign")
        journey.world.partition(phone, host, true)
        journey.resume(phone)
        journey.pass(40 * 60_000)
        expect(stepOf(journey)).toBe("sign")
        expect(journey.troubleOf(phone)).toContain(`"waitsFor":"${name}, `)
      })
    }
  }
})
