import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Consortium from "../../../src/actors/identity/Consortium.ts"
import * as FetchDid from "../../../src/actors/identity/FetchDid.ts"
import * as PlcClient from "../../../src/actors/identity/PlcClient.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { hostsOf, json, person, town } from "../operator/Town.ts"
import * as Town from "../pds/Town.ts"

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

  it("refuses only if no other takes what one refuses: that one may lag behind what is proven", () => {
    const world = town(4)
    let refusals = 0
    world.observe((o) => {
      if (o._tag === "HttpResponseReceived" && o.status === 400) refusals++
    })
    const seen = world.run("device.test", Effect.gen(function*() {
      const alice = yield* person("alice.test")
      const consortium = yield* Consortium.make({ operators: hostsOf(4), auditors: [] })
      const first = alice.update("alice2.test", alice.genesis)
      const others = yield* PlcClient.make([...origins.slice(1), origins[0]!], { operators: consortium })
      yield* others.submit(alice.did, alice.genesis)
      yield* Effect.sleep("2 seconds")
      for (const host of hostsOf(4).slice(1)) world.partition("plc1.test", host, true)
      yield* others.submit(alice.did, first)
      const client = yield* PlcClient.make(origins, { operators: consortium })
      yield* client.submit(alice.did, alice.update("alice3.test", first))
      const behind = refusals
      const wrong = yield* Effect.flip(client.submit(alice.did, alice.update("alice4.test", alice.update("nobody.test", first))))
      return { state: yield* client.state(alice.did), wrong, behind, all: refusals - behind }
    }))
    expect(seen).toMatchObject({ behind: 1, all: 3 })
    expect(seen.state.alsoKnownAs).toEqual(["at://alice3.test"])
    expect(seen.wrong).toMatchObject({ _tag: "PlcRefused", status: 400 })
  })
})

describe("a submission whose answer was lost", () => {
  it("is not called refused because its repetition is, while nobody says whether it stands", () => {
    let lost = 0
    const world = Town.make({
      interpose: (from, message) => {
        // The answer, and the first two looks for what came of it.
        if (from !== "plc.test" || message.kind !== "response" || (message.method === "POST" ? lost > 0 : !message.path.endsWith("/log") || lost > 2)) return message.bytes
        lost++
        return "drop"
      }
    })
    const refusals: Array<number> = []
    world.world.observe((o) => {
      if (o._tag === "HttpResponseReceived" && o.status === 400) refusals.push(o.status)
    })
    const state = world.run(Effect.gen(function*() {
      const alice = yield* person("alice.test")
      const plc = yield* PlcClient.make("https://plc.test")
      lost = 9
      yield* plc.submit(alice.did, alice.genesis)
      lost = 0
      yield* plc.submit(alice.did, alice.update("alice2.test", alice.genesis))
      return yield* plc.state(alice.did)
    }))
    expect(state.alsoKnownAs).toEqual(["at://alice2.test"])
    expect(lost).toBe(3)
    expect(refusals.length).toBeGreaterThan(0)
  })
})
