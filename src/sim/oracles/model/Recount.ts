/**
 * Who likes, reposts, quotes, answers and follows what, counted anew from the
 * live records of active accounts: the dullest loop over all of them.
 */
import type { Ledger } from "./Ledger.ts"

export interface PostCounts {
  readonly did: string
  readonly uri: string
  readonly text: string
  likes: number
  reposts: number
  replies: number
  readonly likedBy: Set<string>
}
export interface ActorCounts {
  followers: number
  follows: number
  posts: number
  /** Without those on either side of a block. */
  readonly followedBy: Set<string>
  /** URIs of posts. */
  readonly reposted: Set<string>
}

interface Subject {
  readonly uri?: string
}

export interface Recount {
  readonly posts: ReadonlyMap<string, PostCounts>
  readonly actors: ReadonlyMap<string, ActorCounts>
  /** URIs of posts that were there once and are deleted. */
  readonly deletedPosts: ReadonlySet<string>
}

const uriOf = (value: unknown): string => (value as Subject | undefined)?.uri ?? ""

const recounts = new WeakMap<Ledger, Recount>()

/** Of a ledger at rest: once, however many oracles want it. They want it early, while the world works on the first questions. */
export const recount = (ledger: Ledger): Recount => {
  const known = recounts.get(ledger)
  if (known !== undefined) return known
  const counts = count(ledger)
  recounts.set(ledger, counts)
  return counts
}

const count = (ledger: Ledger): Recount => {
  const posts = new Map<string, PostCounts>()
  const actors = new Map<string, ActorCounts>()
  const live = [...ledger.repos.values].map(([path, value]) => {
    const [did, collection, rkey] = path.split("/") as [string, string, string]
    return { did, collection, rkey, value }
  }).filter(({ did }) => ledger.repos.repo(did).active)
  for (const repo of ledger.repos.byDid.values()) {
    if (repo.active) actors.set(repo.did, { followers: 0, follows: 0, posts: 0, followedBy: new Set(), reposted: new Set() })
  }
  for (const { collection, did, rkey, value } of live) {
    if (collection !== "app.bsky.feed.post") continue
    const uri = `at://${did}/${collection}/${rkey}`
    posts.set(uri, { did, uri, text: String(value.text), likes: 0, reposts: 0, replies: 0, likedBy: new Set() })
    const actor = actors.get(did)
    if (actor !== undefined) actor.posts++
  }
  const blocks = new Set(live.flatMap(({ collection, did, value }) => collection === "app.bsky.graph.block" ? [`${did} ${String(value.subject)}`] : []))
  // One like, repost or follow counts per author and subject, however many records say it.
  const counted = new Set<string>()
  const first = (collection: string, did: string, subject: string): boolean => {
    const key = `${collection} ${did} ${subject}`
    if (counted.has(key)) return false
    counted.add(key)
    return true
  }
  for (const { collection, did, value } of live) {
    if (collection === "app.bsky.feed.like" && first(collection, did, uriOf(value.subject))) {
      const post = posts.get(uriOf(value.subject))
      if (post === undefined) continue
      post.likes++
      post.likedBy.add(did)
    } else if (collection === "app.bsky.feed.repost" && first(collection, did, uriOf(value.subject))) {
      const post = posts.get(uriOf(value.subject))
      if (post === undefined) continue
      post.reposts++
      actors.get(did)?.reposted.add(post.uri)
    } else if (collection === "app.bsky.graph.follow" && first(collection, did, String(value.subject))) {
      const subject = actors.get(String(value.subject))
      if (subject !== undefined) {
        subject.followers++
        if (!blocks.has(`${did} ${String(value.subject)}`) && !blocks.has(`${String(value.subject)} ${did}`)) subject.followedBy.add(did)
      }
      const author = actors.get(did)
      if (author !== undefined) author.follows++
    } else if (collection === "app.bsky.feed.post" && value.reply !== undefined) {
      const parent = posts.get(uriOf((value.reply as { readonly parent?: unknown }).parent))
      if (parent !== undefined) parent.replies++
    }
  }
  const deletedPosts = new Set<string>()
  for (const host of ledger.of("pds")) {
    for (const event of ledger.stream.log(host).values()) {
      if (event._tag !== "Commit") continue
      for (const op of event.ops) {
        if (!op.path.startsWith("app.bsky.feed.post/")) continue
        const uri = `at://${event.did}/${op.path}`
        if (!posts.has(uri)) deletedPosts.add(uri)
      }
    }
  }
  return { posts, actors, deletedPosts }
}
