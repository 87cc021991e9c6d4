/** An eventful half hour of a world with losses, a crash and a partition, for tests of determinism. */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Random from "effect/Random"
import * as Socket from "effect/socket/Socket"
import * as World from "../../src/sim/World.ts"
import { layerOf, network } from "./TestNetwork.ts"

const post = (url: string, body: string) =>
  Effect.exit(Effect.flatMap(HttpClient.execute(HttpClientRequest.bodyText(HttpClientRequest.post(url), body)), (response) => response.text))

/** Asks a test actor for so many frames, and gives those that came. */
export const frames = (url: string, count: number) =>
  Effect.scoped(Effect.gen(function*() {
    const socket = yield* Socket.makeWebSocket(url)
    const writer = yield* socket.writer
    const { pull } = yield* socket.reader
    yield* writer.write(String(count))
    const seen: Array<string> = []
    while (seen.length < count) for (const frame of yield* pull) seen.push(String(frame))
    return seen
  }))

const day = (home: string) =>
  Effect.gen(function*() {
    for (let i = 0; i < 20; i++) {
      yield* Effect.sleep((yield* Random.next) * 1000)
      yield* post(`https://${home}/count`, "")
      yield* Effect.exit(HttpClient.get("https://alice.test/neighbour"))
      const bytes = yield* Effect.flatMap(SecureRandom.SecureRandom, (random) => random.randomBytes(8))
      yield* post("https://bob.test/echo", bytes.join(" "))
    }
    yield* Effect.exit(frames("wss://alice.test/stream", 50))
  })

export const hashOf = (seed: number): string => {
  const world = World.make(network, {
    seed,
    layerOf,
    link: { lossProbability: 0.1, latency: { kind: "pareto", minMillis: 5, shape: 1.5, capMillis: 2000 } }
  })
  world.startAll()
  world.runUntil(1)
  for (const name of ["alice", "bob", "carol", "dan"]) world.fork(name, `${name}.device.test`, day(name < "c" ? "alice.test" : "bob.test"))
  world.at(5000, () => world.crash("alice.test"))
  world.at(6000, () => world.start("alice.test"))
  world.at(7000, () => world.partition("alice.test", "bob.test", true))
  world.at(9000, () => world.partition("alice.test", "bob.test", false))
  world.runUntil(1_800_000)
  return world.hash
}
