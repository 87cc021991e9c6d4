import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import type { Observation } from "../../src/sim/Observation.ts"
import * as World from "../../src/sim/World.ts"
import { layerOf, network } from "./TestNetwork.ts"

const make = (seed = 1, options: Partial<World.WorldOptions> = {}) => {
  const world = World.make(network, { seed, layerOf, ...options })
  const observations: Array<Observation> = []
  world.observe((observation) => observations.push(observation))
  world.startAll()
  world.runUntil(1)
  return { world, observations }
}

const get = (url: string) => Effect.flatMap(HttpClient.get(url), (response) => Effect.map(response.text, (text) => ({ status: response.status, text })))
const post = (url: string, body: string) =>
  Effect.flatMap(HttpClient.execute(HttpClientRequest.bodyText(HttpClientRequest.post(url), body)), (response) => response.text)

describe("a world", () => {
  it("carries a request to the actor at its host and the answer back", () => {
    const { observations, world } = make()
    const answer = world.run("device.test", get("https://alice.test/who?x=1"))
    expect(answer).toEqual({ status: 200, text: JSON.stringify({ self: "alice.test", host: "alice.test", url: "/who?x=1" }) })
    expect(observations.map((o) => o._tag)).toEqual(["ActorStarted", "ActorStarted", "HttpRequestSent", "HttpResponseReceived"])
    expect(world.now).toBeGreaterThan(1)
    expect(world.run("device.test", post("https://bob.test/echo", "hello bob"))).toBe("hello bob")
  })
})
