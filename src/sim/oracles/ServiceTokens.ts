/**
 * AUTH-1. A service token works at the service that it names, for the method
 * that it names, once, and not beyond its life since it was first seen. A few
 * minutes are allowed for clocks that differ. At rest some tokens are tried
 * where they must not work, for nobody else in a run does: for another method,
 * at another service than they name, and twice.
 */
import * as Effect from "effect/Effect"
import { json } from "./model/Moves.ts"
import * as NaiveJwt from "./model/NaiveJwt.ts"
import { sample } from "./model/Questions.ts"
import type { Oracle, Probe } from "./Oracle.ts"

const leewayMillis = 300_000
/** Accounts whose tokens are tried at rest. */
const mostTried = 10
/** Answers everybody, so that a service which does not look at the token is seen by its answer. */
const tried = "app.bsky.feed.getAuthorFeed"
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
    const attempts = Effect.fnUntraced(function*(probe: Probe, appView: string, host: string, did: string, session: string) {
      const tokenFor = (aud: string, lxm: string) =>
        Effect.map(probe.get(host, `/xrpc/com.atproto.server.getServiceAuth?aud=${encodeURIComponent(aud)}&lxm=${lxm}`, bearer(session)), ({ body, status }) =>
          status === 200 ? String(json(body).token) : undefined)
      const use = (token: string) => Effect.map(probe.get(appView, `/xrpc/${tried}?actor=${encodeURIComponent(did)}&limit=1`, bearer(token)), ({ status }) => status < 300)
      const there = `did:web:${appView}`
      for (const [aud, lxm] of [[there, "app.bsky.feed.getTimeline"], ["did:web:elsewhere.test", tried]] as const) {
        const token = yield* tokenFor(aud, lxm)
        if (token !== undefined) check(!(yield* use(token)), () => `${appView} did ${tried} by a token of ${did} for ${lxm} at ${aud}`, () => [appView, did])
      }
      const token = yield* tokenFor(there, tried)
      if (token !== undefined && (yield* use(token))) check(!(yield* use(token)), () => `${appView} did ${tried} twice by one token of ${did}`, () => [appView, did])
    })
    return {
      atRest: Effect.fnUntraced(function*(probe) {
        for (const appView of ledger.of("appview")) {
          for (const { access, did, host } of sample(ledger.sessions.open(), mostTried)) {
            if (ledger.repos.repo(did).active && ledger.repos.isHome(did, host)) yield* attempts(probe, appView, host, did, access)
          }
        }
      }),
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

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A feed's token goes through the App View to the feed generator that it is for. */
const isPassedOn = (lxm: unknown, method: string | undefined): boolean => lxm === "app.bsky.feed.getFeedSkeleton" && method === "app.bsky.feed.getFeed"
