/**
 * Local posts put where an index that knew them would show them. Pure.
 *
 * The reference puts a post before the first whose own time is older, on
 * whatever page that is; here reposts count by the time of the repost, pinned
 * posts stay on top, and a later page gets only what belongs between its ends.
 */
import type { FeedViewPost, PostView, ThreadViewPost } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import * as Datetime from "../../../protocol/syntax/Datetime.ts"

export type Thread = { readonly $type: "app.bsky.feed.defs#threadViewPost" } & ThreadViewPost
type Reply = NonNullable<ThreadViewPost["replies"]>[number]

const threadType = "app.bsky.feed.defs#threadViewPost"

export const isThread = (view: { readonly $type: string }): view is Thread => view.$type === threadType

const isPinned = ({ reason }: FeedViewPost): boolean => reason?.$type === "app.bsky.feed.defs#reasonPin"

const millisOf = (time: string): number => Datetime.toMillis(time as Datetime.Datetime)

/** By which feeds are sorted: nothing is newer than when it was indexed. */
const sortMillis = ({ post, reason }: FeedViewPost): number => {
  if (reason !== undefined && "indexedAt" in reason) return millisOf(reason.indexedAt)
  const { createdAt } = post.record
  // Records of others come as the service gives them.
  return Math.min(typeof createdAt === "string" && Datetime.is(createdAt) ? millisOf(createdAt) : Infinity, millisOf(post.indexedAt))
}

export interface Page {
  readonly feed: ReadonlyArray<FeedViewPost>
  /** Whether pages come before or after it. */
  readonly hasNewer: boolean
  readonly hasOlder: boolean
}

/** Newest first, each post once. */
export const intoFeed = ({ feed, hasNewer, hasOlder }: Page, local: ReadonlyArray<FeedViewPost>): ReadonlyArray<FeedViewPost> => {
  const merged = [...feed]
  const own = feed.filter((item) => !isPinned(item))
  const known = new Set(own.filter(({ reason }) => reason === undefined).map(({ post }) => post.uri))
  const newest = hasNewer ? own.length === 0 ? -Infinity : sortMillis(own[0]!) : Infinity
  const oldest = hasOlder && own.length > 0 ? sortMillis(own[own.length - 1]!) : -Infinity
  for (const item of local) {
    const millis = sortMillis(item)
    if (known.has(item.post.uri) || millis > newest || millis < oldest) continue
    const at = merged.findIndex((other) => !isPinned(other) && sortMillis(other) <= millis)
    merged.splice(at < 0 ? merged.length : at, 0, item)
  }
  return merged
}

const replyTo = (view: PostView): string | undefined => (view.record as unknown as Post).reply?.parent.uri

const withReply = (thread: Thread, post: PostView, depth: number): Thread => {
  if (depth === 0) return thread
  if (replyTo(post) === thread.post.uri) {
    const replies = thread.replies ?? []
    const known = replies.some((reply) => isThread(reply) && reply.post.uri === post.uri)
    return known ? thread : { ...thread, replies: [{ $type: threadType, post, replies: [] }, ...replies] }
  }
  if (thread.replies === undefined) return thread
  return { ...thread, replies: thread.replies.map((reply): Reply => isThread(reply) ? withReply(reply, post, depth - 1) : reply) }
}

/**
 * `posts`, oldest first, below those of the thread that they answer, as far
 * down as `depth`. The own one comes first, as in the reference.
 */
export const intoThread = (thread: Thread, posts: ReadonlyArray<PostView>, depth: number): Thread =>
  posts.reduce((whole, post) => withReply(whole, post, depth), thread)
