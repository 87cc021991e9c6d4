import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as FetchDid from "../../../src/actors/identity/FetchDid.ts"
import * as PlcClient from "../../../src/actors/identity/PlcClient.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { hostsOf, json, person, town } from "../operator/Town.ts"

const origins = hostsOf(4).map((host) => `https://${host}`)

describe("a directory of several operators, to whoever asks it", () => {
  it("is one that answers while any of them does", () => {
    const world = town(4)
    const seen = world.run("device.test", Effect.gen(function*() {
      const alice = yield* person("alice.test")
      const client = yield* PlcClient.make(origins)
      yield* client.submit(alice.did, alice.genesis)
      world.crash("plc1.test")
      const fetchDid = yield* FetchDid.make(origins)
      const document = yield* fetchDid(alice.did)
      const update = alice.update("alice2.test", alice.genesis)
      yield* client.submit(alice.did, update)
      return { document, alice, state: yield* client.state(alice.did), data: yield* json("plc4.test", `/${alice.did}/data`) }
    }))
    expect(seen.document).toMatchObject({ did: seen.alice.did, handle: "alice.test" })
    expect(seen.state.alsoKnownAs).toEqual(["at://alice2.test"])
    expect(seen.data["alsoKnownAs"]).toEqual(["at://alice2.test"])
  })

  it("stays with the one that answered", () => {
    const world = town(4)
    world.crash("plc1.test")
    const asked: Array<string> = []
    world.observe((o) => {
      if (o._tag === "HttpRequestSent" && o.from === "device.test") asked.push(o.to)
    })
    world.run("device.test", Effect.gen(function*() {
      const fetchDid = yield* FetchDid.make(origins)
      for (let i = 0; i < 3; i++) yield* Effect.ignore(fetchDid("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"))
    }))
    expect(asked).toEqual(["plc1.test", "plc2.test", "plc2.test", "plc2.test"])
  })

  it("takes a promise for what it is, and waits until it is kept", () => {
    const world = town(4, { operator: { answerWithinMillis: 100 }, link: { latency: { kind: "constant", millis: 40 } } })
    const audit = world.run("device.test", Effect.gen(function*() {
      const alice = yield* person("alice.test")
      const client = yield* PlcClient.make(origins)
      yield* client.submit(alice.did, alice.genesis)
      return { found: yield* client.isPublished(alice.did, Operation.cidOf(alice.genesis)) }
    }))
    expect(audit.found).toBe(true)
  })
})
