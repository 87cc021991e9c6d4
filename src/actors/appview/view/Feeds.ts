/**
 * Items of feeds: posts and reposts, with what they answer to. An item is left
 * out where a block or, in the asker's own feeds, a mute stands between the
 * asker and anybody in it. VIEW-3, MOD-1, MOD-2
 */
import type { FeedViewPost, ReplyRef } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import * as Uri from "../Uri.ts"
import * as Actors from "./Actors.ts"
import * as Posts from "./Posts.ts"
import * as References from "./References.ts"
import { blocked, muted, type State } from "./State.ts"

export interface FeedItem {
  /** The post's own URI, or that of the repost that shows it. */
  readonly uri: string
  readonly post: string
}

const replyOf = (state: State, uri: string): ReplyRef | undefined => {
  const post = state.posts.get(uri)
  const reply = post?.record.reply
  if (post === undefined || reply === undefined) return undefined
  const parent = state.posts.get(reply.parent.uri)
  const above = parent === undefined ? undefined : References.parent(parent)
  const aboveDid = above === undefined ? undefined : Uri.did(above)
  const grandparentAuthor = aboveDid === undefined ? undefined : Actors.basic(state, aboveDid)
  return {
    root: Posts.shown(state, reply.root.uri, post.author),
    parent: Posts.shown(state, reply.parent.uri, post.author),
    ...(grandparentAuthor === undefined ? {} : { grandparentAuthor })
  }
}

const reasonOf = (state: State, item: FeedItem): FeedViewPost["reason"] => {
  if (item.uri === item.post) return undefined
  const repost = state.records.get(item.uri)
  const by = Actors.basic(state, Uri.author(item.uri))
  if (repost === undefined || by === undefined) return undefined
  return { $type: "app.bsky.feed.defs#reasonRepost", by, uri: item.uri, cid: repost.cid, indexedAt: repost.indexedAt }
}

/** Undefined if the asker may not see it, or it is gone. */
export const view = (state: State, item: FeedItem): FeedViewPost | undefined => {
  const post = Posts.visible(state, item.post)
  if (post === undefined) return undefined
  const reason = reasonOf(state, item)
  if (item.uri !== item.post && (reason === undefined || blocked(state, Uri.author(item.uri)))) return undefined
  const reply = replyOf(state, item.post)
  return {
    post,
    ...(reply === undefined ? {} : { reply }),
    ...(reason === undefined ? {} : { reason })
  }
}

const ancestors = (state: State, uri: string): ReadonlyArray<string> => {
  const reply = state.posts.get(uri)?.record.reply
  return reply === undefined ? [] : [reply.parent.uri, reply.root.uri]
}

/** Whether a timeline leaves the item out beyond what `view` does. */
export const unwelcome = (state: State, item: FeedItem): boolean => {
  const post = state.posts.get(item.post)
  if (post === undefined) return true
  const by = Uri.author(item.uri)
  const isRepost = item.uri !== item.post
  const mute = state.relations.get(by)?.mute
  const quotes = References.embedded(post)
  return muted(state, post.author)
    || muted(state, by)
    || (isRepost && mute?.onlyReposts === true)
    || (!isRepost && mute?.onlyQuotes === true && quotes !== undefined && References.isPostUri(quotes))
    || ancestors(state, item.post).some((uri) => {
      const did = Uri.did(uri)
      return did !== undefined && blocked(state, did)
    })
}
