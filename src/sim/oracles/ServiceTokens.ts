/**
 * AUTH-1. A service token works at the service that it names, for the method
 * that it names, once, and not beyond its life since it was first seen. A few
 * minutes are allowed for clocks that differ.
 */
import * as NaiveJwt from "./model/NaiveJwt.ts"
import type { Oracle } from "./Oracle.ts"

const leewayMillis = 300_000
const methodOf = /^\/xrpc\/([^?]+)/

export const ServiceTokens: Oracle = {
  code: "AUTH-1",
  title: "A service token works at one service, for one method, once, before it expires.",
  source: "[xrpc] Inter-service authentication",
  when: ({ kinds }) => kinds.has("pds") && kinds.has("appview"),
  make: (check, ledger) => {
    /** Tokens that came: when first, and where they were good already. */
    const seen = new Map<string, { readonly at: number; readonly lifeMillis: number; readonly goodAt: Set<string> }>()
    let sweptAt = 0
    /** Whatever is long over may be forgotten: a refusal then costs nothing, and an acceptance is a new token's. */
    const sweep = (now: number): void => {
      if (now - sweptAt < 60 * 60_000) return
      sweptAt = now
      for (const [token, { at, lifeMillis }] of seen) if (at + lifeMillis + 2 * leewayMillis < now) seen.delete(token)
    }
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived") return
        const token = NaiveJwt.bearer(o.request.headers)
        if (token === undefined || ledger.sessions.of(o.request) !== undefined) return
        const said = NaiveJwt.read(token)
        // Sessions' own tokens and delegations are other oracles' concern.
        if (said?.claims.iss === undefined || said.claims.prf !== undefined) return
        const { aud, exp, iat, lxm } = said.claims as { readonly aud?: unknown; readonly exp?: number; readonly iat?: number; readonly lxm?: unknown }
        const { at, path, to } = o.request
        sweep(o.at)
        const before = seen.get(token) ?? { at, lifeMillis: exp === undefined || iat === undefined ? 0 : (exp - iat) * 1000, goodAt: new Set<string>() }
        seen.set(token, before)
        if (o.status >= 300) return
        const method = methodOf.exec(path)?.[1]
        const named = String(aud).split("#")[0] === `did:web:${to}` && lxm === method
        check(
          (named || isPassedOn(lxm, method)) && !before.goodAt.has(to) && at <= before.at + before.lifeMillis + leewayMillis,
          () => `${to} did ${method} at ${o.at} ms by a token of ${String(said.claims.iss)} for ${String(lxm)} at ${String(aud)}, first seen at ${before.at} ms, `
            + `good for ${before.lifeMillis} ms${before.goodAt.has(to) ? ", and used there before" : ""}`,
          () => [to, String(said.claims.iss)]
        )
        before.goodAt.add(to)
      }
    }
  }
}

/** A feed's token goes through the App View to the feed generator that it is for. */
const isPassedOn = (lxm: unknown, method: string | undefined): boolean => lxm === "app.bsky.feed.getFeedSkeleton" && method === "app.bsky.feed.getFeed"
