/** What a PDS keeps for `app.bsky`: preferences. And getFeed, whose token is for the feed's own service. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { invalidRequest } from "../../../protocol/xrpc/XrpcError.ts"
import * as Client from "../../xrpc/Client.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import * as Preferences from "../account/Preferences.ts"
import type { Parts } from "../Parts.ts"
import type { Proxy } from "../Proxy.ts"
import { inactive } from "../session/Auth.ts"
import { isFull } from "../session/Scope.ts"

const skeleton = "app.bsky.feed.getFeedSkeleton"
const serviceKeptMillis = 10 * 60_000
const maxServices = 10_000

export const layer = (parts: Parts, proxy: Proxy) =>
  Layer.unwrap(Effect.gen(function*() {
    const { auth, sql } = parts
    const client = yield* Client.make
    const stored = (account: number) =>
      Effect.map(sql<{ preferences: string }>`SELECT preferences FROM preference WHERE account = ${account}`, (rows) =>
        rows[0] === undefined ? [] : (JSON.parse(rows[0].preferences) as Preferences.Preferences))
    const services = new Map<string, { readonly did: string; readonly untilMillis: number }>()

    /** The DID of the service behind a feed, as the App View knows it. */
    const serviceOf = Effect.fnUntraced(function*(feed: string) {
      const nowMillis = yield* Clock.currentTimeMillis
      const known = services.get(feed)
      if (known !== undefined && nowMillis < known.untilMillis) return known.did
      const { view } = yield* client.query("app.bsky.feed.getFeedGenerator", { origin: proxy.appView.origin, params: { feed } })
      if (services.size >= maxServices) services.clear()
      services.set(feed, { did: view.did, untilMillis: nowMillis + serviceKeptMillis })
      return view.did
    })

    /**
     * These are older than the proxy header: the body names the service, and
     * the token is for its bare DID. [ref pds]
     */
    const push = (nsid: "app.bsky.notification.registerPush" | "app.bsky.notification.unregisterPush") =>
      auth.procedure(nsid, { active: true }, Effect.fnUntraced(function*({ input, request }, { account }) {
        const target = yield* proxy.notifier(input.serviceDid)
        return proxy.respond(yield* proxy.call(account, target, request, nsid, input.serviceDid))
      }))

    return Layer.mergeAll(
      Xrpc.query("app.bsky.actor.getPreferences", Effect.fnUntraced(function*({ headers }) {
        const { account, scope } = yield* auth.caller(headers, { takendown: true })
        // Only the account's own password opens what is taken down, and who leaves takes all along. MIG-1
        const isOwn = isFull(scope) || scope === "com.atproto.takendown"
        return { preferences: Preferences.shown(yield* stored(account.id), isOwn, yield* Clock.currentTimeMillis) }
      })),

      auth.procedure("app.bsky.actor.putPreferences", {}, Effect.fnUntraced(function*({ input }, { account, scope }) {
        // What is set while asleep would be lost if the account is about to leave; one that
        // moves in brings them. MIG-1. [ref pds] takes them
        if (account.status !== undefined && !account.movedIn) return yield* inactive(account)
        if (input.preferences.some(Preferences.isForeign)) return yield* invalidRequest("Some preferences are not in the app.bsky namespace")
        if (!isFull(scope) && input.preferences.some(Preferences.isPersonal)) return yield* invalidRequest("Do not have authorization to set preferences.")
        yield* sql.withTransaction(Effect.gen(function*() {
          // What a session may not see, it must not erase by leaving it out.
          const unseen = isFull(scope) ? [] : (yield* stored(account.id)).filter(Preferences.isPersonal)
          yield* sql`INSERT INTO preference (account, preferences) VALUES (${account.id}, ${JSON.stringify([...Preferences.kept(input.preferences), ...unseen])})
            ON CONFLICT (account) DO UPDATE SET preferences = excluded.preferences`
        }))
      })),

      push("app.bsky.notification.registerPush"),
      push("app.bsky.notification.unregisterPush"),

      Xrpc.query("app.bsky.feed.getFeed", Effect.fnUntraced(function*({ params, request }) {
        const { account, target } = yield* proxy.prepare(request, "app.bsky.feed.getFeed")
        const did = yield* Effect.orElseSucceed(serviceOf(params.feed), () => undefined)
        // An App View that knows no such feed says so itself, to a token of its own.
        const upstream = did === undefined
          ? proxy.call(account, target, request, "app.bsky.feed.getFeed")
          : proxy.call(account, target, request, "app.bsky.feed.getFeed", `${did}#bsky_fg`, skeleton)
        return proxy.respond(yield* upstream)
      }))
    )
  }))
