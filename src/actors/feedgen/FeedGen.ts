/**
 * A feed generator: watches a firehose, ranks posts, returns their URIs; the
 * App View turns them into views. Its identity is the did:web of its host.
 *
 * Anybody may read a feed. Who brings a token is its reader only if the token
 * is for this service and this method and holds under the reader's own key: a
 * feed made for one person must not be had in another's name. AUTH-1
 * Lexicon app.bsky.feed.getFeedSkeleton; paper §3.4; FEED-1
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as RepoEvent from "../../protocol/frames/RepoEvent.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import { type Change, changes, touches } from "../firehose/Records.ts"
import * as Subscription from "../firehose/Subscription.ts"
import { Hosts } from "../Hosts.ts"
import * as Resolver from "../identity/Resolver.ts"
import * as ServiceAuth from "../identity/ServiceAuth.ts"
import * as Xrpc from "../xrpc/Server.ts"
import * as Feed from "./Feed.ts"
import type { FeedGenOptions } from "./Options.ts"
import * as Store from "./Store.ts"

const skeleton = "app.bsky.feed.getFeedSkeleton"

const watched = new Set(["app.bsky.feed.post", "app.bsky.feed.like"])

/** Tags of a post: those in its `tags`, and those of its facets. */
const tagsOf = (record: Readonly<Record<string, unknown>>): ReadonlyArray<string> => {
  const tags = Array.isArray(record.tags) ? record.tags : []
  const features = (Array.isArray(record.facets) ? record.facets : [])
    .flatMap((facet: { readonly features?: unknown }) => Array.isArray(facet?.features) ? facet.features : [])
    .map((feature: { readonly tag?: unknown }) => feature?.tag)
  return [...tags, ...features].filter((tag) => typeof tag === "string").map((tag) => tag.toLowerCase())
}

const apply = (store: Store.Store, author: string, change: Change, now: number) => {
  if (change.collection === "app.bsky.feed.post") {
    return change._tag === "Delete" ? store.removePost(change.uri) : store.addPost(change.uri, author, now, tagsOf(change.record))
  }
  if (change._tag === "Delete") return store.removeLike(change.uri)
  const subject = change.record.subject as { readonly uri?: unknown } | undefined
  return typeof subject?.uri === "string" ? store.addLike(change.uri, author, subject.uri) : Effect.void
}

/** What an event does to the feeds. */
type Deed =
  | { readonly _tag: "Write"; readonly author: string; readonly change: Change }
  | { readonly _tag: "Forget"; readonly did: string }

const deedsOf = ({ frame }: Subscription.Received): ReadonlyArray<Deed> => {
  if (frame.t === "#commit" && !touches(frame, watched)) return []
  const event = Result.getOrUndefined(RepoEvent.fromFrame(frame))
  if (event?._tag === "Commit") return changes(event, watched).map((change) => ({ _tag: "Write", author: event.repo, change }))
  return event?._tag === "Account" && !event.active && event.status === "deleted" ? [{ _tag: "Forget", did: event.did }] : []
}

const settle = Effect.fnUntraced(function*(store: Store.Store, deeds: ReadonlyArray<Deed>) {
  const now = yield* Clock.currentTimeMillis
  for (const deed of deeds) {
    yield* deed._tag === "Forget" ? store.forget(deed.did) : apply(store, deed.author, deed.change, now)
  }
})

export const layer = (options: FeedGenOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const store = yield* Store.make
    const auth = yield* ServiceAuth.ServiceAuth
    const hosts = yield* Hosts
    const did = hosts.didOf(hosts.self)
    // A PDS names the service without its fragment, as a feed's record does. [ref pds]
    const demand = { audience: [did, `${did}#bsky_fg`], method: skeleton }
    const uriOf = (rkey: string) => `at://${did}/app.bsky.feed.generator/${rkey}`
    const ingest = Subscription.run({
      name: "repos",
      origin: hosts.originOf(options.relay),
      nsid: "com.atproto.sync.subscribeRepos",
      begin: "oldest",
      restMillis: 500,
      prepare: (batch) => Effect.sync(() => batch.flatMap(deedsOf)),
      settle: (deeds) => settle(store, deeds),
      changesNothing: (deeds) => deeds.length === 0
    })
    return Layer.mergeAll(
      Layer.effectDiscard(Effect.forkScoped(ingest)),
      Xrpc.unknownMethods,
      HttpRouter.add("GET", "/_health", HttpServerResponse.jsonUnsafe({ status: "ok" })),
      HttpRouter.add("GET", "/.well-known/did.json", HttpServerResponse.jsonUnsafe({
        "@context": ["https://www.w3.org/ns/did/v1"],
        id: did,
        service: [{ id: "#bsky_fg", type: "BskyFeedGenerator", serviceEndpoint: hosts.originOf(hosts.self) }]
      })),
      Xrpc.query("app.bsky.feed.describeFeedGenerator", () =>
        Effect.succeed({ did, feeds: options.feeds.map((feed) => ({ uri: uriOf(feed.rkey) })) })),
      Xrpc.query(skeleton, Effect.fnUntraced(function*({ params, request }) {
        yield* auth.optional(request, demand)
        // The record may live in any account's repository: its record key names the feed.
        const rkey = params.feed.slice(params.feed.lastIndexOf("/") + 1)
        const feed = options.feeds.find((candidate) => candidate.rkey === rkey)
        if (feed === undefined) {
          return yield* new XrpcError({ status: 400, error: "UnknownFeed", message: `${params.feed} is not served here` })
        }
        return yield* Feed.page(store, feed, params.limit ?? 50, params.cursor)
      }))
    )
  })).pipe(
    Layer.provide(ServiceAuth.layer),
    Layer.provide(Resolver.layer(options))
  )
