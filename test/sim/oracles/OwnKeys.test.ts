/** Planted bugs of servers where owners sign, or write from two devices at once, and the oracles that notice. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { OwnersSign } from "../../../src/sim/oracles/OwnersSign.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import type { ActorLayer } from "../../../src/sim/World.ts"
import * as Town from "./SmallTown.ts"

const pds = "pds1.test"
const refused = ["RELAY-3", "RELAY-10", "VIEW-3", "VIEW-5", "MOD-5", "SYNC-14"]

/** Everybody has two devices, and most of them sign. */
const town = {
  duration: "3m",
  population: { ...Town.people, habits: { ...Town.people.habits, block: 60 } },
  timeline: [
    { what: "two-devices", at: "20s", share: "100%", within: "20s" },
    { what: "sign-commits", at: "45s", share: "70%", within: "20s", lasts: "1m", lost: "0%", stolen: "0%", givenBack: "0%", noticed: "10s" },
    { what: "two-devices", at: "90s", share: "100%", within: "40s" }
  ]
}

const ofPds = (change: (layer: ActorLayer) => ActorLayer) => (spec: ActorSpec): ActorLayer => spec.kind === "pds" ? change(layerOf(spec)) : layerOf(spec)

type Door = (request: HttpServerRequest, answer: (changed: HttpServerRequest) => Effect.Effect<HttpServerResponse.HttpServerResponse, unknown>) => Effect.Effect<HttpServerResponse.HttpServerResponse, unknown>

const behind = (make: () => Door) =>
  ofPds((layer) => {
    const door = make()
    const around = <E>(route: Effect.Effect<HttpServerResponse.HttpServerResponse, E>) =>
      Effect.flatMap(HttpServerRequest, (request) =>
        door(request, (changed) => Effect.provideService(route, HttpServerRequest, changed)) as Effect.Effect<HttpServerResponse.HttpServerResponse, E>)
    return Layer.provide(layer, HttpRouter.middleware(around).layer)
  })

describe("people whose devices sign, at servers without a bug", () => {
  it("alarm no oracle, and give each of these something to look at", () => {
    const { invariants, reasons } = Town.run({ town })
    expect(reasons).toEqual([])
    for (const code of ["KEY-4", "REPO-8", "REPO-2", "REPO-7"]) {
      expect([code, invariants.find((found) => found.code === code)?.checked ?? 0]).not.toEqual([code, 0])
    }
  })
})

describe("REPO-8 notices a PDS", () => {
  it("that does not look at the commit upon which somebody writes", () => {
    const blind: Door = (request, answer) =>
      answer(new Proxy(request, {
        get: (target, name) => name === "arrayBuffer"
          ? Effect.map(target.arrayBuffer, (body) => new TextEncoder().encode(Buffer.from(body).toString().replace(/,?"swapCommit":"[^"]*"/, "")))
          : Reflect.get(target, name, target)
      }))
    Town.expectCaught({ town, layerOf: behind(() => blind) }, "REPO-8")
  })

  it("that refuses who wrote upon the present commit", () => {
    let swaps = 0
    const late: Door = (request, answer) =>
      request.url === "/xrpc/com.atproto.repo.putRecord" && ++swaps % 5 === 1
        ? Effect.succeed(HttpServerResponse.jsonUnsafe({ error: "InvalidSwap", message: "too late" }, { status: 400 }))
        : answer(request)
    Town.expectCaught({ town, layerOf: behind(() => late) }, "REPO-8")
  })
})

describe("KEY-4 notices a PDS", () => {
  it("that goes on signing with the key that it had", () => {
    const forger = new Town.Forger()
    const signers = new Set<string>()
    const listening: Interpose = (host, message) => {
      if (host === pds && message.kind === "response" && message.path.endsWith("putCommit") && message.status === 200) {
        for (const [, did] of Buffer.from(message.bytes).toString().matchAll(/at:\/\/(did:plc:[a-z2-7]{24})/g)) signers.add(did!)
      }
      return message.bytes
    }
    Town.expectCaught({
      town,
      layerOf: forger.layerOf,
      interpose: Town.both(listening, Town.oneCommit(pds, ({ repo }) => signers.has(repo), (event) => forger.recommit(event, () => ({})), 3))
    }, "KEY-4", ["REPO-2", "REPO-7", "REPO-8", "SYNC-2", ...refused])
  })

  it("that asks the App View in the name of an owner who holds the key", () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
    let owner: string | undefined
    const heard: Interpose = (host, message) => {
      if (host === pds && message.kind === "response" && message.path.endsWith("putCommit")) owner ??= /at:\/\/(did:plc:[a-z2-7]{24})/.exec(Buffer.from(message.bytes).toString())?.[1]
      return message.bytes
    }
    const presumptuous = ofPds((layer) =>
      Layer.provide(layer, Layer.effect(HttpClient.HttpClient)(Effect.map(HttpClient.HttpClient, (client) =>
        HttpClient.mapRequest(client, (request) => {
          if (owner === undefined || !request.url.includes("getTimeline")) return request
          const token = [part({ typ: "JWT", alg: "ES256K" }), part({ iss: owner, aud: "did:web:appview1.test", exp: 0, lxm: "app.bsky.feed.getTimeline" }), "AA"].join(".")
          return HttpClientRequest.setHeader(request, "authorization", `Bearer ${token}`)
        })))))
    Town.expectCaught({ town, interpose: heard, layerOf: presumptuous }, "KEY-4", ["VIEW-3", "VIEW-5"])
  })

  it("that takes a write without a signature", () => {
    const did = `did:plc:${"a".repeat(24)}`
    const authorization = `Bearer ${[{ typ: "at+jwt" }, { sub: did }].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.AA`
    const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json))
    const exchange = (at: number, path: string, input: unknown, output: unknown): ReadonlyArray<Observation> => {
      const request: HttpRequestSent = { _tag: "HttpRequestSent", at, exchange: at, from: "device.test", to: pds, method: "POST", path: `/xrpc/${path}`, headers: { authorization }, body: bytesOf(input) }
      return [request, { _tag: "HttpResponseReceived", at: at + 1, exchange: at, request, status: 200, headers: {}, body: bytesOf(output) }]
    }
    const write = (at: number) => exchange(at, "com.atproto.repo.createRecord", { repo: did }, { uri: `at://${did}/a.b.c/1`, cid: "", commit: { cid: "", rev: "" } })
    const verdict = (observed: ReadonlyArray<Observation>) => {
      const ledger = new Ledger([{ host: pds, kind: "pds" }])
      const said: Array<string> = []
      const { observe } = OwnersSign.make((holds, message) => {
        if (!holds) said.push(message())
      }, ledger)
      for (const o of observed) {
        ledger.observe(o)
        observe?.(o)
      }
      return said.length
    }
    const hold = exchange(10, "dev.orrery.keys.holdSigningKey", { signingKey: "did:key:z" }, {})
    const entrust = exchange(30, "dev.orrery.keys.entrustSigningKey", { signingKey: "did:key:z" }, {})
    expect([verdict([...write(1), ...hold]), verdict([...hold, ...write(20)]), verdict([...hold, ...entrust, ...write(40)])]).toEqual([0, 1, 0])
  })
})
