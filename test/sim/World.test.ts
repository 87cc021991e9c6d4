import { execFileSync } from "node:child_process"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import type { Observation } from "../../src/sim/Observation.ts"
import * as World from "../../src/sim/World.ts"
import { hashOf } from "./Story.ts"
import { layerOf, network } from "./TestNetwork.ts"

const make = (seed = 1, options: Partial<World.WorldOptions> = {}) => {
  const world = World.make(network, { seed, layerOf, ...options })
  const observations: Array<Observation> = []
  world.observe((observation) => observations.push(observation))
  world.startAll()
  world.runUntil(1)
  const tags = () => observations.map((observation) => observation._tag)
  return { world, observations, tags }
}

const exchange = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.flatMap(HttpClient.execute(request), (response) =>
    Effect.map(response.text, (text) => ({ status: response.status, text })))
const get = (url: string) => exchange(HttpClientRequest.get(url))
const post = (url: string, body = "") => exchange(HttpClientRequest.bodyText(HttpClientRequest.post(url), body))
/** The reason of the failure, for requests that must fail. */
const failing = (request: Effect.Effect<unknown, { readonly message: string }, HttpClient.HttpClient>) =>
  Effect.map(Effect.flip(request), (error) => error.message)

const constant = { latency: { kind: "constant", millis: 20 } } as const

describe("HTTP in a world", () => {
  it("carries a request to the actor at its host and the answer back", () => {
    const { observations, world, tags } = make()
    const answer = world.run("device.test", get("https://alice.test/who?x=1"))
    expect(answer).toEqual({ status: 200, text: JSON.stringify({ self: "alice.test", host: "alice.test", url: "/who?x=1" }) })
    expect(tags()).toEqual(["ActorStarted", "ActorStarted", "HttpRequestSent", "HttpResponseReceived"])
    expect(observations[3]).toMatchObject({ exchange: 1, status: 200, request: { from: "device.test", to: "alice.test", path: "/who?x=1" } })
    expect(world.run("device.test", post("https://bob.test/echo", "hello bob")).text).toBe("hello bob")
  })

  it("takes the time of two messages", () => {
    const { world } = make(1, { link: constant })
    const start = world.now
    world.run("device.test", get("https://alice.test/who"))
    expect(world.now - start).toBe(40)
  })

  it("brings every name under a PDS to it, with the Host header kept", () => {
    const { world } = make()
    const { text } = world.run("device.test", get("https://carol.alice.test/who"))
    expect(JSON.parse(text)).toMatchObject({ self: "alice.test", host: "carol.alice.test" })
  })

  it("lets actors call each other", () => {
    const { world } = make()
    expect(JSON.parse(world.run("device.test", get("https://alice.test/neighbour")).text)).toMatchObject({ self: "bob.test" })
  })

  it("answers 404 for no route, and 500 for a defect, which it reports once", () => {
    const { observations, world } = make()
    expect(world.run("device.test", get("https://alice.test/nothing")).status).toBe(404)
    expect(world.run("device.test", get("https://alice.test/defect")).status).toBe(500)
    const defects = observations.filter((observation) => observation._tag === "Defect")
    expect(defects).toHaveLength(1)
    expect(defects[0]).toMatchObject({ host: "alice.test", message: expect.stringContaining("a bug in the actor") })
  })

  it("fails for an unknown host, and for a host that is down, which it tells after a message's time", () => {
    const { world } = make(1, { link: constant })
    expect(world.run("device.test", failing(get("https://nobody.invalid/")))).toContain("host not found")
    world.crash("alice.test")
    const start = world.now
    expect(world.run("device.test", failing(get("https://alice.test/who")))).toContain("connection refused")
    expect(world.now - start).toBe(40)
  })

  it("interrupts the callee when the caller gives up", () => {
    const { observations, world } = make()
    const exit = world.run("device.test", Effect.exit(Effect.timeout(get("https://alice.test/slow"), "3 seconds")))
    expect(Exit.isFailure(exit)).toBe(true)
    expect(observations.at(-1)).toMatchObject({ _tag: "HttpFailed", reason: "cancelled by the caller" })
    // The handler would sleep 30 s.
    expect(world.runUntil(world.now + 1000)).toBe("idle")
    expect(world.pending()).toEqual(["0 fibers, 0 of their tasks runnable"])
  })

  it("delays what is lost, and breaks what is lost too often", () => {
    const { world } = make(1, { link: { ...constant, lossProbability: 0.5 } })
    const outcomes = Array.from({ length: 200 }, () => {
      const start = world.now
      const exit = world.run("device.test", Effect.exit(get("https://alice.test/who")))
      return { ok: Exit.isSuccess(exit), millis: world.now - start }
    })
    expect(outcomes.filter(({ millis, ok }) => ok && millis === 40).length).toBeGreaterThan(20)
    expect(outcomes.filter(({ millis, ok }) => ok && millis > 200).length).toBeGreaterThan(50)
    const { world: broken } = make(1, { link: { ...constant, resetProbability: 1 } })
    expect(broken.run("device.test", failing(get("https://alice.test/who")))).toContain("connection reset")
  })

  it("is slower over a clogged link", () => {
    const { world } = make(1, { link: { ...constant, bytesPerSecond: 1000 } })
    const start = world.now
    world.run("device.test", post("https://alice.test/echo", "x".repeat(2000)))
    expect(world.now - start).toBeGreaterThan(4000)
  })

  it("lets a bug be planted between the actor and the wire", () => {
    const encoder = new TextEncoder()
    const { observations, world } = make(1, {
      interpose: (host, message) => (host === "bob.test" && message.kind === "response" ? encoder.encode("lies") : message.bytes)
    })
    expect(world.run("device.test", get("https://bob.test/who")).text).toBe("lies")
    expect(observations.at(-1)).toMatchObject({ _tag: "HttpResponseReceived", body: encoder.encode("lies") })
    expect(world.run("device.test", get("https://alice.test/who")).text).toContain("alice")
    world.interpose(() => "drop")
    expect(world.run("device.test", failing(get("https://alice.test/who")))).toContain("connection reset")
  })

  it("lets a device serve, as an OAuth client serves its metadata", () => {
    const { world } = make()
    world.run("app.test", Effect.flatMap(HttpRouter.HttpRouter, (router) => router.add("GET", "/client-metadata.json", HttpServerResponse.text("metadata"))) as Effect.Effect<void, never, HttpRouter.HttpRouter>)
    expect(world.run("device.test", get("https://app.test/client-metadata.json"))).toEqual({ status: 200, text: "metadata" })
  })
})

describe("a crash", () => {
  it("is a broken connection to those who wait, after a message's time", () => {
    const { observations, world } = make(1, { link: constant })
    world.at(1000, () => world.crash("alice.test"))
    expect(world.run("device.test", failing(get("https://alice.test/slow")))).toContain("connection reset")
    expect(world.now).toBe(1020)
    expect(observations.filter((o) => o._tag === "ActorStopped")).toEqual([{ _tag: "ActorStopped", at: 1000, host: "alice.test", kind: "pds", how: "crash" }])
    expect(observations.some((o) => o._tag === "Defect")).toBe(false)
  })

  it("loses the open transaction and nothing that was committed (Law 6)", () => {
    const { world } = make()
    expect(world.run("device.test", post("https://alice.test/count")).text).toBe("{\"count\":1}")
    expect(world.run("device.test", post("https://alice.test/count")).text).toBe("{\"count\":2}")
    // Writes 3, then waits inside the transaction until the power goes.
    world.at(world.now + 1000, () => world.crash("alice.test"))
    expect(world.run("device.test", failing(post("https://alice.test/stuck")))).toContain("connection reset")
    world.start("alice.test")
    expect(world.run("device.test", post("https://alice.test/count")).text).toBe("{\"count\":3}")
  })

  it("makes a transaction's neighbours wait, but not a restarted host's", () => {
    const { world } = make()
    world.fork("stuck", "device.test", post("https://alice.test/stuck"))
    world.runUntil(world.now + 1000)
    const exit = world.run("device.test", Effect.exit(Effect.timeout(post("https://alice.test/count"), "10 seconds")))
    expect(Exit.isFailure(exit)).toBe(true)
    world.crash("alice.test")
    world.start("alice.test")
    expect(world.run("device.test", post("https://alice.test/count")).text).toBe("{\"count\":1}")
  })

  it("leaves nothing of the old life running", () => {
    const { world } = make()
    world.fork("slow", "device.test", Effect.exit(get("https://alice.test/slow")))
    world.runUntil(500)
    world.crash("alice.test")
    world.runUntil(2000)
    expect(world.pending()).toEqual(["0 fibers, 0 of their tasks runnable"])
  })

  it("ends the work of a device that crashes", () => {
    const { world } = make()
    const fiber = world.fork("alice waits", "device.test", Effect.never)
    world.runUntil(10)
    world.crash("device.test")
    world.runUntil(20)
    expect(fiber.pollUnsafe()?._tag).toBe("Failure")
    expect(world.run("device.test", get("https://alice.test/who")).status).toBe(200)
  })

  it("is not a stop, which answers 503 to those who wait", () => {
    const { observations, world } = make()
    world.at(1000, () => world.stop("alice.test"))
    expect(world.run("device.test", get("https://alice.test/slow")).status).toBe(503)
    expect(observations.find((o) => o._tag === "ActorStopped")).toMatchObject({ host: "alice.test", how: "stop" })
    expect(world.isUp("alice.test")).toBe(false)
  })
})

describe("a start", () => {
  it("waits for a stop that is under way", () => {
    const lingering = Layer.merge(layerOf(), Layer.effectDiscard(Effect.addFinalizer(() => Effect.sleep("5 seconds")))) as World.ActorLayer
    const { observations, world } = make(1, { layerOf: () => lingering })
    world.stop("alice.test")
    world.start("alice.test")
    world.runUntil(4000)
    expect(world.isUp("alice.test")).toBe(false)
    world.runUntil(6000)
    expect(world.isUp("alice.test")).toBe(true)
    expect(observations.filter((o) => "host" in o && o.host === "alice.test").map((o) => o._tag)).toEqual(["ActorStarted", "ActorStopped", "ActorStarted"])
  })

  it("that fails is a defect, and leaves the host down", () => {
    const { observations, world } = make(1, { layerOf: () => Layer.effectDiscard(Effect.fail("no database")) })
    expect(observations.find((o) => o._tag === "Defect")).toMatchObject({ host: "alice.test", message: expect.stringContaining("no database") })
    expect(world.isUp("alice.test")).toBe(false)
  })
})

describe("a partition", () => {
  it("hides a crash until it heals", () => {
    const { world } = make(1, { link: constant })
    world.at(100, () => world.partition("device.test", "alice.test", true))
    world.at(200, () => world.crash("alice.test"))
    world.at(9000, () => world.partition("device.test", "alice.test", false))
    expect(world.run("device.test", failing(get("https://alice.test/slow")))).toContain("connection reset")
    expect(world.now).toBe(9020)
  })

  it("makes callers wait for their connect timeout, or for the healing", () => {
    const { world } = make(1, { link: constant })
    world.partition("device.test", "alice.test", true)
    const start = world.now
    expect(world.run("device.test", failing(get("https://alice.test/who")))).toContain("connect timeout")
    expect(world.now - start).toBe(10_000)
    world.at(world.now + 3000, () => world.partition("device.test", "alice.test", false))
    const again = world.now
    expect(world.run("device.test", get("https://alice.test/who")).status).toBe(200)
    expect(world.now - again).toBe(3040)
  })

  it("one way lets the request through and holds the answer", () => {
    const { observations, world } = make(1, { link: constant })
    world.partitionOneWay("alice.test", "device.test", true)
    world.at(5000, () => world.partitionOneWay("alice.test", "device.test", false))
    expect(world.run("device.test", post("https://alice.test/count")).text).toBe("{\"count\":1}")
    expect(world.now).toBe(5020)
    expect(observations.filter((o) => o._tag === "FaultFired").map((o) => `${o.kind} ${o.detail}`)).toEqual([
      "partition alice.test > device.test",
      "heal alice.test > device.test"
    ])
  })
})

describe("a world at rest", () => {
  it("is quiet when no message flies and none was sent for a while", () => {
    const { world } = make(1, { link: constant })
    world.run("device.test", get("https://alice.test/who"))
    expect(world.quiet(100)).toBe(false)
    world.runUntil(world.now + 100)
    expect(world.quiet(100)).toBe(true)
    world.fork("slow", "device.test", get("https://alice.test/slow"))
    world.runUntil(world.now + 10_000)
    expect(world.quiet(100)).toBe(false)
  })

  it("reports a deadlock with who waits on what", () => {
    const { observations, world } = make()
    world.fork("alice waits for ever", "device.test", Effect.never)
    expect(world.runUntil(1000)).toBe("idle")
    const [defect] = observations.filter((o) => o._tag === "Defect")
    expect(defect).toMatchObject({ host: "world", message: expect.stringContaining("work \"alice waits for ever\" at device.test") })
  })

  it("has keys that anybody can verify, simulated or real", () => {
    for (const keys of ["simulated", "real"] as const) {
      const { world } = make(1, { keys })
      const message = new TextEncoder().encode("hello")
      const [didKey, signature] = world.run("alice.test", Effect.gen(function*() {
        const service = yield* Keys
        const key = yield* service.generate()
        return [key.didKey, service.sign(key, message)] as const
      }))
      expect(world.run("bob.test", Effect.map(Keys, (service) => service.verify(didKey, message, signature)))).toBe(true)
    }
  })
})

describe("determinism (Law 2)", () => {
  it("gives one history for one seed, and another for another", () => {
    expect(hashOf(1)).toBe(hashOf(1))
    expect(hashOf(1)).not.toBe(hashOf(2))
  })

  it("names the step at which the hashes of two runs part, with its time and host", () => {
    let runs = 0
    const parting = (first: World.World, second: World.World) => {
      let outcome = first.step(1, 20_000)
      while (outcome === second.step(1, 20_000) && first.hash === second.hash) {
        if (outcome !== "more") return undefined
        outcome = first.step(1, 20_000)
      }
      return { first: first.lastStep, second: second.lastStep }
    }
    const world = (leak: boolean) => () => {
      const { world } = make()
      const extra = leak ? runs++ : 0
      for (const host of ["alice.test", "bob.test"]) world.fork("tick", host, Effect.forever(Effect.sleep("1 second")))
      world.at(5500, () => world.fork("leak", "bob.test", Effect.sleep(100 + extra)))
      return world
    }
    expect(parting(world(false)(), world(false)())).toBeUndefined()
    expect(parting(world(true)(), world(true)())).toMatchObject({ first: { atMillis: 5600, host: "bob.test", kind: "sleep" }, second: { atMillis: 5601 } })
  })

  it("gives the same history in another process", () => {
    const program = `
      const { hashOf } = await import(${JSON.stringify(new URL("Story.ts", import.meta.url).href)})
      console.log(hashOf(3))`
    const run = () => execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" }).trim()
    expect(run()).toMatch(/^[0-9a-f]{16}$/)
    expect(run()).toBe(run())
  })
})

describe("a disk", () => {
  it("that is slow delays what is written, and loses what it had not synced", () => {
    const { world } = make(1, { link: constant })
    world.setDisk("alice.test", { syncMillis: 500 })
    const start = world.now
    expect(world.run("device.test", post("https://alice.test/count")).text).toBe("{\"count\":1}")
    expect(world.now - start).toBe(540)
    world.at(world.now + 300, () => world.crash("alice.test"))
    expect(world.run("device.test", failing(post("https://alice.test/count-transaction")))).toContain("connection reset")
    world.setDisk("alice.test", { syncMillis: 0 })
    world.start("alice.test")
    world.runUntil(world.now + 10)
    expect(world.run("device.test", post("https://alice.test/count")).text).toBe("{\"count\":2}")
  })

  it("that is full fails writes, and heals", () => {
    const { world } = make()
    world.setDisk("alice.test", { full: true })
    expect(world.run("device.test", post("https://alice.test/store", "x".repeat(100_000))).status).toBe(507)
    world.setDisk("alice.test", { full: false })
    expect(world.run("device.test", post("https://alice.test/store", "x".repeat(100_000))).status).toBe(200)
  })

  it("can be put back to an old backup", () => {
    const { world } = make()
    world.run("device.test", post("https://alice.test/count"))
    const backup = world.backup("alice.test") as Uint8Array
    world.run("device.test", post("https://alice.test/count"))
    world.crash("alice.test")
    world.restoreBackup("alice.test", backup)
    world.start("alice.test")
    world.runUntil(world.now + 10)
    expect(world.run("device.test", post("https://alice.test/count")).text).toBe("{\"count\":2}")
  })
})
