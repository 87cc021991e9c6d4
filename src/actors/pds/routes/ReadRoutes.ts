/** The reads in which people look for what they have just written. [xrpc], PROXY-2 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { FeedViewPost, PostView, ThreadViewPost } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Hosted } from "../account/Hosted.ts"
import type { Parts } from "../Parts.ts"
import type { Proxy } from "../Proxy.ts"
import { postCollection } from "../reading/LocalRecords.ts"
import * as LocalViews from "../reading/LocalViews.ts"
import * as ReadAfterWrite from "../reading/ReadAfterWrite.ts"
import * as Splice from "../reading/Splice.ts"

const isOwn = ({ did, handle }: Hosted, identifier: string): boolean => identifier === did || identifier.toLowerCase() === handle

const mediaType = ({ embed }: Post): string | undefined =>
  embed?.$type === "app.bsky.embed.recordWithMedia" && "media" in embed ? embed.media.$type : embed?.$type

const pictures = new Set(["app.bsky.embed.images", "app.bsky.embed.gallery", "app.bsky.embed.video"])

/** Whether an author's feed with that filter shows the post. */
const passes = (filter: string, did: string, post: Post): boolean => {
  const { reply } = post
  switch (filter) {
    case "posts_no_replies":
      return reply === undefined
    case "posts_with_media":
      return pictures.has(mediaType(post) ?? "")
    case "posts_with_video":
      return mediaType(post) === "app.bsky.embed.video"
    case "posts_and_author_threads":
      return reply === undefined || [reply.parent, reply.root].every(({ uri }) => uri.startsWith(`at://${did}/`))
    default:
      return true
  }
}

/** Records of others come as the service gives them, so nothing is taken for granted. */
const rootOf = ({ record, uri }: PostView): string =>
  (record as { readonly reply?: { readonly root?: { readonly uri?: string } } }).reply?.root?.uri ?? uri

/** The author's present name and face on the own posts of a feed. */
const refreshed = ({ account, images, local: { profile } }: ReadAfterWrite.Lag, feed: ReadonlyArray<FeedViewPost>): ReadonlyArray<FeedViewPost> =>
  profile === undefined ? feed : feed.map((item) =>
    item.post.author.did === account.did
      ? { ...item, post: { ...item.post, author: LocalViews.withProfile(images, item.post.author, profile, false) } }
      : item)

export const layer = (parts: Parts, proxy: Proxy) =>
  Layer.unwrap(Effect.gen(function*() {
    const reads = yield* ReadAfterWrite.make(parts, proxy)

    const spliced = Effect.fnUntraced(function*<Output extends { readonly cursor?: string; readonly feed: ReadonlyArray<FeedViewPost> }>(
      lag: ReadAfterWrite.Lag,
      output: Output,
      cursor: string | undefined,
      shows: (post: Post) => boolean
    ) {
      const { byUri, posts } = yield* reads.views(lag)
      const items = posts.filter(({ record }) => shows(record as unknown as Post)).map((post) => LocalViews.feedItem(post, byUri))
      const page = { feed: refreshed(lag, output.feed), hasNewer: cursor !== undefined, hasOlder: output.cursor !== undefined }
      return { ...output, feed: Splice.intoFeed(page, items) }
    })

    /** The chain above a post: as far as it is local from here, from there on as the service shows it. */
    const above = Effect.fnUntraced(function*(lag: ReadAfterWrite.Lag, views: ReadAfterWrite.Views, post: Post, height: number) {
      const chain: Array<Splice.Thread> = []
      let uri = post.reply?.parent.uri
      for (let left = height; uri !== undefined && left > 0; left--) {
        const local = views.posts.find((view) => view.uri === uri)
        if (local === undefined) break
        chain.push({ $type: "app.bsky.feed.defs#threadViewPost", post: local })
        uri = (local.record as unknown as Post).reply?.parent.uri
      }
      const left = height - chain.length
      const answer = uri === undefined || left === 0
        ? undefined
        : yield* lag.ask("app.bsky.feed.getPostThread", { uri, depth: 0, parentHeight: left - 1 })
      return chain.reduceRight<ThreadViewPost["parent"]>(
        (parent, thread) => parent === undefined ? thread : { ...thread, parent },
        answer?.thread as ThreadViewPost["parent"]
      )
    })

    return Layer.mergeAll(
      Xrpc.query("app.bsky.actor.getProfile", ({ request }) =>
        reads.forward("app.bsky.actor.getProfile", request, {
          splice: (output, { account, images, local: { profile } }) =>
            Effect.succeed(profile === undefined || output.did !== account.did ? output : LocalViews.withProfile(images, output, profile, true))
        })),

      Xrpc.query("app.bsky.actor.getProfiles", ({ request }) =>
        reads.forward("app.bsky.actor.getProfiles", request, {
          splice: (output, { account, images, local: { profile } }) =>
            Effect.succeed(profile === undefined ? output : {
              ...output,
              profiles: output.profiles.map((view) => view.did === account.did ? LocalViews.withProfile(images, view, profile, true) : view)
            })
        })),

      Xrpc.query("app.bsky.feed.getTimeline", ({ params, request }) =>
        reads.forward("app.bsky.feed.getTimeline", request, {
          splice: (output, lag) => spliced(lag, output, params.cursor, () => true)
        })),

      Xrpc.query("app.bsky.feed.getAuthorFeed", ({ params, request }) =>
        reads.forward("app.bsky.feed.getAuthorFeed", request, {
          splice: (output, lag) =>
            isOwn(lag.account, params.actor)
              ? spliced(lag, output, params.cursor, (post) => passes(params.filter, lag.account.did, post))
              : Effect.succeed(output)
        })),

      Xrpc.query("app.bsky.feed.getActorLikes", ({ request }) =>
        reads.forward("app.bsky.feed.getActorLikes", request, {
          splice: (output, lag) => Effect.succeed({ ...output, feed: refreshed(lag, output.feed) })
        })),

      Xrpc.query("app.bsky.feed.getPostThread", ({ params: { depth, parentHeight, uri }, request }) =>
        reads.forward("app.bsky.feed.getPostThread", request, {
          splice: Effect.fnUntraced(function*(output, lag) {
            const thread = output.thread
            if (!Splice.isThread(thread)) return output
            const { posts } = yield* reads.views(lag)
            const root = rootOf(thread.post)
            const answers = posts.filter((post) => rootOf(post) === root)
            return { ...output, thread: Splice.intoThread(thread, answers, depth) }
          }),
          refused: {
            error: "NotFound",
            instead: Effect.fnUntraced(function*(lag) {
              const [authority = "", collection, rkey] = uri.slice("at://".length).split("/")
              if (!isOwn(lag.account, authority) || collection !== postCollection) return undefined
              const own = `at://${lag.account.did}/${collection}/${rkey}`
              if (!lag.local.posts.some((post) => post.uri === own)) return undefined
              const views = yield* reads.views(lag)
              const post = views.posts.find((view) => view.uri === own)!
              const parent = yield* above(lag, views, post.record as unknown as Post, parentHeight)
              const thread: Splice.Thread = { $type: "app.bsky.feed.defs#threadViewPost", post, ...(parent === undefined ? {} : { parent }), replies: [] }
              return { thread: Splice.intoThread(thread, views.posts, depth) }
            })
          }
        }))
    )
  }))
