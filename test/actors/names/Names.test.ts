import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { Dns } from "effect/net/Dns"
import { describe, expect, it } from "vitest"
import * as Security from "../../../src/actors/dns/Security.ts"
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
      expect(yield* put("/zone/txt", { name: "_atproto.alice.people.test", values }, "alice-token")).toBe(200)
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
        yield* put("/zone/txt", { name: "_atproto.alice.people.test", values: ["a"] }, "alice-token"),
        yield* put("/zone/txt", { name: "_atproto.alice.people.test", values: ["b"] }, "thief-token"),
        yield* put("/zone/web", { host: "alice.people.test", did: "did:plc:thief" }, "thief-token"),
        yield* put("/zone/txt", { name: "_atproto.alice.elsewhere.test", values: ["a"] }, "alice-token"),
        yield* put("/zone/txt", { name: "_lexicon.orrery.test", values: [] }, "thief-token")
      ]
    }))
    expect(statuses).toEqual([200, 403, 403, 403, 403])
  })

  it("answers at the web host of a name by the Host header", () => {
    const [alice, bob] = town().run("device.test", Effect.gen(function*() {
      const client = yield* HttpClient
      yield* put("/zone/web", { host: "alice.people.test", did: "did:plc:alice" }, "alice-token")
      const alice = yield* client.get("https://alice.people.test/.well-known/atproto-did")
      const bob = yield* client.get("https://bob.people.test/.well-known/atproto-did")
      return [yield* alice.text, bob.status] as const
    }))
    expect([alice, bob]).toEqual(["did:plc:alice", 404])
  })
})

describe("a signed zone", () => {
  const options = { domains: ["people.test"], txt: {}, zoneSecret: "05".repeat(32), adminPassword: "admin" }
  const signedTown = () => {
    const world = World.make({ actors: [{ kind: "names", host: "names.test", options }] }, { seed: 1, layerOf: () => Names.layer(options) })
    world.startAll()
    world.runUntil(1000)
    return world
  }
  const securityOf = (name: string) =>
    Effect.flatMap(Dns, (dns) =>
      Effect.match(dns.resolve(name, "TXT"), {
        onFailure: (error) => error._tag === "DnsError" ? `${error.reason}, ${Security.ofFailure(error)}` : error._tag,
        onSuccess: (records) => records.map((record) => Security.ofRecord(record)).join()
      }))
  const alice = "_atproto.alice.people.test"

  it("makes its answers secure, absences too, and what anybody changed on the way bogus", () => {
    const world = signedTown()
    const changing = (change: (answer: Record<string, unknown>) => object): void =>
      world.interpose((_host, message) =>
        message.kind === "response" && message.path.startsWith("/dns-query")
          ? new TextEncoder().encode(JSON.stringify(change(JSON.parse(Buffer.from(message.bytes).toString()) as Record<string, unknown>)))
          : message.bytes)
    const ask = (name: string) => world.run("device.test", securityOf(name), 5 * 3_600_000)
    world.run("device.test", put("/zone/txt", { name: alice, values: ["did=did:plc:alice", "did=did:plc:alice2"] }, "alice-token"))
    expect([ask(alice), ask(alice.toUpperCase()), ask("_atproto.bob.people.test")]).toEqual(["secure,secure", "secure,secure", "NotFound, secure"])
    let kept: Record<string, unknown> = {}
    changing((answer) => (kept = answer))
    ask(alice)
    changing(({ Signature: _signature, ...answer }) => answer)
    expect(ask(alice)).toBe("bogus,bogus")
    changing((answer) => ({ ...answer, Answer: (answer["Answer"] as ReadonlyArray<unknown>).slice(1) }))
    expect(ask(alice)).toBe("bogus")
    changing(({ Answer: _answer, ...answer }) => ({ ...answer, Status: 3 }))
    expect(ask(alice)).toBe("NotFound, bogus")
    // A true answer to another question, and a true answer of long ago.
    changing(() => kept)
    expect([ask(alice), ask("_atproto.bob.people.test")]).toEqual(["secure,secure", "bogus,bogus"])
    world.runUntil(world.now + 2 * 3_600_000)
    expect(ask(alice)).toBe("bogus,bogus")
  })

  it("belongs to a token that is shown as one, by the scheme in any case", () => {
    const statuses = signedTown().run("device.test", Effect.gen(function*() {
      const client = yield* HttpClient
      const seen: Array<number> = []
      for (const authorization of ["alice-token", "Token alice-token", "Bearer alice's token", "Bearer alice-token x", "bEARER alice-token", "Bearer  alice-token"]) {
        const request = HttpClientRequest.put("https://names.test/zone/txt", { headers: { authorization } })
        seen.push((yield* client.execute(HttpClientRequest.bodyJsonUnsafe(request, { name: alice, values: ["did=did:plc:alice"] }))).status)
      }
      const seizure = HttpClientRequest.put("https://names.test/zone/seizure", { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` } })
      for (const token of ["bob's token", "short", "bob-token"]) {
        seen.push((yield* client.execute(HttpClientRequest.bodyJsonUnsafe(seizure, { name: "alice.people.test", token }))).status)
      }
      return seen
    }))
    expect(statuses).toEqual([401, 401, 401, 401, 200, 200, 400, 400, 200])
  })

  it("is the registry's: it seizes a name with all beneath it, and gives it empty to another", () => {
    const admin = `Basic ${Buffer.from("admin:admin").toString("base64")}`
    const seen = signedTown().run("device.test", Effect.gen(function*() {
      const client = yield* HttpClient
      const seize = (authorization: string) =>
        client.execute(HttpClientRequest.put("https://names.test/zone/seizure", { headers: { authorization } }).pipe(
          HttpClientRequest.bodyJsonUnsafe({ name: "alice.people.test", token: "bob-token" })
        ))
      yield* put("/zone/txt", { name: alice, values: ["did=did:plc:alice"] }, "alice-token")
      yield* put("/zone/web", { host: "www.alice.people.test", did: "did:plc:alice" }, "alice-token")
      return [
        (yield* seize("Bearer alice-token")).status,
        (yield* seize(admin)).status,
        yield* securityOf(alice),
        (yield* client.get("https://www.alice.people.test/.well-known/atproto-did")).status,
        yield* put("/zone/txt", { name: alice, values: ["did=did:plc:alice"] }, "alice-token"),
        yield* put("/zone/txt", { name: alice, values: ["did=did:plc:bob"] }, "bob-token")
      ]
    }))
    expect(seen).toEqual([401, 200, "NotFound, secure", 404, 403, 200])
  })

  it("serves the documents of did:web by host", () => {
    const seen = signedTown().run("device.test", Effect.gen(function*() {
      const client = yield* HttpClient
      const document = { id: "did:web:carol.people.test" }
      yield* put("/zone/document", { host: "carol.people.test", document }, "carol-token")
      const found = yield* client.get("https://carol.people.test/.well-known/did.json")
      return [yield* found.json, (yield* client.get("https://dan.people.test/.well-known/did.json")).status]
    }))
    expect(seen).toEqual([{ id: "did:web:carol.people.test" }, 404])
  })
})
