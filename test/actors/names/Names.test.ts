import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { Dns } from "effect/net/Dns"
import { describe, expect, it } from "vitest"
import * as Names from "../../../src/actors/names/Names.ts"
import { World } from "../../../src/sim/World.ts"

const town = () => {
  const options = { domains: ["people.test"], txt: { "_lexicon.orrery.test": ["did=did:plc:operator"] } }
  const world = World.make({ actors: [{ kind: "names", host: "names.test", options }] }, { seed: 1, layerOf: () => Names.layer(options) })
  world.startAll()
  world.runUntil(1000)
  return world
}

const put = (path: string, body: unknown, token: string) =>
  Effect.gen(function*() {
    const request = HttpClientRequest.put(`https://names.test${path}`).pipe(
      HttpClientRequest.bodyJsonUnsafe(body),
      HttpClientRequest.bearerToken(token)
    )
    return (yield* (yield* HttpClient).execute(request)).status
  })

const txt = (name: string) =>
  Effect.flatMap(Dns, (dns) => Effect.map(dns.resolve(name, "TXT"), (records) => records.map((record) => record.chunks.join(""))))

describe("a names actor", () => {
  it("answers DNS with what the owner of a name put there", () => {
    const values = ["did=did:plc:alice", "v=spf1 \"quoted\" -all"]
    const seen = town().run("device.test", Effect.gen(function*() {
      expect(yield* put("/zone/txt", { name: "_atproto.alice.people.test", values }, "alice's token")).toBe(200)
      return yield* txt("_atproto.alice.people.test")
    }))
    expect(seen).toEqual(values)
  })

  it("knows no name that nobody has put there, and serves its operator's own", () => {
    const [missing, operators] = town().run("device.test", Effect.gen(function*() {
      return [yield* Effect.flip(txt("_atproto.bob.people.test")), yield* txt("_lexicon.orrery.test")] as const
    }))
    expect(missing).toMatchObject({ _tag: "DnsError", reason: "NotFound" })
    expect(operators).toEqual(["did=did:plc:operator"])
  })

  it("lets nobody but the owner change a name, nor sell what is not its own", () => {
    const statuses = town().run("device.test", Effect.gen(function*() {
      return [
        yield* put("/zone/txt", { name: "_atproto.alice.people.test", values: ["a"] }, "alice's token"),
        yield* put("/zone/txt", { name: "_atproto.alice.people.test", values: ["b"] }, "mallory's token"),
        yield* put("/zone/web", { host: "alice.people.test", did: "did:plc:mallory" }, "mallory's token"),
        yield* put("/zone/txt", { name: "_atproto.alice.elsewhere.test", values: ["a"] }, "alice's token"),
        yield* put("/zone/txt", { name: "_lexicon.orrery.test", values: [] }, "mallory's token")
      ]
    }))
    expect(statuses).toEqual([200, 403, 403, 403, 403])
  })

  it("answers at the web host of a name by the Host header", () => {
    const [alice, bob] = town().run("device.test", Effect.gen(function*() {
      const client = yield* HttpClient
      yield* put("/zone/web", { host: "alice.people.test", did: "did:plc:alice" }, "alice's token")
      const alice = yield* client.get("https://alice.people.test/.well-known/atproto-did")
      const bob = yield* client.get("https://bob.people.test/.well-known/atproto-did")
      return [yield* alice.text, bob.status] as const
    }))
    expect([alice, bob]).toEqual(["did:plc:alice", 404])
  })
})
