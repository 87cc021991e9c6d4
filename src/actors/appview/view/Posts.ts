/** Posts, and the stubs in the place of those that are not to be seen. */
import type { BlockedPost, NotFoundPost, PostView } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import type { DataObject } from "../../../protocol/data/Data.ts"
import { TallyKind } from "../Tables.ts"
import * as Actors from "./Actors.ts"
import * as Embeds from "./Embeds.ts"
import * as Labels from "./Labels.ts"
import * as References from "./References.ts"
import { blocked, pair, type State } from "./State.ts"

export type ShownPost = { readonly $type: "app.bsky.feed.defs#postView" } & PostView
export type Stub =
  | ({ readonly $type: "app.bsky.feed.defs#notFoundPost" } & NotFoundPost)
  | ({ readonly $type: "app.bsky.feed.defs#blockedPost" } & BlockedPost)

export const notFound = (uri: string): Stub => ({ $type: "app.bsky.feed.defs#notFoundPost", uri, notFound: true })

export const blockedStub = (state: State, uri: string, did: string): Stub => {
  const between = Actors.viewer(state, did)
  return {
    $type: "app.bsky.feed.defs#blockedPost",
    uri,
    blocked: true,
    author: { did, ...(between === undefined ? {} : { viewer: between }) }
  }
}

/** The post, whoever asks: hiding it from those apart is the caller's. */
export const view = (state: State, uri: string): PostView | undefined => {
  const post = state.posts.get(uri)
  const author = post === undefined ? undefined : Actors.basic(state, post.author)
  if (post === undefined || author === undefined) return undefined
  const embed = Embeds.view(state, post.author, post.record.embed)
  const tally = state.tallies.get(uri)
  const { like, repost } = state.acts.get(uri) ?? {}
  return {
    uri,
    cid: post.cid,
    author,
    record: post.record as unknown as DataObject,
    ...(embed === undefined ? {} : { embed }),
    bookmarkCount: 0,
    replyCount: tally?.[TallyKind.replies] ?? 0,
    repostCount: tally?.[TallyKind.reposts] ?? 0,
    likeCount: tally?.[TallyKind.likes] ?? 0,
    quoteCount: tally?.[TallyKind.quotes] ?? 0,
    indexedAt: post.indexedAt,
    ...(state.asker.did === undefined ? {} : {
      viewer: {
        ...(repost === undefined ? {} : { repost }),
        ...(like === undefined ? {} : { like }),
        threadMuted: state.mutedThreads.has(References.root(post) ?? uri),
        embeddingDisabled: false
      }
    }),
    labels: Labels.ofRecord(state, post)
  }
}

/** The post, unless asker and author are apart. */
export const visible = (state: State, uri: string): PostView | undefined => {
  const post = state.posts.get(uri)
  return post === undefined || blocked(state, post.author) ? undefined : view(state, uri)
}

/** The post, or the stub that says why not; cut for everybody where `beside` and its author are apart. MOD-1 */
export const shown = (state: State, uri: string, beside?: string): ShownPost | Stub => {
  const post = state.posts.get(uri)
  const found = view(state, uri)
  if (post === undefined || found === undefined) return notFound(uri)
  const apart = blocked(state, post.author) || (beside !== undefined && state.blocks.has(pair(beside, post.author)))
  return apart ? blockedStub(state, uri, post.author) : { $type: "app.bsky.feed.defs#postView", ...found }
}
