import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { describe, expect, it } from "vitest"
import * as Consortium from "../../../src/actors/identity/Consortium.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Cosignature from "../../../src/protocol/tlog/Cosignature.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import * as World from "../../../src/sim/World.ts"
import { cidOf, genesis, historyOf, names, operators, SmallLog, update } from "../../protocol/evidence/SmallLog.ts"
import { FakeOperator } from "../auditor/FakeOperator.ts"

const alice = genesis("alice")
const stolen = update(cidOf(alice.operation), "stolen", 2)
const back = update(cidOf(alice.operation), "alice-back", 0)
const founders = operators.map(({ name, publicKey }) => SignedNote.vkey(Cosignature.verifier(name, publicKey)))
const consortium = { operators: names, auditors: ["auditor.test"] }

/** Four operators over one log, and an auditor that writes down what it is handed. */
const make = () => {
  const log = new SmallLog()
  log.submit(alice.did, alice.operation)
  log.submit(alice.did, stolen)
  log.submit(alice.did, back)
  const fakes = new Map(names.map((name) => [name, new FakeOperator(log)]))
  for (const [name, fake] of fakes) fake.history = (did, from) => historyOf(fake.log, name, did, { from })
  const handed: Array<string> = []
  const auditor = HttpRouter.add("POST", "/*", (request) =>
    Effect.map(Effect.orElseSucceed(request.text, () => ""), (text) => {
      handed.push(`${request.url} ${text}`)
      return HttpServerResponse.empty()
    }))
  const world = World.make({ actors: [...names, "auditor.test"].map((host) => ({ kind: "plc", host, options: {} }) satisfies ActorSpec) }, {
    seed: 1,
    layerOf: ({ host }) => fakes.get(host)?.layer ?? auditor
  })
  world.startAll()
  world.runUntil(1_000)
  const run = <A, E>(effect: Parameters<typeof world.run<A, E>>[1]): A => world.run("device.test", effect)
  return { log, fakes, handed, world, run, head: (log: Log.Log) => Log.head(log)?.cid.toString() }
}

const history = Effect.flatMap(Consortium.make(consortium), (each) => each.history(alice.did))
const failing = Effect.flip(history)

describe("a history from a consortium", () => {
  it("is that which two of four operators can prove", () => {
    const { head, run } = make()
    expect(head(run(history))).toBe(cidOf(back))
  })

  it("is the longest: an operator that hides the newest operation is outdone by another, and handed to an auditor", () => {
    const { fakes, handed, head, run, world } = make()
    // All but one: f + 1 answers are wanted, and it is not known which of the operators lie.
    const hiding = names.filter((name) => name !== "plc2.test")
    for (const name of hiding.slice(0, 1)) fakes.get(name)!.history = (did, from) => historyOf(fakes.get(name)!.log, name, did, { from, size: 3 })
    expect(head(run(history))).toBe(cidOf(back))
    world.runUntil(world.now + 1_000)
    expect(handed.every((each) => each.startsWith("/checkpoints") || each.startsWith("/statements"))).toBe(true)
  })

  it("is never one without proof: liars are passed over, and handed to an auditor", () => {
    const { fakes, handed, head, run, world } = make()
    for (const name of ["plc1.test", "plc3.test"]) {
      fakes.get(name)!.history = (did) => historyOf(fakes.get(name)!.log, name, did, { statement: { head: cidOf(stolen) } })
    }
    expect(head(run(history))).toBe(cidOf(back))
    world.runUntil(world.now + 1_000)
    expect(handed.some((each) => each.startsWith("/statements"))).toBe(true)
  })

  it("is none when fewer than f + 1 operators can prove it", () => {
    const { run, world } = make()
    run(history)
    for (const name of names.slice(1)) world.crash(name)
    expect(run(failing)).toMatchObject({ _tag: "NoHistory" })
  })

  it("is none when operators show different logs, though a quorum signed each", () => {
    const { fakes, handed, run, world } = make()
    const other = new SmallLog()
    other.submit(alice.did, alice.operation)
    other.submit(alice.did, stolen)
    other.submit(genesis("bob").did, genesis("bob").operation)
    for (const name of ["plc1.test", "plc3.test"]) {
      fakes.get(name)!.log = other
      fakes.get(name)!.history = (did, from) => historyOf(other, name, did, { from })
    }
    for (const name of ["plc2.test", "plc4.test"]) world.crash(name)
    world.runUntil(world.now + 1_000)
    const forked = run(Effect.flip(Effect.gen(function*() {
      const client = yield* Consortium.make({ ...consortium, founders })
      expect(Log.head(yield* client.history(alice.did))?.cid.toString()).toBe(cidOf(stolen))
      for (const name of ["plc2.test", "plc4.test"]) world.start(name)
      for (const name of ["plc1.test", "plc3.test"]) world.crash(name)
      yield* Effect.sleep(1_000)
      return yield* client.history(alice.did)
    })))
    expect(forked).toMatchObject({ _tag: "NoHistory" })
    world.runUntil(world.now + 1_000)
    expect(handed.filter((each) => each.startsWith("/checkpoints")).length).toBeGreaterThan(0)
  })

  it("gives the document that a resolver answers, and remembers the log through a restart", () => {
    const { run } = make()
    const document = run(Effect.flatMap(Resolver.make({ plc: "plc.test", consortium }), (resolver) => resolver.did(alice.did)))
    expect(document.handle).toBe("alice-back.test")
    expect(run(Effect.flip(Effect.flatMap(Resolver.make({ plc: "plc.test", consortium }), (resolver) => resolver.did(genesis("bob").did))))).toMatchObject({ reason: "NotFound" })
  })
})
