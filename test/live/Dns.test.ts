/**
 * One zone, told by a real name server over UDP and by the simulated one:
 * handles lead to the same DIDs. A2, HANDLE-5
 */
import * as NodeDns from "@effect/platform-node/NodeDns"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import { Dns } from "effect/net/Dns"
import * as Result from "effect/Result"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as FetchHandle from "../../src/actors/identity/FetchHandle.ts"
import * as Names from "../../src/actors/names/Names.ts"
import * as Handle from "../../src/protocol/syntax/Handle.ts"
import { World } from "../../src/sim/World.ts"
import * as DnsServer from "./DnsServer.ts"

const did = (letter: string): string => `did:plc:${letter.repeat(24)}`
const longDid = `did:web:${"long-label-of-some-length.".repeat(11)}people.test`

const zone: DnsServer.Zone = {
  txt: {
    "_atproto.alice.people.test": [[`did=${did("a")}`]],
    // Split as a zone file may, and as one has to beyond 255 bytes.
    "_atproto.split.people.test": [["did=did:plc:", "b".repeat(10), "b".repeat(14)]],
    "_atproto.long.people.test": [[`did=${longDid}`.slice(0, 250), `did=${longDid}`.slice(250)]],
    "_atproto.several.people.test": [["v=spf1 -all"], [`did=${did("c")}`], ["hello \"world\" \\ again"]],
    "_atproto.twice.people.test": [[`did=${did("d")}`], [`did=${did("d")}`]],
    "_atproto.contradiction.people.test": [[`did=${did("e")}`], [`did=${did("f")}`]],
    "_atproto.nothing.people.test": [["v=spf1 -all"]],
    "_atproto.broken.people.test": [["did=nonsense"]],
    "_atproto.space.people.test": [[`did=${did("g")} `]],
    "_atproto.unicode.people.test": [["did=did:plc:ünïcode"], [`did=${did("h")}`]],
    "_atproto.empty.people.test": []
  },
  cname: {
    "_atproto.alias.people.test": "_atproto.alice.people.test",
    "_atproto.chain.people.test": "_atproto.alias.people.test",
    "_atproto.dangling.people.test": "_atproto.nobody.people.test"
  },
  failing: ["_atproto.failing.people.test"]
}

const asked = [
  ...Object.keys(zone.txt), ...Object.keys(zone.cname), ...zone.failing,
  "_atproto.missing.people.test", "_atproto.ALICE.People.Test", "_atproto.Chain.people.TEST"
]

/** Records as their text, or the reason why there are none. */
const texts = (name: string) =>
  Effect.flatMap(Dns, (dns) => dns.resolve(name, "TXT")).pipe(
    Effect.match({
      // That a name has no TXT and that there is no such name is told alike.
      onFailure: ({ reason }): string | ReadonlyArray<string> => reason,
      onSuccess: (records) => records.length === 0 ? "NotFound" : records.map(({ chunks }) => chunks.join("")).toSorted()
    })
  )

/** Where a handle leads, by DNS alone: no web host has a page. */
const leadsTo = (name: string) =>
  Effect.flatMap(FetchHandle.make({ dnssec: false }), (fetch) =>
    Effect.map(Effect.result(fetch(Handle.make(name.slice("_atproto.".length).toLowerCase()))), (answer) =>
      Result.match(answer, { onFailure: ({ reason }) => reason, onSuccess: (did): string => did })))

const noPages = HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response("", { status: 404 }))))

const simulated = (effect: (name: string) => Effect.Effect<unknown, never, Dns | HttpClient.HttpClient>) => {
  const txt = Object.fromEntries(Object.entries(zone.txt).map(([name, records]) => [name, records.map((strings) => strings.join(""))]))
  // Its web host has no page either.
  const options = { domains: ["people.test"], txt, cname: zone.cname }
  const world = World.make({ actors: [{ kind: "names", host: "names.test", options }] }, { seed: 1, layerOf: () => Names.layer(options) })
  world.startAll()
  world.runUntil(1_000)
  const fails = (path: string) => zone.failing.includes((new URLSearchParams(path.split("?")[1]).get("name") ?? "").toLowerCase())
  world.interpose((_, message) =>
    message.kind === "response" && fails(message.path) ? new TextEncoder().encode(JSON.stringify({ Status: 2 })) : message.bytes)
  return asked.map((name) => world.run("device.test", effect(name)))
}

describe("one zone", () => {
  let server: Awaited<ReturnType<typeof DnsServer.serve>>
  beforeAll(async () => {
    server = await DnsServer.serve(zone)
  })
  afterAll(() => server.close())

  const real = (effect: (name: string) => Effect.Effect<unknown, never, Dns | HttpClient.HttpClient>) =>
    Effect.runPromise(Effect.scoped(Effect.gen(function*() {
      const dns = yield* NodeDns.make({ nameServers: [server.address], timeout: "20 seconds", tries: 2 })
      return yield* Effect.forEach(asked, (name) => effect(name).pipe(
        Effect.provideService(Dns, dns),
        Effect.provideService(HttpClient.HttpClient, noPages)
      ))
    })))

  it("gives the same TXT records by a real resolver and by the simulated one", async () => {
    const told = await real(texts)
    expect(told).toEqual(simulated(texts))
    expect(Object.fromEntries(asked.map((name, i) => [name, told[i]]))).toMatchObject({
      "_atproto.split.people.test": [`did=${did("b")}`],
      "_atproto.long.people.test": [`did=${longDid}`],
      "_atproto.chain.people.test": [`did=${did("a")}`],
      "_atproto.dangling.people.test": "NotFound",
      "_atproto.empty.people.test": "NotFound",
      "_atproto.missing.people.test": "NotFound",
      "_atproto.failing.people.test": "ServerFailure",
      "_atproto.ALICE.People.Test": [`did=${did("a")}`]
    })
  })

  it("leads handles to the same DIDs, or to none for the same reason", async () => {
    const told = await real(leadsTo)
    expect(told).toEqual(simulated(leadsTo))
    expect(Object.fromEntries(asked.map((name, i) => [name.slice("_atproto.".length), told[i]]))).toEqual({
      "alice.people.test": did("a"),
      "split.people.test": did("b"),
      "long.people.test": longDid,
      "several.people.test": did("c"),
      "twice.people.test": did("d"),
      "contradiction.people.test": "Invalid",
      "nothing.people.test": "NotFound",
      "broken.people.test": "NotFound",
      "space.people.test": did("g"),
      "unicode.people.test": did("h"),
      "empty.people.test": "NotFound",
      "alias.people.test": did("a"),
      "chain.people.test": did("a"),
      "dangling.people.test": "NotFound",
      "failing.people.test": "Unreachable",
      "missing.people.test": "NotFound",
      "ALICE.People.Test": did("a"),
      "Chain.people.TEST": did("a")
    })
  })
})
