import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Receipt from "../../../src/protocol/consortium/Receipt.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Merkle from "../../../src/protocol/tlog/Merkle.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import type { World } from "../../../src/sim/World.ts"
import * as Directory from "../plc/Directory.ts"
import { get, hostsOf, json, person, post, postJson, proven, town } from "./Town.ts"

const cidOf = (operation: Operation.Operation): string => Operation.cidOf(operation).toString()
const at = <A, E>(world: World, effect: Effect.Effect<A, E, any>): A => world.run("device.test", effect as Effect.Effect<A, E, never>)

/** Entries of an operator's log, as text. */
const logOf = (world: World, host: string): ReadonlyArray<string> => at(world, get(host, "/consortium/entries?start=0&end=256")).text.split("\n")

const verifiers = (members: ReadonlyArray<string>) => members.map((vkey) => Result.getOrThrow(SignedNote.parseVkey(vkey)))

const asAdmin = { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` }

/** Somebody's genesis at a host, waited for. */
const signUp = (world: World, name: string, host: string) =>
  at(world, Effect.gen(function*() {
    const somebody = yield* person(`${name}.test`)
    return { ...somebody, answer: yield* post(host, somebody.did, somebody.genesis) }
  }))

describe("four operators", () => {
  it("take an operation at one and have it proven at all", () => {
    const world = town(4)
    const alice = signUp(world, "alice", "plc2.test")
    expect(alice.answer.status).toBe(200)
    expect(JSON.parse(alice.answer.text)).toMatchObject({ index: 1 })
    for (const host of hostsOf(4)) {
      expect(at(world, json(host, `/${alice.did}`))).toMatchObject({ id: alice.did, alsoKnownAs: ["at://alice.test"] })
      expect(at(world, proven(host, alice.did, cidOf(alice.genesis)))).toMatchObject({ enough: true, index: 1 })
    }
  })

  it("serve what a directory serves, each the same", () => {
    const world = town(4)
    const alice = signUp(world, "alice", "plc1.test")
    const update = alice.update("alice2.test", alice.genesis)
    expect(at(world, post("plc3.test", alice.did, update)).status).toBe(200)
    for (const path of ["", "/data", "/log", "/log/last", "/log/audit"]) {
      const [first, ...rest] = hostsOf(4).map((host) => at(world, get(host, `/${alice.did}${path}`)).text)
      for (const other of rest) expect(other).toBe(first)
    }
    const exports = hostsOf(4).map((host) => at(world, get(host, "/export?after=0")).text)
    expect(exports[0]!.split("\n")).toHaveLength(2)
    expect(new Set(exports).size).toBe(1)
    expect(at(world, get("plc4.test", "/_health")).status).toBe(200)
    expect(at(world, get("plc4.test", "/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")).status).toBe(404)
  })

  it("settle two operations over one prev, told to two of them at once: one stands, the other is refused", () => {
    const world = town(4)
    const alice = signUp(world, "alice", "plc1.test")
    const one = alice.update("first.test", alice.genesis)
    const other = alice.update("second.test", alice.genesis)
    const answers = at(world, Effect.gen(function*() {
      const left = yield* Effect.forkChild(post("plc2.test", alice.did, one))
      const right = yield* Effect.forkChild(post("plc3.test", alice.did, other))
      return [yield* Fiber.join(left), yield* Fiber.join(right)]
    }))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const standing = answers[0]!.status === 200 ? "at://first.test" : "at://second.test"
    for (const host of hostsOf(4)) expect(at(world, json(host, `/${alice.did}/data`))).toMatchObject({ alsoKnownAs: [standing] })
  })

  it("let the stronger key undo what the weaker did, wherever each is told", () => {
    const world = town(4)
    const alice = signUp(world, "alice", "plc1.test")
    expect(at(world, post("plc2.test", alice.did, alice.update("thief.test", alice.genesis))).status).toBe(200)
    expect(at(world, post("plc4.test", alice.did, alice.update("alice.test", alice.genesis, "strong"))).status).toBe(200)
    for (const host of hostsOf(4)) {
      const audit = at(world, json(host, `/${alice.did}/log/audit`)) as unknown as ReadonlyArray<{ readonly nullified: boolean }>
      expect(audit.map(({ nullified }) => nullified)).toEqual([false, true, false])
    }
  })

  it("refuse what the rules refuse, and take what they have once more without a second entry", () => {
    const world = town(4)
    const alice = signUp(world, "alice", "plc1.test")
    expect(at(world, post("plc1.test", alice.did, { ...alice.genesis, sig: "AAAA" })).status).toBe(400)
    const again = at(world, post("plc3.test", alice.did, alice.genesis))
    expect([again.status, JSON.parse(again.text).index]).toEqual([200, 1])
    expect(logOf(world, "plc3.test")).toHaveLength(2)
  })

  it("take many operations into few blocks, in one order", () => {
    const world = town(4)
    const answers = at(world, Effect.gen(function*() {
      const people = yield* Effect.forEach(Array.from({ length: 24 }, (_, i) => i), (i) => person(`person${i}.test`))
      return yield* Effect.forEach(people, ({ did, genesis }, i) => post(hostsOf(4)[i % 4]!, did, genesis), { concurrency: "unbounded" })
    }))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    const logs = hostsOf(4).map((host) => logOf(world, host).join("\n"))
    expect(new Set(logs).size).toBe(1)
    expect(logs[0]!.split("\n")).toHaveLength(25)
    expect(at(world, json("plc1.test", "/consortium")).height).toBeLessThan(8)
  })

  it("lose no line of the export by date, though all of a block have one time and pages are short", () => {
    const world = town(4)
    at(world, Effect.forEach(Array.from({ length: 24 }), (_, i) =>
      Effect.flatMap(person(`alice${i}.test`), ({ did, genesis }) => post(hostsOf(4)[i % 4]!, did, genesis)), { concurrency: "unbounded" }))
    world.runUntil(world.now + 1_000)
    const linesOf = (text: string) => text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as { readonly did: string; readonly createdAt: string })
    for (const host of hostsOf(4)) {
      const whole = linesOf(at(world, get(host, "/export")).text)
      expect(whole).toHaveLength(24)
      expect(new Set(whole.map(({ createdAt }) => createdAt)).size).toBeLessThan(12)
      const paged: Array<{ readonly did: string; readonly createdAt: string }> = []
      for (let page = 0; page < 25; page++) {
        const after = paged.at(-1)?.createdAt
        paged.push(...linesOf(at(world, get(host, `/export?count=1${after === undefined ? "" : `&after=${after}`}`)).text))
      }
      expect(paged).toEqual(whole)
    }
  })

  it("give an operation one number, whoever was stopped, crashed, lay behind or came back from a backup", () => {
    const world = town(4)
    const hosts = hostsOf(4)
    signUp(world, "alice", "plc1.test")
    const backup = world.backup("plc4.test")!
    world.crash("plc3.test")
    signUp(world, "bob", "plc2.test")
    // An entry of the log that is no operation takes no number.
    expect(at(world, postJson("plc2.test", "/consortium/rotation", {}, asAdmin)).status).toBe(202)
    world.runUntil(world.now + 5_000)
    world.crash("plc4.test")
    world.restoreBackup("plc4.test", backup)
    for (const host of ["plc3.test", "plc4.test"]) world.start(host)
    world.runUntil(world.now + 30_000)
    world.stop("plc1.test")
    world.runUntil(world.now + 5_000)
    world.start("plc1.test")
    world.runUntil(world.now + 30_000)
    for (const [i, name] of ["carol", "dan"].entries()) expect(signUp(world, name, hosts[i]!).answer.status).toBe(200)
    world.runUntil(world.now + 5_000)
    const exports = hosts.map((host) => at(world, get(host, "/export?after=0")).text)
    expect(new Set(exports).size).toBe(1)
    expect(Directory.lines(exports[0]!).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    for (const host of hosts) {
      // Who followed any of them goes on at any other.
      const { received } = at(world, Directory.listen("?cursor=1", (lines) => lines.length >= 3, host))
      expect(received).toEqual(Directory.lines(exports[0]!).slice(1))
      const { reason } = at(world, Directory.listen("?cursor=5", () => false, host))
      expect(reason).toContain("FutureCursor")
    }
  })

  it("tell a live consumer of the stream what is decided after a restart, under the next number", () => {
    const world = town(4)
    signUp(world, "alice", "plc1.test")
    world.crash("plc2.test")
    world.runUntil(world.now + 5_000)
    world.start("plc2.test")
    world.runUntil(world.now + 30_000)
    const listening = world.fork("listen", "reader.test", Directory.listen("", (lines) => lines.length >= 1, "plc2.test"))
    world.runUntil(world.now + 1_000)
    const bob = signUp(world, "bob", "plc3.test")
    const { received } = at(world, Fiber.join(listening))
    expect(received).toMatchObject([{ seq: 2, did: bob.did }])
  })

  it("go on while one is down; when it comes back it has what it missed, and cosigns again", () => {
    const world = town(4)
    world.crash("plc3.test")
    for (const [i, name] of ["alice", "bob", "carol", "dan"].entries()) {
      expect(signUp(world, name, hostsOf(4).filter((host) => host !== "plc3.test")[i % 3]!).answer.status).toBe(200)
    }
    world.start("plc3.test")
    world.runUntil(world.now + 30_000)
    expect(logOf(world, "plc3.test")).toEqual(logOf(world, "plc1.test"))
    const note = Result.getOrThrow(SignedNote.parse(at(world, get("plc1.test", "/consortium/checkpoint")).text))
    expect(note.signatures.map(({ name }) => name)).toContain("plc3.test")
  })

  it("decide nothing while two are down, promise nothing, and go on when one is back", () => {
    const world = town(4)
    for (const host of ["plc3.test", "plc4.test"]) world.crash(host)
    const alice = signUp(world, "alice", "plc1.test")
    expect(alice.answer.status).toBe(503)
    world.start("plc3.test")
    world.runUntil(world.now + 60_000)
    expect(at(world, json("plc1.test", `/${alice.did}`))).toMatchObject({ alsoKnownAs: ["at://alice.test"] })
    expect(logOf(world, "plc3.test")).toEqual(logOf(world, "plc1.test"))
  })

  it("all crash in the middle of an agreement, and none contradicts itself afterwards", () => {
    for (const crashAfter of [20, 45, 70, 95, 120]) {
      const world = town(4, { seed: crashAfter })
      const alice = at(world, person("alice.test"))
      world.fork("alice", "device.test", Effect.ignore(post("plc1.test", alice.did, alice.genesis)))
      world.runUntil(world.now + crashAfter)
      for (const host of hostsOf(4)) world.crash(host)
      for (const host of hostsOf(4)) world.start(host)
      world.runUntil(world.now + 60_000)
      const answer = at(world, post("plc2.test", alice.did, alice.genesis))
      expect(answer.status).toBe(200)
      world.runUntil(world.now + 10_000)
      expect(new Set(hostsOf(4).map((host) => logOf(world, host).join())).size).toBe(1)
    }
  })

  it("stamp a time that one wrong clock cannot move", () => {
    const world = town(4, { operator: { maxSkewMillis: 2_000 } })
    world.setClock("plc1.test", 3_600_000)
    for (const name of ["alice", "bob", "carol", "dan"]) {
      const { answer, did } = signUp(world, name, "plc1.test")
      expect(answer.status).toBe(200)
      const [{ createdAt }] = at(world, json("plc2.test", `/${did}/log/audit`)) as unknown as [{ readonly createdAt: string }]
      expect(Math.abs(Date.parse(createdAt) - world.epochMillis - world.now)).toBeLessThan(15_000)
    }
  })

  it("prove that each log of theirs is a prefix of the next", () => {
    const world = town(4)
    for (const name of ["alice", "bob", "carol"]) signUp(world, name, "plc1.test")
    const checkpointAt = (size: number) => {
      const [, , root] = at(world, get("plc2.test", `/consortium/checkpoint?size=${size}`)).text.split("\n")
      return Buffer.from(root!, "base64")
    }
    for (const [from, to] of [[1, 2], [1, 4], [2, 4], [3, 4]] as const) {
      const { proof } = at(world, json("plc3.test", `/consortium/consistency?from=${from}&to=${to}`))
      const hashes = (proof as ReadonlyArray<string>).map((hash) => Buffer.from(hash, "base64"))
      expect(Merkle.verifyConsistency(from, checkpointAt(from), to, checkpointAt(to), hashes)).toBe(true)
    }
    expect(at(world, get("plc2.test", "/consortium/checkpoint?size=40")).status).toBe(404)
  })

  it("give a receipt that anybody can read", () => {
    const world = town(4)
    const alice = signUp(world, "alice", "plc1.test")
    const { members, origin } = at(world, json("plc1.test", "/consortium"))
    const opened = Result.getOrThrow(Receipt.open(JSON.parse(alice.answer.text).receipt, verifiers(members)))
    expect(opened).toMatchObject({ by: "plc1.test", receipt: { origin, did: alice.did, cid: cidOf(alice.genesis) } })
  })

  it("promise what they cannot settle at once, if enough of them hold it", () => {
    const world = town(4, { link: { latency: { kind: "constant", millis: 40 } }, operator: { answerWithinMillis: 120 } })
    const alice = signUp(world, "alice", "plc1.test")
    expect(alice.answer.status).toBe(202)
    world.runUntil(world.now + 5_000)
    const status = at(world, json("plc1.test", `/consortium/submission?did=${alice.did}&cid=${cidOf(alice.genesis)}`))
    expect(status).toMatchObject({ state: "final", index: 1 })
  })

  it("fall silent when there is nothing to do", () => {
    const world = town(4)
    signUp(world, "alice", "plc1.test")
    world.runUntil(world.now + 20_000)
    let messages = 0
    world.observe((o) => {
      if (o._tag === "HttpRequestSent") messages++
    })
    world.runUntil(world.now + 600_000)
    expect(messages).toBe(0)
  })
})

describe("their membership", () => {
  it("changes a key, and the old one cosigns nothing any more", () => {
    const world = town(4)
    const before = at(world, json("plc1.test", "/consortium")).members as ReadonlyArray<string>
    expect(at(world, postJson("plc2.test", "/consortium/rotation", {}, asAdmin)).status).toBe(202)
    expect(at(world, postJson("plc2.test", "/consortium/rotation", {})).status).toBe(401)
    world.runUntil(world.now + 5_000)
    const { epoch, members } = at(world, json("plc3.test", "/consortium"))
    expect(epoch).toBe(1)
    expect((members as ReadonlyArray<string>).filter((vkey) => !before.includes(vkey)).map((vkey) => vkey.split("+")[0])).toEqual(["plc2.test"])
    const alice = signUp(world, "alice", "plc2.test")
    expect(alice.answer.status).toBe(200)
    for (const host of hostsOf(4)) expect(at(world, proven(host, alice.did, cidOf(alice.genesis))).enough).toBe(true)
  })

  it("takes in a newcomer whom a quorum approves, who has the whole log by then", () => {
    const world = town(4, { extra: ["plc5.test"] })
    signUp(world, "alice", "plc1.test")
    const newcomer = at(world, json("plc5.test", "/consortium/key")).vkey as string
    const item = { type: "join", member: newcomer }
    const approvals = ["plc1.test", "plc2.test", "plc4.test"].map((host) => JSON.parse(at(world, postJson(host, "/consortium/approval", item, asAdmin)).text))
    expect(at(world, postJson("plc3.test", "/consortium/members", { ...item, approvals: approvals.slice(1) })).status).toBe(400)
    expect(at(world, postJson("plc3.test", "/consortium/members", { ...item, approvals })).status).toBe(202)
    world.runUntil(world.now + 20_000)
    const bob = signUp(world, "bob", "plc5.test")
    expect(bob.answer.status).toBe(200)
    expect(at(world, json("plc5.test", "/consortium"))).toMatchObject({ epoch: 1, quorum: 4 })
    expect(logOf(world, "plc5.test")).toEqual(logOf(world, "plc1.test"))
  })

  it("lets one go, and the others carry on", () => {
    const world = town(5)
    expect(at(world, postJson("plc5.test", "/consortium/departure", {}, asAdmin)).status).toBe(202)
    world.runUntil(world.now + 5_000)
    expect(at(world, json("plc1.test", "/consortium"))).toMatchObject({ epoch: 1, quorum: 3 })
    world.crash("plc5.test")
    expect(signUp(world, "alice", "plc2.test").answer.status).toBe(200)
  })
})

describe("a consortium of one", () => {
  it("is a directory with a log", () => {
    const world = town(1)
    const alice = signUp(world, "alice", "plc1.test")
    expect(alice.answer.status).toBe(200)
    expect(at(world, proven("plc1.test", alice.did, cidOf(alice.genesis))).enough).toBe(true)
  })
})
