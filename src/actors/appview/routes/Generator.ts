/**
 * Feed generators: what they are, and what they suggest. A generator is asked
 * for URIs only; what may be shown is decided here, in its order. One that is
 * slow, dead or lying hurts its own feed only. FEED-1, FEED-2
 *
 * A PDS sends a token for the generator (`getFeedSkeleton`), which names the
 * user here as well, and is passed on; a token for this App View (`getFeed`)
 * personalises the views, and the generator is asked without one.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as DidDocument from "../../../protocol/identity/DidDocument.ts"
import type { SkeletonFeedPost } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import type { Main as Generator } from "../../../protocol/lexicon/generated/app/bsky/feed/generator.ts"
import type { Main as Repost } from "../../../protocol/lexicon/generated/app/bsky/feed/repost.ts"
import * as BearerAuth from "../../../protocol/xrpc/BearerAuth.ts"
import * as ServiceJwt from "../../../protocol/xrpc/ServiceJwt.ts"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import { Resolver } from "../../identity/Resolver.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import { bearer, type Client } from "../../xrpc/Client.ts"
import * as Uri from "../Uri.ts"
import * as Feeds from "../view/Feeds.ts"
import * as Generators from "../view/Generators.ts"
import type { Asker, Indexed, State } from "../view/State.ts"
import type { Access, Headers } from "./Access.ts"
import { notFound } from "./Actor.ts"
import { wanted } from "./Feed.ts"
import type { Method } from "./Method.ts"

const skeletonMethod = "app.bsky.feed.getFeedSkeleton"
const timeoutMillis = 10_000

const unknownFeed = XrpcError.declared("UnknownFeed", "could not find feed")

/** Whether the repost that an item names is one of that post: a generator may say anything. */
const reposts = (state: State, { post, uri }: Feeds.FeedItem): boolean => {
  const repost = state.records.get(uri) as Indexed<Repost> | undefined
  return repost?.record.subject?.uri === post
}

export const layer = Effect.fnUntraced(function*(method: Method, access: Access, client: Client) {
  const resolver = yield* Resolver
  const recordsIn = yield* Prepared.prepare(
    "SELECT uri FROM record WHERE uri > ? AND uri < ? AND json IS NOT NULL ORDER BY uri LIMIT ?"
  )

  const endpointOf = (did: string) =>
    Effect.match(resolver.did(did), {
      onFailure: () => undefined,
      onSuccess: (document) => DidDocument.service(document, "bsky_fg", "BskyFeedGenerator")
    })

  const generatorOf = Effect.fnUntraced(function*(asker: Asker, feed: string) {
    const state = yield* method.hydrate(asker, { records: [feed] })
    const record = Uri.collection(feed) === Generators.collection ? state.records.get(feed) as Indexed<Generator> | undefined : undefined
    if (record === undefined || !state.actors.has(record.author)) return yield* unknownFeed
    return { state, did: record.record.did }
  })

  /** The asker, and the token to pass on if it is one for the generator. */
  const askerOf = Effect.fnUntraced(function*(headers: Headers, generator: string) {
    const token = BearerAuth.tokenOf(headers)
    const jwt = token === undefined ? undefined : Result.getOrUndefined(ServiceJwt.decode(token))
    return jwt?.claims.lxm === skeletonMethod
      ? { asker: yield* access.onBehalf(headers, skeletonMethod, [generator, `${generator}#bsky_fg`]), token }
      : { asker: yield* access.optional(headers, "app.bsky.feed.getFeed"), token: undefined }
  })

  const skeleton = Effect.fnUntraced(function*(
    did: string,
    params: { readonly feed: string; readonly limit: number; readonly cursor?: string },
    token: string | undefined
  ) {
    const origin = yield* endpointOf(did)
    if (origin === undefined) return yield* XrpcError.upstreamFailure("the feed's service could not be found")
    const headers = token === undefined ? {} : bearer(token)
    return yield* Effect.mapError(
      client.query(skeletonMethod, { origin, params, headers, timeoutMillis }),
      (error) => error._tag === "XrpcError" && error.error === "UnknownFeed" ? unknownFeed : XrpcError.upstreamFailure("feed unavailable")
    )
  })

  const itemOf = ({ post, reason }: SkeletonFeedPost): Feeds.FeedItem =>
    reason?.$type === "app.bsky.feed.defs#skeletonReasonRepost" && "repost" in reason ? { uri: reason.repost, post } : { uri: post, post }

  return Layer.mergeAll(
    Xrpc.query("app.bsky.feed.getFeed", Effect.fnUntraced(function*({ headers, params }) {
      const { did: generator } = yield* generatorOf(yield* access.anonymous(headers), params.feed)
      const { asker, token } = yield* askerOf(headers, generator)
      const answer = yield* skeleton(generator, params, token)
      const suggested = answer.feed.slice(0, params.limit).filter(({ post }) => Uri.did(post) !== undefined)
      const items = suggested.map(itemOf)
      const rev = yield* method.indexed(asker)
      const state = yield* method.hydrate(asker, wanted(items))
      const feed = items.flatMap((item, i) => {
        const honest = item.uri === item.post || reposts(state, item) ? item : { uri: item.post, post: item.post }
        const view = Feeds.unwelcome(state, honest) ? undefined : Feeds.view(state, honest)
        const { feedContext } = suggested[i]!
        return view === undefined ? [] : [{ ...view, ...(feedContext === undefined ? {} : { feedContext }) }]
      })
      const { cursor } = answer
      return yield* method.answer("app.bsky.feed.getFeed", asker, { feed, ...(cursor === undefined ? {} : { cursor }) }, rev)
    })),

    method.query("app.bsky.feed.getFeedGenerator", Effect.fnUntraced(function*({ params }, asker) {
      const { did, state } = yield* generatorOf(asker, params.feed)
      const view = Generators.view(state, params.feed)
      if (view === undefined) return yield* unknownFeed
      const isOnline = (yield* endpointOf(did)) !== undefined
      return { view, isOnline, isValid: isOnline }
    })),

    method.query("app.bsky.feed.getFeedGenerators", Effect.fnUntraced(function*({ params }, asker) {
      const state = yield* method.hydrate(asker, { records: params.feeds })
      return { feeds: params.feeds.map((uri) => Generators.view(state, uri)).filter((view) => view !== undefined) }
    })),

    method.query("app.bsky.feed.getActorFeeds", Effect.fnUntraced(function*({ params }, asker) {
      const did = yield* method.didOf(params.actor)
      if (did === undefined) return yield* notFound
      const { from, to } = Uri.range(did, Generators.collection)
      const rows = yield* recordsIn.all<{ readonly uri: string }>(params.cursor ?? from, to, params.limit)
      const state = yield* method.hydrate(asker, { records: rows.map(({ uri }) => uri) })
      return {
        feeds: rows.map(({ uri }) => Generators.view(state, uri)).filter((view) => view !== undefined),
        ...(rows.length === params.limit ? { cursor: rows[rows.length - 1]!.uri } : {})
      }
    }))
  )
})
