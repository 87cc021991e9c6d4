/**
 * Read-after-write: people see what they have just written, though the App
 * View has not indexed it yet. [xrpc], PROXY-2
 *
 *     upstream's answer ─ Atproto-Repo-Rev older than ours? ─ no ──▶ as it is
 *                                   └─ yes ─▶ local records since ─▶ spliced in
 *
 * Only what was written is shown early; what was deleted here stays until the
 * service has seen the deletion, and likes, follows and counts wait for it too,
 * as in the reference.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import type { ProfileViewBasic } from "../../../protocol/lexicon/generated/app/bsky/actor/defs.ts"
import type { PostView } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import type { Methods } from "../../../protocol/lexicon/generated/Methods.ts"
import { standard } from "../../../protocol/lexicon/Registry.ts"
import * as Client from "../../xrpc/Client.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Hosted } from "../account/Hosted.ts"
import type { Parts } from "../Parts.ts"
import type { Proxy, Target, Upstream } from "../Proxy.ts"
import * as ServiceTokens from "../session/ServiceTokens.ts"
import * as LocalRecords from "./LocalRecords.ts"
import * as LocalViews from "./LocalViews.ts"

/** What one call of `getPosts` takes. */
const maxPostsAsked = 25
const referenceTimeoutMillis = 5_000

type Query = Parameters<typeof Xrpc.query>[0]

export interface Lag {
  readonly account: Hosted
  readonly images: LocalViews.ImageHost
  readonly local: LocalRecords.LocalRecords
  /** Asks the same service, in the account's name. Undefined for whatever it refuses. */
  readonly ask: <K extends Query>(nsid: K, params: Methods[K]["params"]) => Effect.Effect<Methods[K]["output"] | undefined>
}

/** The local posts as views, with those that they answer or quote. */
export interface Views {
  readonly author: ProfileViewBasic
  readonly posts: ReadonlyArray<PostView>
  readonly byUri: ReadonlyMap<string, PostView>
}

export interface Splices<K extends Query> {
  readonly splice: (output: Methods[K]["output"], lag: Lag) => Effect.Effect<Methods[K]["output"], SqlError>
  /** For an answer that names this error: what takes its place, if anything. */
  readonly refused?: { readonly error: string; readonly instead: (lag: Lag) => Effect.Effect<Methods[K]["output"] | undefined, SqlError> }
}

const parse = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

export const make = Effect.fnUntraced(function*(parts: Parts, proxy: Proxy) {
  const { records, takedowns } = parts
  const client = yield* Client.make

  const lagOf = Effect.fnUntraced(function*(account: Hosted, target: Target, { headers }: Upstream, request: HttpServerRequest) {
    const rev = headers["atproto-repo-rev"]
    if (rev === undefined || account.head === undefined || rev >= account.head.rev) return undefined
    if (headers["content-encoding"] !== undefined || !/^application\/json\b/i.test(headers["content-type"] ?? "")) return undefined
    const local = yield* LocalRecords.since(records, takedowns, account, rev)
    if (local === undefined) return undefined
    const labelers = request.headers["atproto-accept-labelers"]
    const ask: Lag["ask"] = (nsid, params) =>
      ServiceTokens.make(parts, account, { aud: target.audience, lxm: nsid }).pipe(
        Effect.flatMap((token) =>
          client.query(nsid, {
            origin: target.origin,
            params,
            headers: { ...Client.bearer(token), ...(labelers === undefined ? {} : { "atproto-accept-labelers": labelers }) },
            timeoutMillis: referenceTimeoutMillis
          })),
        Effect.orElseSucceed(() => undefined)
      )
    return { account, images: { origin: proxy.appView.origin, did: account.did }, local, ask } satisfies Lag
  })

  return {
    /** Forwards a read, and splices local records into the answer if it lacks any. */
    forward: Effect.fnUntraced(function*<K extends Query>(nsid: K, request: HttpServerRequest, { refused, splice }: Splices<K>) {
      const { account, target } = yield* proxy.prepare(request, nsid)
      const upstream = yield* proxy.call(account, target, request, nsid)
      const lag = yield* lagOf(account, target, upstream, request)
      if (lag === undefined) return proxy.respond(upstream)
      const body = parse(upstream.body)
      let output: Methods[K]["output"] | undefined
      if (upstream.status === 200) {
        // What its lexicon refuses is no ground to build on.
        if (Result.isSuccess(standard.validateOutput(nsid, body))) output = yield* splice(body as Methods[K]["output"], lag)
      } else if (refused !== undefined && (body as { readonly error?: unknown } | undefined)?.error === refused.error) {
        output = yield* refused.instead(lag)
      }
      if (output === undefined) return proxy.respond(upstream)
      const { "content-type": _, ...headers } = upstream.headers
      const lagMillis = (yield* Clock.currentTimeMillis) - lag.local.oldestMillis
      return Xrpc.answer(output, { ...headers, "atproto-upstream-lag": String(Math.max(0, lagMillis)) })
    }),

    views: Effect.fnUntraced(function*({ account, ask, images, local }: Lag) {
      const author = LocalViews.author(images, account.handle, yield* LocalRecords.profile(records, takedowns, account))
      const wanted = LocalViews.references(local.posts)
      const known = new Map<string, PostView>()
      for (let start = 0; start < wanted.posts.length; start += maxPostsAsked) {
        const answer = yield* ask("app.bsky.feed.getPosts", { uris: wanted.posts.slice(start, start + maxPostsAsked) })
        for (const post of answer?.posts ?? []) known.set(post.uri, post)
      }
      const generators = new Map<string, { readonly uri: string }>()
      for (const feed of wanted.generators) {
        const answer = yield* ask("app.bsky.feed.getFeedGenerator", { feed })
        if (answer !== undefined) generators.set(feed, answer.view)
      }
      const posts = LocalViews.posts(images, author, local.posts, { posts: known, generators })
      for (const post of posts) known.set(post.uri, post)
      return { author, posts, byUri: known } satisfies Views
    })
  }
})

export type ReadAfterWrite = Effect.Success<ReturnType<typeof make>>
