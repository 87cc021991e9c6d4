/**
 * A directory that takes the genesis operation of a new account late, when its
 * server has lost its patience or its power: the DID has its account. ACCT-7
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"
const { email, handle, password } = Town.credentials("alice")
const create = Client.procedure("com.atproto.server.createAccount", { origin, input: { handle: handle as never, email, password } })

/** It holds each submission for so long, whoever hangs up, and answers all else at once. */
const town = (heldMillis: number) => {
  const hold = <A, E, R>(route: Effect.Effect<A, E, R>) =>
    Effect.flatMap(HttpServerRequest, ({ method }) => method === "POST" ? Effect.uninterruptible(Effect.delay(route, heldMillis)) : route)
  return Town.make({ aroundPlc: (plc) => Layer.provide(plc, HttpRouter.middleware(hold).layer) })
}

/** It holds the first submission for so long, and asks to wait with all that come meanwhile and after it. */
const busyTown = (heldMillis: number) => {
  let submissions = 0
  const busy = HttpServerResponse.jsonUnsafe({ message: "RateLimited: too many operations" }, { status: 429 })
  const hold = <A, E, R>(route: Effect.Effect<A | typeof busy, E, R>) =>
    Effect.flatMap(HttpServerRequest, ({ method }) =>
      method !== "POST" ? route : submissions++ > 0 ? Effect.succeed(busy) : Effect.uninterruptible(Effect.delay(route, heldMillis)))
  return { place: Town.make({ aroundPlc: (plc) => Layer.provide(plc, HttpRouter.middleware(hold).layer) }), submissions: () => submissions }
}

/** Of each DID with alice's name, whether it has an account. */
const accounts = ({ run }: ReturnType<typeof Town.make>) =>
  run(Effect.gen(function*() {
    const client = yield* Client.make
    const { repos } = yield* client.query("com.atproto.sync.listRepos", { origin, params: {} })
    const { did } = yield* client.query("com.atproto.identity.resolveHandle", { origin, params: { handle: handle as never } })
    return { repos: repos.map((repo) => repo.did as string), named: did as string }
  }))

describe("a genesis operation that the directory takes late", () => {
  it("has its account after a crash", () => {
    const place = town(4_000)
    const { world } = place
    world.fork("alice signs up", "device.test", Effect.ignore(create))
    world.runUntil(world.now + 2_000)
    world.crash("pds1.test")
    world.start("pds1.test")
    world.runUntil(world.now + 60_000)
    const { named, repos } = accounts(place)
    expect(repos).toEqual([named])
    expect(place.defects()).toEqual([])
  })

  it("has its account though the directory would hear nothing more for a while", () => {
    const { place, submissions } = busyTown(4_000)
    const { world } = place
    world.fork("alice signs up", "device.test", Effect.ignore(create))
    world.runUntil(world.now + 2_000)
    world.crash("pds1.test")
    world.start("pds1.test")
    world.runUntil(world.now + 60_000)
    const { named, repos } = accounts(place)
    expect([repos, submissions()]).toEqual([[named], 2])
    expect(place.defects()).toEqual([])
  })

  it("has its account though the directory refuses the second sending for the moment", () => {
    const { place } = busyTown(7_000)
    const { world } = place
    world.fork("alice signs up", "device.test", Effect.ignore(create))
    world.runUntil(world.now + 60_000)
    const { named, repos } = accounts(place)
    expect(repos).toEqual([named])
    expect(place.defects()).toEqual([])
  })

  it("has its account after the server has given up", () => {
    const place = town(35_000)
    const { world } = place
    world.fork("alice signs up", "device.test", Effect.ignore(create))
    world.runUntil(world.now + 180_000)
    const { named, repos } = accounts(place)
    expect(repos).toEqual([named])
    expect(place.defects()).toEqual([])
  })
})
