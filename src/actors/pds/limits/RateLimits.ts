/**
 * Rate limits of a PDS: 429 `RateLimitExceeded` beyond them, and on every
 * answer where the caller stands, in `RateLimit-*`. XRPC-5
 *
 *     request ─▶ all calls, by address ─▶ who asks ─▶ input ─▶ the method's own rule ─▶ answer + headers of the tightest
 *
 * As in [ref xrpc-server] a method's own rule counts what would be done: a
 * stranger's calls use up no upload of others at the same address. All calls
 * together are counted before anything is looked at, for a wrong one costs too.
 *
 * Without the option nothing is installed and nothing counted. One key's
 * spending never counts against another's.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import { errorResponse, nsidOf } from "../../xrpc/Server.ts"
import { Counter, type Standing } from "./Counter.ts"
import { getRepo, type RateLimits as Options, type RuleName } from "./Rules.ts"

/** What the present request has come to, for its answer's headers. */
class Account {
  tightest: Standing | undefined
}

const headersOf = ({ remaining, resetMillis, window }: Standing) => ({
  "ratelimit-limit": String(window.points),
  "ratelimit-remaining": String(remaining),
  "ratelimit-reset": String(Math.floor(resetMillis / 1000)),
  "ratelimit-policy": `${window.points};w=${Math.floor(window.perMillis / 1000)}`
})

const refusal = (standing: Standing, nowMillis: number): XrpcError =>
  new XrpcError({
    status: 429,
    error: "RateLimitExceeded",
    message: "Rate Limit Exceeded",
    headers: { ...headersOf(standing), "retry-after": String(Math.max(1, Math.ceil((standing.resetMillis - nowMillis) / 1000))) }
  })

export interface RateLimits {
  /** Counts this call under a key of its rule; *RateLimitExceeded*. */
  readonly spend: (request: HttpServerRequest, rule: RuleName, key: string, points?: number) => Effect.Effect<void, XrpcError>
  /** The same under the caller's address, and whatever else is part of the key. */
  readonly spendByAddress: (request: HttpServerRequest, rule: RuleName, whose?: string) => Effect.Effect<void, XrpcError>
  /** Sets the door before routes. */
  readonly around: <A, E, R>(routes: Layer.Layer<A, E, R>) => Layer.Layer<A, E, R>
}

const off: RateLimits = { spend: () => Effect.void, spendByAddress: () => Effect.void, around: (routes) => routes }

/** The caller's address, as far as this server can see. */
const addressOf = (request: HttpServerRequest, header: string | undefined): string => {
  const forwarded = header === undefined ? undefined : request.headers[header.toLowerCase()]?.split(",").pop()?.trim()
  return forwarded ?? Option.getOrElse(request.remoteAddress, () => "unknown")
}

export const make = (options: Options | undefined): RateLimits => {
  if (options === undefined) return off
  const counter = new Counter()
  const under = new WeakMap<HttpServerRequest, Account>()

  const spend: RateLimits["spend"] = (request, rule, key, points = 1) => {
    const present = under.get(request)
    // Who is not counted at the door is not counted inside.
    if (present === undefined || points < 1) return Effect.void
    return Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
      let exceeded: Standing | undefined
      for (const window of options[rule]) {
        const standing = counter.spend(`${rule} ${window.perMillis} ${key}`, points, window, nowMillis)
        if (present.tightest === undefined || standing.remaining < present.tightest.remaining) present.tightest = standing
        if (standing.exceeded) exceeded ??= standing
      }
      return exceeded === undefined ? Effect.void : Effect.fail(refusal(exceeded, nowMillis))
    })
  }

  const spendByAddress: RateLimits["spendByAddress"] = (request, rule, whose = "") =>
    spend(request, rule, whose + addressOf(request, options.addressHeader))

  const door = <E>(route: Effect.Effect<HttpServerResponse.HttpServerResponse, E>) =>
    Effect.gen(function*() {
      const request = yield* HttpServerRequest
      const { bypassKey } = options
      if (bypassKey !== undefined && request.headers["x-ratelimit-bypass"] === bypassKey) return yield* route
      const present = new Account()
      under.set(request, present)
      const counted = nsidOf(request) === getRepo ? Effect.void : spendByAddress(request, "global")
      return yield* Effect.matchEffect(counted, {
        onFailure: (error) => Effect.succeed(errorResponse(error)),
        onSuccess: () =>
          Effect.map(route, (response) =>
            present.tightest === undefined || "ratelimit-limit" in response.headers
              ? response
              : HttpServerResponse.setHeaders(response, headersOf(present.tightest)))
      })
    })

  return { spend, spendByAddress, around: (routes) => Layer.provide(routes, HttpRouter.middleware(door).layer) }
}
