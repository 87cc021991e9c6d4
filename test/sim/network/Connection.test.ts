import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Socket from "effect/socket/Socket"
import { describe, expect, it } from "vitest"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as World from "../../../src/sim/World.ts"
import { frames } from "../Story.ts"
import { layerOf, network } from "../TestNetwork.ts"

const make = (options: Partial<World.WorldOptions> = {}) => {
  const world = World.make(network, { seed: 1, layerOf, ...options })
  const observations: Array<Observation> = []
  world.observe((observation) => observations.push(observation))
  world.startAll()
  world.runUntil(1)
  return { world, observations }
}

const constant = { latency: { kind: "constant", millis: 20 } } as const

/** Opens a socket, and fails as it fails. */
const listen = (url: string) =>
  Effect.scoped(Effect.gen(function*() {
    const socket = yield* Socket.makeWebSocket(url)
    const { pull } = yield* socket.reader
    while (true) yield* pull
  }))

const reasonOf = (error: unknown) => (Socket.isSocketError(error) ? error.reason : undefined)

describe("a WebSocket in a world", () => {
  it("keeps the order of its frames whatever the latencies are", () => {
    const { observations, world } = make({ link: { latency: { kind: "uniform", minMillis: 1, maxMillis: 500 }, lossProbability: 0.2 } })
    const seen = world.run("device.test", frames("wss://alice.test/stream", 500))
    expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => `frame ${i}`))
    const sent = observations.filter((o) => o._tag === "FrameSent" && o.from === "alice.test")
    const received = observations.filter((o) => o._tag === "FrameReceived" && o.to === "device.test")
    expect(received.map((o) => "bytes" in o && o.bytes)).toEqual(sent.map((o) => "bytes" in o && o.bytes))
    expect(observations.find((o) => o._tag === "SocketOpened")).toMatchObject({ connection: 1, from: "device.test", to: "alice.test", path: "/stream" })
  })

  it("closes with the code that one side gave, for both", () => {
    const { observations, world } = make()
    world.run("device.test", frames("wss://alice.test/stream", 1))
    world.runUntil(world.now + 5000)
    expect(observations.filter((o) => o._tag === "SocketClosed")).toMatchObject([{ connection: 1, code: 1000 }])
    expect(world.pending()).toHaveLength(1)
  })

  it("fails to open when nobody listens, when no route upgrades, and when the host is unknown", () => {
    const { world } = make()
    for (const url of ["wss://alice.test/nothing", "wss://alice.test/who", "wss://nobody.invalid/stream"]) {
      expect(reasonOf(world.run("device.test", Effect.flip(listen(url))))).toMatchObject({ _tag: "SocketOpenError" })
    }
    world.crash("alice.test")
    expect(reasonOf(world.run("device.test", Effect.flip(listen("wss://alice.test/stream"))))).toMatchObject({ _tag: "SocketOpenError" })
  })

  it("breaks with 1006 when the server crashes, after what was on its way", () => {
    const { world } = make({ link: constant })
    const fiber = world.fork("listen", "device.test", Effect.flip(listen("wss://alice.test/ping")))
    world.at(1000, () => world.crash("alice.test"))
    world.runUntil(1019)
    expect(fiber.pollUnsafe()).toBeUndefined()
    const error = world.run("device.test", Fiber.join(fiber))
    expect(reasonOf(error)).toMatchObject({ _tag: "SocketCloseError", code: 1006 })
    expect(world.now).toBe(1020)
  })

  it("ends the server's handler when the client crashes", () => {
    const { observations, world } = make({ link: constant })
    world.fork("listen", "device.test", listen("wss://alice.test/ping"))
    world.runUntil(1000)
    world.crash("device.test")
    world.runUntil(2000)
    expect(world.pending()).toEqual(["0 fibers, 0 of their tasks runnable"])
    expect(observations.filter((o) => o._tag === "SocketClosed")).toMatchObject([{ code: 1006, at: 1020 }])
    expect(observations.some((o) => o._tag === "Defect")).toBe(false)
  })

  it("is over for whoever looks on when both hosts end, before either hears of the other's end", () => {
    const ends: ReadonlyArray<"crash" | "stop"> = ["crash", "stop"]
    for (const end of ends) {
      for (const [first, second] of [["alice.test", "device.test"], ["device.test", "alice.test"]] as const) {
        for (const apartMillis of [0, 3]) {
          const { observations, world } = make({ link: constant })
          world.fork("listen", "device.test", listen("wss://alice.test/ping"))
          world.at(1000, () => world[end](first))
          world.at(1000 + apartMillis, () => world[end](second))
          world.runUntil(2000)
          expect(observations.filter((o) => o._tag === "SocketClosed")).toMatchObject([{ connection: 1, at: 1000 + apartMillis, code: 1006 }])
          expect(world.pending()).toEqual(["0 fibers, 0 of their tasks runnable"])
        }
      }
    }
  })

  it("survives a short partition and goes on where it was", () => {
    const { world } = make({ link: constant })
    world.at(30, () => world.partition("device.test", "alice.test", true))
    world.at(30_000, () => world.partition("device.test", "alice.test", false))
    expect(world.run("device.test", frames("wss://alice.test/stream", 100))).toHaveLength(100)
    expect(world.now).toBeGreaterThan(30_000)
  })

  it("is silent in a long partition until the keep-alive closes it at both ends", () => {
    const { observations, world } = make({ link: constant })
    const fiber = world.fork("listen", "device.test", Effect.flip(listen("wss://alice.test/ping")))
    world.at(1000, () => world.partition("device.test", "alice.test", true))
    world.runUntil(60_000)
    expect(fiber.pollUnsafe()).toBeUndefined()
    world.runUntil(62_000)
    expect(reasonOf(world.run("device.test", Fiber.join(fiber)))).toMatchObject({ code: 1006 })
    expect(observations.filter((o) => o._tag === "SocketClosed")).toMatchObject([{ at: 61_000, code: 1006 }])
    world.runUntil(63_000)
    expect(world.pending()).toEqual(["0 fibers, 0 of their tasks runnable"])
  })

  it("makes the writer wait for a slow consumer", () => {
    const { observations, world } = make({ link: constant })
    const slow = Effect.scoped(Effect.gen(function*() {
      const socket = yield* Socket.makeWebSocket("wss://alice.test/big")
      const writer = yield* socket.writer
      const { pull } = yield* socket.reader
      yield* writer.write("1000")
      let count = 0
      while (count < 1000) {
        count += (yield* pull).length
        yield* Effect.sleep("10 seconds")
      }
      return count
    }))
    const fiber = world.fork("slow", "device.test", slow)
    world.runUntil(5000)
    const sent = () => observations.filter((o) => o._tag === "FrameSent" && o.from === "alice.test").length
    // 10 kB frames: a window of 256 kB, a buffer of 64 kB, and what the reader holds.
    expect(sent()).toBeGreaterThan(25)
    expect(sent()).toBeLessThan(60)
    expect(world.run("device.test", Fiber.join(fiber))).toBe(1000)
    expect(sent()).toBe(1000)
  })

  it("lets frames be changed, dropped and doubled on their way out", () => {
    const decoder = new TextDecoder()
    const encoder = new TextEncoder()
    const { world } = make({
      interpose: (host, message) => {
        if (host !== "alice.test" || message.kind !== "frame") return message.bytes
        const text = decoder.decode(message.bytes)
        return text === "frame 1" ? "drop" : text === "frame 2" ? [message.bytes, message.bytes] : text === "frame 3" ? encoder.encode("other") : message.bytes
      }
    })
    const text = world.run("device.test", Effect.scoped(Effect.gen(function*() {
      const socket = yield* Socket.makeWebSocket("wss://alice.test/stream")
      const writer = yield* socket.writer
      const pull = yield* Socket.readerString(socket)
      yield* writer.write("5")
      const seen: Array<string> = []
      while (seen.length < 5) seen.push(...yield* pull)
      return seen.join(", ")
    })))
    expect(text).toBe("frame 0, frame 2, frame 2, other, frame 4")
  })
})
