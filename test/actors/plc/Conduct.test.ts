/**
 * A single directory that is malicious, as a scenario can make it: what it can
 * do to who replays its logs, and who notices. Paper §3.5.2; PLC-16, PLC-17, A18
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import type { Conduct } from "../../../src/actors/plc/conduct/Options.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Views from "../../../src/protocol/plc/Views.ts"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { Scenario } from "../../../src/sim/scenario/Scenario.ts"
import { World } from "../../../src/sim/World.ts"
import * as Directory from "./Directory.ts"

const hourMillis = 3_600_000
const genesis = Directory.signed(null, "alice.test", 2)
const did = Operation.didOf(genesis)
const stolen = Directory.signed(genesis, "stolen.test", 2)
const recovery = Directory.signed(genesis, "alice-again.test", 0)
/** Who is lied to, and who is not. */
const victim = "victim.test"
const onlooker = "onlooker.test"

const town = (conduct?: Conduct) => {
  const scenario = Schema.decodeUnknownSync(Scenario)({
    name: "lies", description: "A directory that lies.", duration: "1h", population: { accounts: 0 },
    topology: { hosts: conduct === undefined ? [] : [{ host: "plc.test", options: { conduct } }] }
  })
  const actors = Build.network(scenario).actors.filter(({ kind }) => kind === "plc")
  const world = World.make({ actors }, { seed: 1, layerOf })
  world.startAll()
  world.runUntil(1_000)
  const at = <A, E>(host: string, effect: Parameters<typeof world.run<A, E>>[1]) => world.run(host, effect, 200 * hourMillis)
  return {
    world,
    post: (operation: Operation.Operation) => at(onlooker, Directory.post(did, operation)),
    /** What a resolver that replays the log makes of it. */
    resolved: (host: string) =>
      at(host, Effect.map(Effect.result(Effect.flatMap(Resolver.make({ plc: "plc.test", verifyPlcLog: true }), (resolver) => resolver.did(did))), (answer) =>
        Result.match(answer, { onFailure: ({ reason }) => reason, onSuccess: ({ handle }) => handle }))),
    view: (host: string): Views.View => ({
      atMillis: world.epochMillis + world.now,
      submissions: at(host, Effect.gen(function*() {
        const response = yield* (yield* HttpClient).get(`https://plc.test/${did}/log/audit`)
        if (response.status !== 200) return []
        return ((yield* response.json) as unknown as ReadonlyArray<Directory.Line>).map(({ createdAt, operation }) => ({
          operation, createdAtMillis: Date.parse(createdAt)
        }))
      }))
    }),
    wait: (millis: number) => world.runUntil(world.now + millis)
  }
}

const differ = (one: Views.View, other: Views.View) => Views.compare(did, one, other, { toleranceMillis: 5_000, verify: Signature.verify })

/** The onlooker's view against the victim's, a minute after the last operation, with what each resolves to. */
const seen = (conduct: Conduct | undefined, ...operations: ReadonlyArray<Operation.Operation>) => {
  const { post, resolved, view, wait } = town(conduct)
  const answers = operations.map((operation) => post(operation).status)
  wait(60_000)
  return { answers, told: { victim: resolved(victim), onlooker: resolved(onlooker) }, difference: differ(view(victim), view(onlooker)) }
}

describe("a directory that is malicious", () => {
  it("or rather one that is not, tells everybody the same", () => {
    expect(seen(undefined, genesis, stolen, recovery)).toEqual({
      answers: [200, 200, 200], told: { victim: "alice-again.test", onlooker: "alice-again.test" }, difference: undefined
    })
  })

  it("omits: the state of before, which two who compare notice", () => {
    expect(seen({ kind: "omit", to: [victim] }, genesis, stolen)).toEqual({
      answers: [200, 200], told: { victim: "alice.test", onlooker: "stolen.test" }, difference: "omitted"
    })
  })

  it("denies: no state at all, and no operation taken", () => {
    expect(seen({ kind: "deny", to: [victim] }, genesis)).toEqual({
      answers: [200], told: { victim: "NotFound", onlooker: "alice.test" }, difference: "denied"
    })
    // To whom it denies everything, nothing is hidden: nobody has an account there.
    expect(seen({ kind: "deny" }, genesis)).toEqual({ answers: [503], told: { victim: "NotFound", onlooker: "NotFound" }, difference: undefined })
  })

  it("chooses a fork: the recovery never was", () => {
    expect(seen({ kind: "choose", stands: "first", to: [victim] }, genesis, stolen, recovery)).toEqual({
      answers: [200, 200, 200], told: { victim: "stolen.test", onlooker: "alice-again.test" }, difference: "omitted"
    })
  })

  it("chooses a fork: a recovery after 72 hours gets an earlier time, which only who looked before can tell", () => {
    const honest = town()
    for (const operation of [genesis, stolen]) honest.post(operation)
    honest.wait(73 * hourMillis)
    expect(honest.post(recovery).status).toBe(400)
    const { post, resolved, view, wait } = town({ kind: "choose", stands: "last" })
    post(genesis)
    post(stolen)
    wait(73 * hourMillis)
    const before = view(onlooker)
    wait(60_000)
    expect(post(recovery)).toMatchObject({ status: 200 })
    // Every signature holds, and every time fits: who replays believes it.
    expect(resolved(victim)).toBe("alice-again.test")
    expect(differ(view(victim), view(onlooker))).toBeUndefined()
    expect(differ(before, view(victim))).toBe("omitted")
  })

  it("shows in its export what it shows of each DID, and no stream to whom it lies", () => {
    const { post, world } = town({ kind: "choose", stands: "first", to: [victim] })
    for (const operation of [genesis, stolen, recovery]) post(operation)
    world.runUntil(world.now + 1_000)
    const lines = (host: string, query: string) => Directory.lines(world.run(host, Directory.get(`/export${query}`)).text)
    expect(lines(onlooker, "").map(({ nullified }) => nullified)).toEqual([false, true, false])
    expect(lines(victim, "").map(({ nullified }) => nullified)).toEqual([false, false])
    expect(lines(victim, "?after=0").map(({ seq }) => seq)).toEqual([1, 2])
    expect(world.run(victim, Directory.get("/export/stream")).status).toBe(503)
  })

  it("cannot do more: it has nobody's rotation key", () => {
    const kinds: ReadonlyArray<Conduct> = [
      { kind: "omit" }, { kind: "deny" }, { kind: "choose", stands: "first" }, { kind: "choose", stands: "last" }
    ]
    const states = kinds.map((conduct) => seen(conduct, genesis, stolen, recovery).told.victim)
    // Each is a state that the DID had, or none.
    expect(states).toEqual(["stolen.test", "NotFound", "stolen.test", "alice-again.test"])
  })
})
