/** Every kind of liar among real operators, under the eyes of a real auditor. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import * as Actor from "../../../../src/actors/Actor.ts"
import type { Conduct } from "../../../../src/actors/operator/conduct/Options.ts"
import { ActorSpec } from "../../../../src/actors/Network.ts"
import { judgeText } from "../../../../src/protocol/evidence/Judge.ts"
import * as SignedNote from "../../../../src/protocol/tlog/SignedNote.ts"
import { verify } from "../../../../src/protocol/keys/Signature.ts"
import { World } from "../../../../src/sim/World.ts"
import { get, hostsOf, json, person, post } from "../Town.ts"

const decode = Schema.decodeUnknownSync(ActorSpec)
const founders = hostsOf(4)

const town = (conducts: Readonly<Record<string, typeof Conduct.Type>>, extra = {}) => {
  const world = World.make({
    actors: [
      ...founders.map((host) => decode({ kind: "operator", host, options: { founders, ...extra, ...(conducts[host] === undefined ? {} : { conduct: conducts[host] }) } })),
      decode({ kind: "auditor", host: "auditor.test", options: { operators: founders } })
    ]
  }, { seed: 1, layerOf: Actor.layerOf })
  const defects: Array<string> = []
  world.observe((o) => o._tag === "Defect" && defects.push(`${o.host}: ${o.message}`))
  world.startAll()
  world.runUntil(5_000)
  return { world, defects, run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]): A => world.run("device.test", effect) }
}

/** So many people come, through this operator. */
const arrivals = (host: string, count: number) =>
  Effect.forEach(Array.from({ length: count }, (_, i) => i), Effect.fnUntraced(function*(i) {
    const somebody = yield* person(`person${i}.test`)
    return { ...somebody, answer: yield* post(host, somebody.did, somebody.genesis) }
  }))

const published = Effect.gen(function*() {
  const { evidence } = yield* json("auditor.test", "/evidence")
  const { operators } = yield* json("auditor.test", "/status")
  const keys = (operators as ReadonlyArray<string>).map((vkey) => Result.getOrThrow(SignedNote.parseVkey(vkey)))
  return yield* Effect.forEach(evidence as ReadonlyArray<{ id: string }>, ({ id }) =>
    Effect.map(get("auditor.test", `/evidence/${id}`), ({ text }) => {
      const { accused, charge } = Result.getOrThrow(judgeText(text, keys, verify))
      return `${charge}: ${accused.join(" ")}`
    }))
})

describe("an auditor of four operators", () => {
  it("has nothing to say of honest ones, and follows their log", () => {
    const { defects, run, world } = town({})
    const came = run(arrivals("plc2.test", 5))
    world.runUntil(world.now + 20_000)
    expect(came.map(({ answer }) => answer.status)).toEqual([200, 200, 200, 200, 200])
    expect(run(json("auditor.test", "/status"))).toMatchObject({ size: 6 })
    expect(run(published)).toEqual([])
    expect(defects).toEqual([])
  })

  it("convicts one that equivocates", () => {
    const { defects, run, world } = town({ "plc3.test": { kind: "equivocate" } })
    run(arrivals("plc1.test", 4))
    world.runUntil(world.now + 20_000)
    expect(run(published)).toEqual(["equivocation: plc3.test"])
    expect(run(json("auditor.test", "/status"))).toMatchObject({ size: 5 })
    expect(defects).toEqual([])
  })

  it("convicts one that invents an operation", () => {
    const { run, world } = town({ "plc3.test": { kind: "invent" } })
    run(arrivals("plc1.test", 4))
    world.runUntil(world.now + 20_000)
    expect(new Set(run(published))).toEqual(new Set(["invalid operation: plc3.test", "equivocation: plc3.test"]))
  })

  it("convicts one that promises and does nothing, by the receipt that a client hands in", () => {
    const { run, world } = town({ "plc3.test": { kind: "omit" } })
    const [alice] = run(arrivals("plc3.test", 1))
    expect(alice!.answer.status).toBe(202)
    const { receipt } = JSON.parse(alice!.answer.text) as { receipt: string }
    const handed = run(Effect.flatMap(HttpClient, (client) =>
      client.execute(HttpClientRequest.bodyText(HttpClientRequest.post("https://auditor.test/receipts"), receipt))))
    expect(handed.status).toBe(200)
    world.runUntil(world.now + 5_000)
    expect(run(published)).toEqual([])
    run(arrivals("plc1.test", 3))
    world.runUntil(world.now + 20_000)
    expect(run(published)).toEqual(["omission: plc3.test"])
    // What one operator kept to itself, another takes.
    expect(run(post("plc1.test", alice!.did, alice!.genesis)).status).toBe(200)
  })

  it("convicts one that keeps its promise too late, besides of having broken it", () => {
    const { defects, run, world } = town({ "plc3.test": { kind: "merge-late", deadlineMillis: 1_000, delayMillis: 6_000 } })
    const [alice] = run(arrivals("plc3.test", 1))
    const { receipt } = JSON.parse(alice!.answer.text) as { receipt: string }
    run(Effect.flatMap(HttpClient, (client) =>
      client.execute(HttpClientRequest.bodyText(HttpClientRequest.post("https://auditor.test/receipts"), receipt))))
    world.runUntil(world.now + 2_000)
    run(arrivals("plc1.test", 2))
    world.runUntil(world.now + 20_000)
    expect(run(published)).toEqual(["omission: plc3.test", "late merge: plc3.test"])
    expect(run(get("plc1.test", `/${alice!.did}`)).status).toBe(200)
    expect(defects).toEqual([])
  })

  it("convicts one that gives an operation an earlier time than the log allows", () => {
    const { defects, run, world } = town({ "plc3.test": { kind: "backdate" } })
    run(arrivals("plc1.test", 4))
    world.runUntil(world.now + 20_000)
    expect(new Set(run(published))).toEqual(new Set(["back-dating: plc3.test", "equivocation: plc3.test"]))
    expect(run(json("auditor.test", "/status"))).toMatchObject({ size: 5 })
    expect(defects).toEqual([])
  })

  it("has no evidence against one that refuses, and another takes the operation", () => {
    const { run, world } = town({ "plc3.test": { kind: "refuse" } })
    const [alice] = run(arrivals("plc3.test", 1))
    expect(alice!.answer.status).toBe(503)
    expect(run(post("plc4.test", alice!.did, alice!.genesis)).status).toBe(200)
    world.runUntil(world.now + 20_000)
    expect(run(published)).toEqual([])
  })

  it("convicts one that goes on with what a recovery nullified", () => {
    const { run, world } = town({ "plc3.test": { kind: "dishonour" } })
    const alice = run(Effect.gen(function*() {
      const alice = yield* person("alice.test")
      yield* post("plc1.test", alice.did, alice.genesis)
      yield* post("plc1.test", alice.did, alice.update("stolen.test", alice.genesis))
      yield* post("plc2.test", alice.did, alice.update("alice-again.test", alice.genesis, "strong"))
      return alice
    }))
    world.runUntil(world.now + 20_000)
    expect(run(json("plc3.test", `/${alice.did}`))).toMatchObject({ alsoKnownAs: ["at://stolen.test"] })
    expect(run(json("plc4.test", `/${alice.did}`))).toMatchObject({ alsoKnownAs: ["at://alice-again.test"] })
    expect(run(published)).toEqual(["dishonoured nullification: plc3.test"])
  })
})

describe("two-faced operators", () => {
  const camps = [["plc1.test"], ["plc2.test"]] as const

  it("do nothing as long as they are no more than tolerated", () => {
    const { defects, run, world } = town({ "plc3.test": { kind: "fork", camps: [["plc1.test", "plc4.test"], ["plc2.test"]] } })
    const came = [...run(arrivals("plc1.test", 2)), ...run(arrivals("plc2.test", 2))]
    world.runUntil(world.now + 30_000)
    expect(came.map(({ answer }) => answer.status)).toEqual([200, 200, 200, 200])
    expect(run(json("plc1.test", "/consortium"))).toMatchObject({ size: 5 })
    expect(run(json("plc2.test", "/consortium"))).toMatchObject({ size: 5 })
    expect(run(published)).toEqual([])
    expect(defects).toEqual([])
  })

  it("fork the log when they are more, and are convicted, they alone", () => {
    const { defects, run, world } = town({ "plc3.test": { kind: "fork", camps }, "plc4.test": { kind: "fork", camps } })
    world.partition("plc1.test", "plc2.test", true)
    const came = run(Effect.all([arrivals("plc1.test", 3), arrivals("plc2.test", 4)], { concurrency: "unbounded" })).flat()
    expect(came.map(({ answer }) => answer.status)).toEqual([200, 200, 200, 200, 200, 200, 200])
    const [one, other] = run(Effect.all([get("plc1.test", "/consortium/checkpoint?size=4"), get("plc2.test", "/consortium/checkpoint?size=4")]))
    expect(one.text.split("\n")[1]).toBe(other.text.split("\n")[1])
    expect(one.text.split("\n")[2]).not.toBe(other.text.split("\n")[2])
    world.runUntil(world.now + 20_000)
    expect(new Set(run(published))).toEqual(new Set(["equivocation: plc3.test", "equivocation: plc4.test"]))
    expect(defects).toEqual([])
  })
})
