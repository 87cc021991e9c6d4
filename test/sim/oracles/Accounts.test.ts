/** Planted bugs of servers in accounts, sessions and tokens, and the oracles that notice. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import type { HttpServerResponse } from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import type { ActorLayer } from "../../../src/sim/World.ts"
import { adminPassword } from "../../../src/sim/scenario/Build.ts"
import * as Town from "./SmallTown.ts"

const pds = "pds1.test"

/** Eighteen people on one PDS, to most of whom something happens. */
const troubled = {
  duration: "3m",
  topology: { pds: 1 },
  population: { ...Town.people, accounts: 18, habits: { ...Town.people.habits, post: 60, like: 40, reply: 20, readTimeline: 60, readThread: 20, readFeed: 0 } },
  timeline: [
    { what: "accounts", at: "30s", share: "100%", within: "50s", pause: "20s", forGood: "30%" },
    { what: "accounts", at: "100s", share: "100%", within: "40s", pause: "20s", forGood: "30%" }
  ]
}

type Between = <E>(
  request: HttpServerRequest,
  answer: (changed: HttpServerRequest) => Effect.Effect<HttpServerResponse, E>
) => Effect.Effect<HttpServerResponse, E>

/** The real actors, those of one kind with something between them and their callers. */
const behind = (kind: ActorSpec["kind"], make: () => Between) => (spec: ActorSpec): ActorLayer => {
  if (spec.kind !== kind) return layerOf(spec)
  const between = make()
  const door = <E>(route: Effect.Effect<HttpServerResponse, E>) =>
    Effect.flatMap(HttpServerRequest, (request) => between(request, (changed) => Effect.provideService(route, HttpServerRequest, changed)))
  return Layer.provide(layerOf(spec), HttpRouter.middleware(door).layer)
}

const withToken = (request: HttpServerRequest, authorization: string | undefined): HttpServerRequest => {
  const { authorization: _, ...headers } = request.headers as Record<string, string>
  return request.modify({ headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) } as never })
}

const headerOf = (token: string): { readonly typ?: string } => JSON.parse(Buffer.from(token.split(".")[0]!, "base64url").toString()) as { readonly typ?: string }
const claimsOf = (token: string): { readonly sub?: string; readonly scope?: string } => JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { readonly sub?: string; readonly scope?: string }

/** A PDS that takes another token of the same account for the one it was shown, if `for` says so. */
const lenient = (mistakes: (request: HttpServerRequest, token: string) => boolean) =>
  behind("pds", () => {
    /** The first full access token of each account. */
    const firsts = new Map<string, string>()
    return (request, answer) => {
      const token = /^Bearer (.+)$/.exec(request.headers["authorization"] ?? "")?.[1]
      const claims = token === undefined ? undefined : claimsOf(token)
      const other = firsts.get(claims?.sub ?? "")
      const changed = token !== undefined && other !== undefined && mistakes(request, token) ? withToken(request, `Bearer ${other}`) : request
      return Effect.tap(answer(changed), ({ body }) =>
        Effect.sync(() => {
          const text = body._tag === "Uint8Array" ? Buffer.from(body.body).toString() : ""
          const said = text.includes("accessJwt") ? JSON.parse(text) as { readonly accessJwt: string } : undefined
          const { scope, sub = "" } = said === undefined ? {} : claimsOf(said.accessJwt)
          if (scope === "com.atproto.access" && !firsts.has(sub)) firsts.set(sub, said!.accessJwt)
        }))
    }
  })

describe("people to whom everything happens, at servers without a bug", () => {
  it("alarm no oracle, and give each of these something to look at", () => {
    const { invariants, marks, reasons } = Town.run({ town: troubled })
    expect(reasons).toEqual([])
    for (const code of ["ACCT-1", "ACCT-2", "ACCT-4", "AUTH-1", "AUTH-3", "AUTH-4", "AUTH-5"]) {
      expect([code, invariants.find((found) => found.code === code)?.checked ?? 0]).not.toEqual([code, 0])
    }
    expect(marks.filter(({ hits, name }) => hits > 0 && /refused|shown nothing|kept from/.test(name)).length).toBeGreaterThan(4)
  })
})

describe("ACCT-1 notices a PDS", () => {
  it("that shows the repositories of accounts that are not active", () => {
    const operator = BasicAuth.format({ username: "admin", password: adminPassword })
    Town.expectCaught({
      town: troubled,
      layerOf: behind("pds", () => (request, answer) =>
        answer(request.url.startsWith("/xrpc/com.atproto.sync.getRepo?") ? withToken(request, operator) : request))
    }, "ACCT-1")
  })
})

describe("ACCT-1 notices a PDS", () => {
  it("that does not know after a crash whom it had put to sleep", () => {
    Town.expectCaught({
      town: { ...troubled, faults: [{ kind: "crash", target: pds, at: "110s", for: "3s" }] },
      layerOf: Town.withTrigger("BEFORE UPDATE OF status ON account WHEN NEW.status IS NOT NULL BEGIN SELECT RAISE(IGNORE); END")
    }, "ACCT-1", ["ACCT-2", "ACCT-4", "AUTH-3", "HANDLE-1", "HANDLE-4", "MOD-5", "RELAY-10", "SYNC-14", "VIEW-3", "VIEW-5"])
  })
})

describe("ACCT-4 notices a PDS", () => {
  it("that sends commits before it says that the account is back", () => {
    Town.expectCaught({
      town: troubled,
      interpose: Town.frames(pds, (event, { bytes }) => event._tag === "Account" && event.active && event.seq > 60 ? "drop" : bytes)
    }, "ACCT-4", ["ACCT-1", "HANDLE-1", "HANDLE-4", "RELAY-10", "VIEW-3", "VIEW-5", "MOD-5"])
  })
})

describe("ACCT-4 notices a relay", () => {
  it("that passes commits on before it says that the account is back", () => {
    Town.expectCaught({
      town: troubled,
      interpose: Town.frames("relay.test", (event, { bytes }) => event._tag === "Account" && event.active && event.seq > 60 ? "drop" : bytes)
    }, "ACCT-4", ["ACCT-1", "HANDLE-1", "HANDLE-4", "VIEW-3", "VIEW-5", "MOD-5"])
  })
})

describe("ACCT-2 notices a PDS", () => {
  it("that shows no fresh commit of an account that is back", () => {
    const asleep = new Set<string>()
    const back = new Set<string>()
    Town.expectCaught({
      town: troubled,
      interpose: Town.frames(pds, (event, { bytes }) => {
        if (event._tag === "Account") {
          if (!event.active) asleep.add(event.did)
          else if (asleep.delete(event.did)) back.add(event.did)
        }
        return event._tag === "Commit" && back.delete(event.repo) ? "drop" : bytes
      })
    }, "ACCT-2", ["REPO-3", "REPO-7", "SYNC-2", "SYNC-14", "RELAY-3", "RELAY-10", "VIEW-3", "VIEW-5", "MOD-5"])
  })
})

describe("AUTH-3 notices a PDS", () => {
  it("that goes on taking tokens of sessions that have ended", () => {
    Town.expectCaught({
      town: troubled,
      layerOf: lenient((request, token) => headerOf(token).typ === "at+jwt" && request.url.startsWith("/xrpc/com.atproto.server.getSession"))
    }, "AUTH-3")
  })
})

describe("AUTH-4 notices a PDS", () => {
  it("that lets an app password at the account", () => {
    Town.expectCaught({
      town: troubled,
      layerOf: lenient((request) => request.url.startsWith("/xrpc/com.atproto.server.requestAccountDelete"))
    }, "AUTH-4")
  })
})

describe("AUTH-5 notices a PDS", () => {
  it("that takes a refresh token for an access token", () => {
    Town.expectCaught({
      town: troubled,
      layerOf: lenient((request, token) => headerOf(token).typ === "refresh+jwt" && request.url.startsWith("/xrpc/com.atproto.repo."))
    }, "AUTH-5")
  })
})

describe("AUTH-1 notices an App View", () => {
  it("that takes a token for threads again and again, from a PDS that makes only one", () => {
    let first: string | undefined
    const threads = "/xrpc/app.bsky.feed.getPostThread?"
    const careless = behind("appview", () => (request, answer) => answer(request.url.startsWith(threads) ? withToken(request, undefined) : request))
    Town.expectCaught({
      layerOf: (spec) => {
        if (spec.kind !== "pds") return careless(spec)
        return Layer.provide(
          layerOf(spec),
          Layer.effect(HttpClient.HttpClient)(Effect.map(HttpClient.HttpClient, (client) =>
            HttpClient.mapRequest(client, (request) => {
              const token = request.headers["authorization"]
              if (token === undefined || !request.url.includes(threads)) return request
              return HttpClientRequest.setHeader(request, "authorization", first ??= token)
            })))
        )
      }
    }, "AUTH-1", ["MOD-1", "VIEW-3", "VIEW-5", "MOD-5", "HANDLE-1"])
  })

  it("that answers in one method without a look at the token", () => {
    const feeds = "/xrpc/app.bsky.feed.getAuthorFeed?"
    Town.expectCaught({ layerOf: behind("appview", () => (request, answer) => answer(request.url.startsWith(feeds) ? withToken(request, undefined) : request)) }, "AUTH-1", ["MOD-1"])
  })
})
