import { describe, expect, it } from "vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Consortium from "../../../src/actors/identity/Consortium.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Inheritance from "../../../src/protocol/consortium/Inheritance.ts"
import * as Entry from "../../../src/protocol/consortium/Entry.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { fromBase64 } from "../../../src/protocol/tlog/SignedNote.ts"
import type { World } from "../../../src/sim/World.ts"
import { get, json, person, post, postJson, proven } from "./Town.ts"
import * as Succession from "./Succession.ts"

const { answersOf, asAdmin, at, founders, foundingOf, history, startNew, startOld, tell, untilFounded, worldOf } = Succession
const cidOf = (operation: Operation.Operation): string => Operation.cidOf(operation).toString()
const hour = 3_600_000

const genesisOf = (world: World, host: string) => {
  const { entry } = JSON.parse(at(world, get(host, "/consortium/entries?start=0&end=1")).text) as { readonly entry: string }
  const genesis = Result.getOrThrow(Entry.decode(fromBase64(entry)!))
  return genesis.type === "genesis" ? genesis : undefined
}

/** Changes what a host answers to one other. */
const lieTo = (world: World, from: string, to: string, path: string, change: (text: string) => string): void =>
  world.interpose((host, message) =>
    host === from && message.kind === "response" && message.to === to && message.path.startsWith(path)
      ? new TextEncoder().encode(change(Buffer.from(message.bytes).toString()))
      : message.bytes)

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Record<string, any>)
const textOf = (lines: ReadonlyArray<object>): string => lines.map((line) => JSON.stringify(line)).join("\n")

describe.each(["directory", "consortium"] as const)("a log founded upon that of a %s", (kind) => {
  const oldHosts = kind === "directory" ? ["plc.test"] : Succession.old

  it("is answered by each founder as the old one answered it, and goes on from there [LOG-7]", () => {
    const world = worldOf(kind)
    startOld(world)
    const { alice, bob, carol, stolen } = history(world, oldHosts)
    const dids = [alice.did, bob.did, carol.did]
    const expected = answersOf(world, oldHosts[0]!, dids)
    startNew(world)
    untilFounded(world)
    for (const host of founders) expect(answersOf(world, host, dids)).toEqual(expected)
    for (const host of oldHosts) world.crash(host)
    // What was done in the old log is undone in the new one, within 72 hours of then.
    expect(at(world, post("plc2.test", alice.did, alice.update("alice.test", alice.genesis, "strong"))).status).toBe(200)
    for (const host of founders) {
      const audit = at(world, json(host, `/${alice.did}/log/audit`)) as unknown as ReadonlyArray<{ readonly cid: string; readonly nullified: boolean }>
      expect(audit.map(({ nullified }) => nullified)).toEqual([false, true, false])
      expect(at(world, proven(host, alice.did, cidOf(stolen))).enough).toBe(true)
      const numbers = linesOf(at(world, get(host, "/export?after=0")).text).map(({ seq }) => seq as number)
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      expect(numbers).toHaveLength(10)
    }
  })

  it("goes on counting where the old one was, at all founders alike, though operators of either were restarted", () => {
    const world = worldOf(kind)
    const restart = (host: string): void => {
      world.crash(host)
      world.runUntil(world.now + 2_000)
      world.start(host)
      world.runUntil(world.now + 30_000)
    }
    const numbersAt = (host: string) => linesOf(at(world, get(host, "/export?after=0")).text).map(({ seq }) => seq as number)
    startOld(world)
    const { submit } = history(world, oldHosts)
    restart(oldHosts[0]!)
    const late = at(world, person("late.test"))
    submit(oldHosts[0]!, late.did, late.genesis)
    const before = numbersAt(oldHosts[0]!)
    for (const host of oldHosts) expect(numbersAt(host)).toEqual(before)
    startNew(world)
    untilFounded(world)
    for (const host of oldHosts) world.crash(host)
    restart(founders[1]!)
    submit(founders[0]!, late.did, late.update("late2.test", late.genesis))
    for (const host of founders) expect(numbersAt(host)).toEqual([...before, before.at(-1)! + 1])
  })

  it("counts 72 hours from the time in the old log, and not from its own founding", () => {
    for (const [late, status] of [[-60_000, 200], [60_000, 400]] as const) {
      const world = worldOf(kind)
      startOld(world)
      const { alice, stolen } = history(world, oldHosts)
      startNew(world)
      untilFounded(world)
      const audit = at(world, json("plc1.test", `/${alice.did}/log/audit`)) as unknown as ReadonlyArray<{ readonly cid: string; readonly createdAt: string }>
      const robbedMillis = Date.parse(audit.find(({ cid }) => cid === cidOf(stolen))!.createdAt) - world.epochMillis
      world.runUntil(robbedMillis + 72 * hour + late)
      const recovery = alice.update("alice.test", alice.genesis, "strong")
      expect(at(world, post("plc3.test", alice.did, recovery)).status).toBe(status)
    }
  })

  it("binds how far the old one was followed, and what it amounts to", () => {
    const world = worldOf(kind)
    startOld(world)
    history(world, oldHosts)
    const size = kind === "directory" ? 9 : (at(world, json(oldHosts[0]!, "/consortium"))["size"] as number)
    startNew(world)
    untilFounded(world)
    const [inherits, ...others] = founders.map((host) => genesisOf(world, host)?.inherits)
    for (const other of others) expect(other).toEqual(inherits)
    expect(inherits).toMatchObject({ from: kind === "directory" ? "plc.test" : "old.test/log", size })
    expect(inherits?.checkpoint === undefined).toBe(kind === "directory")
    const leaves = linesOf(at(world, get("plc4.test", `/consortium/entries?start=1&end=${size + 1}`)).text).map(({ entry }) => {
      const inherited = Result.getOrThrow(Entry.decode(fromBase64(entry as string)!))
      return inherited.type === "inherited" ? inherited.leaf : new Uint8Array(0)
    })
    expect(Inheritance.problemOf(inherits!, leaves)).toBeUndefined()
    expect(Inheritance.problemOf(inherits!, leaves.toReversed())).toBeDefined()
  })

  it("has in it what the old one took in while its founders were at it, or takes it as new", () => {
    const world = worldOf(kind, { inherits: { waits: true } })
    startOld(world)
    history(world, oldHosts)
    startNew(world)
    world.runUntil(world.now + 10_000)
    // The others hear of nothing after this; one founder has it, and has it submitted.
    for (const host of founders.slice(1)) for (const old of oldHosts) world.partition(host, old, true)
    const dan = at(world, person("dan.test"))
    expect(at(world, post(oldHosts[0]!, dan.did, dan.genesis)).status).toBe(200)
    world.runUntil(world.now + 10_000)
    for (const old of oldHosts) world.crash(old)
    tell(world)
    untilFounded(world)
    world.runUntil(world.now + 10_000)
    expect(new Set(founders.map((host) => genesisOf(world, host)?.inherits?.size)).size).toBe(1)
    for (const host of founders) expect(at(world, json(host, `/${dan.did}/data`))).toMatchObject({ alsoKnownAs: ["at://dan.test"] })
  })

  it("is handed on to a newcomer, who trusts no founder with it", () => {
    const world = worldOf(kind, { extra: ["plc5.test"] })
    startOld(world)
    const { alice, bob, carol } = history(world, oldHosts)
    startNew(world)
    untilFounded(world)
    for (const host of oldHosts) world.crash(host)
    lieTo(world, "plc1.test", "plc5.test", "/consortium/entries?start=1", (text) => text.split("\n").toReversed().join("\n"))
    world.start("plc5.test")
    untilFounded(world, ["plc5.test"])
    const item = { type: "join", member: at(world, json("plc5.test", "/consortium/key"))["vkey"] as string }
    const approvals = founders.slice(0, 3).map((host) => JSON.parse(at(world, postJson(host, "/consortium/approval", item, asAdmin)).text) as unknown)
    expect(at(world, postJson("plc3.test", "/consortium/members", { ...item, approvals })).status).toBe(202)
    world.runUntil(world.now + 20_000)
    const dids = [alice.did, bob.did, carol.did]
    expect(answersOf(world, "plc5.test", dids)).toEqual(answersOf(world, "plc1.test", dids))
    expect(at(world, post("plc5.test", alice.did, alice.update("alice.test", alice.genesis, "strong"))).status).toBe(200)
  })

  it("goes on where it was when a founder fell in the midst of it", () => {
    for (const afterMillis of [20, 120, 600]) {
      const world = worldOf(kind, { seed: afterMillis })
      startOld(world)
      const { alice, bob, carol } = history(world, oldHosts)
      const dids = [alice.did, bob.did, carol.did]
      const expected = answersOf(world, oldHosts[0]!, dids)
      startNew(world)
      world.runUntil(world.now + afterMillis)
      for (const host of ["plc2.test", "plc4.test"]) world.crash(host)
      world.runUntil(world.now + 5_000)
      startNew(world, ["plc2.test", "plc4.test"])
      untilFounded(world)
      for (const host of founders) expect(answersOf(world, host, dids)).toEqual(expected)
    }
  })
})

describe("a log founded upon a saved export", () => {
  it("is that of the directory, though whoever serves the file knows no pages and no marks", () => {
    const world = worldOf("directory", { inherits: { from: "https://plc.test" } })
    startOld(world)
    const { alice, bob, carol } = history(world, ["plc.test"])
    const dids = [alice.did, bob.did, carol.did]
    const expected = answersOf(world, "plc.test", dids)
    const file = at(world, get("plc.test", "/export?after=0")).text
    world.interpose((host, message) => {
      if (host !== "plc.test" || message.kind !== "response") return message.bytes
      return message.path.startsWith("/export") ? new TextEncoder().encode(file) : message.status === 404 ? message.bytes : "drop"
    })
    startNew(world)
    untilFounded(world)
    for (const host of founders) expect(answersOf(world, host, dids)).toEqual(expected)
    expect(genesisOf(world, "plc1.test")?.inherits).toMatchObject({ from: "https://plc.test", size: 9 })
  })
})

describe("whoever believes nothing without proof", () => {
  it("has the histories of the old log from the new operators, and an auditor finds nothing wrong with them", () => {
    const world = worldOf("directory", { auditor: true })
    startOld(world)
    const { alice, bob, stolen } = history(world, ["plc.test"])
    startNew(world)
    untilFounded(world)
    world.start("auditor.test")
    const identity = Effect.flatMap(Keys, ({ verify }) => Effect.gen(function*() {
      const consortium = yield* Consortium.make({ operators: founders })
      const [log, robbed] = [yield* consortium.history(bob.did), yield* consortium.history(alice.did)]
      // The device checks signatures as everybody does.
      expect(Result.isSuccess(Log.replay(bob.did, log, verify))).toBe(true)
      return { log, robbed }
    }))
    const { log, robbed } = at(world, identity)
    expect(log.map(({ nullified }) => nullified)).toEqual([false, true, true, false])
    expect(Log.head(robbed)?.cid.toString()).toBe(cidOf(stolen))
    expect(at(world, post("plc1.test", alice.did, alice.update("alice.test", alice.genesis, "strong"))).status).toBe(200)
    world.runUntil(world.now + 30_000)
    expect(at(world, json("auditor.test", "/status"))).toMatchObject({ origin: "new.test/log", size: 11 })
    expect(at(world, json("auditor.test", "/evidence"))).toEqual({ evidence: [] })
    // It knows what it has inherited after a restart, too.
    world.crash("auditor.test")
    world.start("auditor.test")
    expect(at(world, post("plc2.test", bob.did, bob.update("bob3.test", bob.update("bob2.test", bob.genesis, "strong")))).status).toBe(200)
    world.runUntil(world.now + 60_000)
    expect(at(world, json("auditor.test", "/status"))).toMatchObject({ size: 12 })
    expect(at(world, json("auditor.test", "/evidence"))).toEqual({ evidence: [] })
  })
})

describe("a log that was founded upon another is itself founded upon", () => {
  it("with all that it inherited, and all that came since", () => {
    const world = worldOf("directory", { generations: 2 })
    startOld(world)
    const { alice, bob, carol, submit } = history(world, ["plc.test"])
    startNew(world)
    untilFounded(world)
    submit("plc1.test", alice.did, alice.update("alice.test", alice.genesis, "strong"))
    const dids = [alice.did, bob.did, carol.did]
    const expected = answersOf(world, "plc1.test", dids)
    startNew(world, Succession.grandchildren)
    untilFounded(world, Succession.grandchildren)
    for (const host of Succession.grandchildren) expect(answersOf(world, host, dids)).toEqual(expected)
    expect(genesisOf(world, "later1.test")?.inherits).toMatchObject({ from: "new.test/log", size: 11 })
  })
})

describe("an old log that tells without end", () => {
  it("of marks is heard as long as it tells of what is later", () => {
    const world = worldOf("directory")
    startOld(world)
    history(world, ["plc.test"])
    // Its export by date says now the one time, now the other.
    let turn = 0
    world.interpose((host, message) => {
      const isDated = host === "plc.test" && message.kind === "response" && message.path.startsWith("/export?count=1000") && !/after=\d+$/.test(message.path)
      if (!isDated) return message.bytes
      return new TextEncoder().encode(`{"did":"did:plc:","cid":"","nullified":false,"createdAt":"${new Date(turn++ % 2).toISOString()}"}`)
    })
    startNew(world)
    untilFounded(world)
    expect(turn).toBeLessThan(3 * founders.length)
  })
})

describe("nobody founds", () => {
  const stuck = (world: World) => {
    startNew(world)
    world.runUntil(world.now + 60_000)
    return founders.map((host) => foundingOf(world, host))
  }

  it("where the old log is out of reach, and says so; once it is there, they do", () => {
    const world = worldOf("directory")
    startOld(world)
    history(world, ["plc.test"])
    world.crash("plc.test")
    const standing = stuck(world)
    for (const each of standing) expect(each).toMatchObject({ state: "following", size: 0, trouble: expect.stringContaining("plc.test") })
    const dan = at(world, person("dan.test"))
    expect(at(world, post("plc1.test", dan.did, dan.genesis)).status).toBe(503)
    expect(at(world, get("plc1.test", `/${dan.did}`)).status).toBe(404)
    world.start("plc.test")
    untilFounded(world)
  })

  it("where it was lost half-way, until it is there again", () => {
    const world = worldOf("directory")
    startOld(world)
    history(world, ["plc.test"])
    // The end is never shown: pages are short, and the last one does not come.
    world.interpose((host, message) => {
      if (host !== "plc.test" || message.kind !== "response" || !message.path.startsWith("/export?count=1000&after=")) return message.bytes
      const lines = linesOf(Buffer.from(message.bytes).toString())
      return lines.length <= 3 ? "drop" : new TextEncoder().encode(textOf(lines.slice(0, 2)))
    })
    const standing = stuck(world)
    for (const each of standing) expect(each).toMatchObject({ state: "following", size: 6, trouble: expect.stringContaining("plc.test") })
    world.interpose(undefined)
    untilFounded(world)
  })

  it("upon a log with an operation that nobody signed, and says which", () => {
    const world = worldOf("directory")
    startOld(world)
    const { carol } = history(world, ["plc.test"])
    const forge = (text: string): string => textOf(linesOf(text).map((line) => {
      if (line["did"] !== carol.did || line["operation"].prev === null) return line
      const operation = { ...line["operation"], alsoKnownAs: ["at://forged.test"] }
      return { ...line, operation, cid: cidOf(operation) }
    }))
    world.interpose((host, message) =>
      host === "plc.test" && message.kind === "response" && message.path.startsWith("/export")
        ? new TextEncoder().encode(forge(Buffer.from(message.bytes).toString()))
        : message.bytes)
    for (const each of stuck(world)) expect(each).toMatchObject({ state: "following", trouble: expect.stringMatching(new RegExp(`Leaf 7 .*InvalidSignature.*${carol.did}`)) })
  })

  it("upon a log whose marks are wrong, and says which", () => {
    const world = worldOf("directory")
    startOld(world)
    const { alice, stolen } = history(world, ["plc.test"])
    world.interpose((host, message) =>
      host === "plc.test" && message.kind === "response"
        ? new TextEncoder().encode(Buffer.from(message.bytes).toString().replaceAll(`"cid":"${cidOf(stolen)}","nullified":false`, `"cid":"${cidOf(stolen)}","nullified":true`))
        : message.bytes)
    for (const each of stuck(world)) expect(each).toMatchObject({ state: "following", trouble: expect.stringMatching(new RegExp(`${cidOf(stolen)} of ${alice.did} .*nullified, and it stands`)) })
  })

  it("upon a log of the future", () => {
    const world = worldOf("directory")
    world.setClock("plc.test", hour)
    startOld(world)
    const dan = at(world, person("dan.test"))
    expect(at(world, post("plc.test", dan.did, dan.genesis)).status).toBe(200)
    for (const each of stuck(world)) expect(each["trouble"]).toMatch(/Leaf 0 .*ahead/)
  })

  it("where one of them was served another log, and all say where it parts", () => {
    const world = worldOf("directory")
    startOld(world)
    const { bob } = history(world, ["plc.test"])
    // One founder is not told of bob's recovery.
    lieTo(world, "plc.test", "plc3.test", "/export", (text) => textOf(linesOf(text).filter(({ did, seq }) => did !== bob.did || seq !== 7)))
    const standing = stuck(world)
    for (const each of standing) expect(each["state"]).toBe("declared")
    for (const [i, each] of standing.entries()) {
      const other = founders[i] === "plc3.test" ? "plc1.test" : "plc3.test"
      expect(each["trouble"]).toContain(`${other} was served another log, which parts from ours at leaf 6`)
      expect(each["trouble"]).toContain(bob.did)
    }
    for (const host of founders) expect(at(world, get(host, `/${bob.did}`)).status).toBe(404)
  })

  it("upon a consortium whose log is not the one that was followed before", () => {
    const world = worldOf("consortium", { inherits: { waits: true } })
    startOld(world)
    history(world, Succession.old)
    startNew(world)
    world.runUntil(world.now + 10_000)
    const sizes = founders.map((host) => foundingOf(world, host)["size"] as number)
    expect(Math.min(...sizes)).toBeGreaterThan(9)
    // From now on its operators show a checkpoint of their own making.
    world.interpose((host, message) =>
      Succession.old.includes(host) && message.kind === "response" && message.path.startsWith("/consortium/checkpoint")
        ? new TextEncoder().encode(Buffer.from(message.bytes).toString().replace(/\n[^\n]{44}\n/, `\n${Buffer.alloc(32, 7).toString("base64")}\n`))
        : message.bytes)
    tell(world)
    world.runUntil(world.now + 30_000)
    for (const host of founders) {
      expect(foundingOf(world, host)).toMatchObject({ state: "following", trouble: expect.stringMatching(/old\d.test shows another log at size \d+/) })
    }
  })

  it("before the admin of each has said so, where they wait", () => {
    const world = worldOf("directory", { inherits: { waits: true } })
    startOld(world)
    history(world, ["plc.test"])
    expect(stuck(world).map(({ state }) => state as string)).toEqual(["following", "following", "following", "following"])
    expect(at(world, postJson("plc1.test", "/consortium/founding", {})).status).toBe(401)
    tell(world, founders.slice(0, 3))
    world.runUntil(world.now + 30_000)
    expect(founders.map((host) => foundingOf(world, host)["state"] as string)).toEqual(["declared", "declared", "declared", "following"])
    expect(foundingOf(world, "plc1.test")["trouble"]).toBe("plc4.test has not declared how far it followed")
    tell(world, ["plc4.test"])
    untilFounded(world)
  })
})
