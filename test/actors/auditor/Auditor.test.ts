import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Auditor from "../../../src/actors/auditor/Auditor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import { judgeText } from "../../../src/protocol/evidence/Judge.ts"
import * as World from "../../../src/sim/World.ts"
import { cidOf, genesis, names, operators, SmallLog, update, verify } from "../../protocol/evidence/SmallLog.ts"
import { FakeOperator } from "./FakeOperator.ts"

const liar = "plc3.test"
const quorum = ["plc1.test", "plc2.test", liar]
const auditors = ["auditor1.test", "auditor2.test"]
const alice = genesis("alice")
const bob = genesis("bob")

interface Published {
  readonly id: string
  readonly charge: string
  readonly accused: ReadonlyArray<string>
}

/** Four operators that show what they are told to, and two auditors. */
const make = () => {
  const log = new SmallLog()
  const fakes = new Map(names.map((name) => [name, new FakeOperator(log)]))
  const world = World.make({ actors: [...names, ...auditors].map((host) => ({ kind: "plc", host, options: {} }) satisfies ActorSpec) }, {
    seed: 1,
    layerOf: ({ host }) => fakes.get(host)?.layer ?? Auditor.layer({ operators: names, founders: [], auditors })
  })
  const defects: Array<unknown> = []
  world.observe((o) => o._tag === "Defect" && defects.push(o))
  world.startAll()
  world.runUntil(world.now + 2_000)

  const run = <A, E>(effect: Parameters<typeof world.run<A, E>>[1]): A => world.run("device.test", effect)
  const get = (host: string, path: string) => run(Effect.flatMap(HttpClient, (client) => Effect.flatMap(client.get(`https://${host}${path}`), (response) => response.text)))
  const post = (host: string, path: string, body: string) =>
    run(Effect.flatMap(HttpClient, (client) =>
      Effect.map(client.execute(HttpClientRequest.bodyText(HttpClientRequest.post(`https://${host}${path}`), body, "application/json")), ({ status }) => status)))
  const settle = () => world.runUntil(world.now + 5_000)
  const evidence = (host = auditors[0]!) => (JSON.parse(get(host, "/evidence")) as { evidence: ReadonlyArray<Published> }).evidence
  return {
    log, world, fakes, get, post, settle, evidence, defects,
    /** What the operators cosign, they all show. */
    finalise: (people: number, by = quorum) => {
      for (let i = 0; i < people; i++) {
        const { did, operation } = genesis(`person${log.size}`)
        log.submit(did, operation)
      }
      const { note } = log.checkpoint(by)
      for (const fake of fakes.values()) Effect.runSync(fake.show(note))
      settle()
    },
    status: (host = auditors[0]!) => JSON.parse(get(host, "/status")) as { size: number; origin?: string },
    /** Everything published convicts, as anybody can see. */
    expectConvicted: (charge: string, host = auditors[0]!) => {
      const found = evidence(host).filter((each) => each.charge === charge)
      expect(found.map(({ accused }) => accused)).toEqual([[liar]])
      expect(Result.getOrThrow(judgeText(get(host, `/evidence/${found[0]!.id}`), operators, verify))).toMatchObject({ charge, accused: [liar] })
    }
  }
}

describe("an auditor", () => {
  it("replays the log that a quorum signs, in pages, and has nothing to say of honest operators", () => {
    const { evidence, fakes, finalise, log, status } = make()
    finalise(3)
    expect(status()).toMatchObject({ size: 4, origin: "plc.test/log" })
    finalise(600)
    expect(status()).toMatchObject({ size: log.size })
    finalise(1, names)
    expect(status("auditor2.test").size).toBe(log.size)
    expect(evidence()).toEqual([])
    expect([...fakes.values()].reduce((sum, { asked }) => sum + asked, 0)).toBeLessThan(20)
  })

  it("follows nobody without a quorum", () => {
    const { finalise, status } = make()
    finalise(3)
    finalise(3, ["plc1.test", liar])
    expect(status().size).toBe(4)
  })

  it("convicts an operator that showed a client another log, of the same size or an earlier one", () => {
    for (const later of [0, 4]) {
      const { defects, expectConvicted, finalise, log, post } = make()
      finalise(3)
      const other = new SmallLog()
      for (const { did, operation } of log.listed) other.submit(did, operation)
      finalise(2)
      other.submit(alice.did, alice.operation)
      other.submit(bob.did, bob.operation)
      finalise(later)
      expect(post("auditor1.test", "/checkpoints", JSON.stringify({ notes: [other.checkpoint([liar]).note] }))).toBe(200)
      expectConvicted("equivocation")
      expect(defects).toEqual([])
    }
  })

  it("keeps what it cannot judge yet, through a crash, and tells the other auditors", () => {
    const { expectConvicted, finalise, log, post, settle, world } = make()
    finalise(3)
    const other = new SmallLog()
    for (const { did, operation } of log.listed) other.submit(did, operation)
    other.submit(alice.did, alice.operation)
    other.submit(bob.did, bob.operation)
    post("auditor2.test", "/checkpoints", JSON.stringify({ notes: [other.checkpoint([liar]).note] }))
    settle()
    for (const host of auditors) world.crash(host)
    world.runUntil(world.now + 1_000)
    for (const host of auditors) world.start(host)
    world.runUntil(world.now + 60_000)
    finalise(5)
    for (const host of auditors) expectConvicted("equivocation", host)
  })

  it("does not convict whoever signed one side of a fork only", () => {
    const { evidence, finalise, log, post } = make()
    finalise(3)
    const other = new SmallLog()
    for (const { did, operation } of log.listed) other.submit(did, operation)
    finalise(2)
    other.submit(alice.did, alice.operation)
    expect(post("auditor1.test", "/checkpoints", JSON.stringify({ notes: [other.checkpoint(["plc4.test"]).note] }))).toBe(200)
    finalise(2)
    expect(evidence()).toEqual([])
  })

  it("convicts an operator of a receipt that its log did not honour, and forgets receipts that were", () => {
    const { evidence, expectConvicted, finalise, log, post } = make()
    finalise(2)
    const kept = log.receipt(liar, alice.did, alice.operation, log.size, log.time + 5_000)
    const broken = log.receipt(liar, bob.did, bob.operation, log.size, log.time + 5_000)
    for (const { note } of [kept, broken]) expect(post("auditor1.test", "/receipts", note)).toBe(200)
    log.submit(alice.did, alice.operation)
    finalise(2)
    expect(evidence()).toEqual([])
    finalise(4)
    expectConvicted("omission")
    expect(post("auditor1.test", "/receipts", "no receipt")).toBe(400)
  })

  it("convicts an operator that goes on with what was nullified", () => {
    const { expectConvicted, finalise, log, post } = make()
    log.submit(alice.did, alice.operation)
    const stolen = update(cidOf(alice.operation), "stolen", 2)
    log.submit(alice.did, stolen)
    log.submit(alice.did, update(cidOf(alice.operation), "alice-back", 0))
    finalise(1)
    expect(post("auditor1.test", "/statements", log.statement("plc1.test", alice.did).note)).toBe(200)
    expect(post("auditor1.test", "/statements", log.statement(liar, alice.did, log.size, { head: cidOf(stolen) }).note)).toBe(200)
    expectConvicted("dishonoured nullification")
  })

  it("convicts all who signed an operation that the rules refuse, if a quorum did", () => {
    const { evidence, finalise, log } = make()
    log.submit(alice.did, alice.operation)
    finalise(2)
    log.push(alice.did, update(cidOf(alice.operation), "stolen", 2))
    log.push(alice.did, update(cidOf(alice.operation), "stolen-again", 2))
    finalise(2)
    expect(evidence().map(({ accused, charge }) => `${charge}: ${accused.join()}`).toSorted()).toEqual(quorum.map((name) => `invalid operation: ${name}`))
  })

  it("looks into the log that one operator shows alone", () => {
    const { expectConvicted, fakes, finalise, log, settle } = make()
    log.submit(alice.did, alice.operation)
    finalise(2)
    const other = new SmallLog()
    for (const { did, operation } of log.listed) other.submit(did, operation)
    other.push(alice.did, { ...update(cidOf(alice.operation), "stolen", 2), sig: alice.operation.sig })
    fakes.get(liar)!.log = other
    Effect.runSync(fakes.get(liar)!.show(other.checkpoint([liar]).note))
    settle()
    expectConvicted("invalid operation")
  })
})
