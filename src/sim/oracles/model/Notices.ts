/**
 * Whom a record tells of itself, by the rules and nothing else: likes, reposts
 * and follows the one whom they concern, a post those whom it mentions, quotes,
 * answers, and four more above in the thread, each for the first of these
 * reasons. Nobody hears of their own acts, of those behind a block or not
 * active, nor of what was done to a post that is gone. Nobody in a run mutes.
 * [lex:app.bsky.notification.listNotifications], [ref appview]
 */
import { didOf, type Graph, type Post } from "./Graph.ts"

export interface Notice {
  readonly uri: string
  readonly reason: string
  /** The post that it is about. */
  readonly subject: string | undefined
  readonly createdAt: number
}

/** The parent and four above it. [ref appview] */
const climb = 5

/**
 * What a post tells somebody by its place in a thread. Above a gap nobody knows
 * what was there: whoever was told before the post in between went keeps that.
 */
const asReply = (graph: Graph, post: Post, reader: string): string | "nothing" | "unknown" => {
  let above = post.parent
  for (let level = 0; level < climb && above !== undefined; level++) {
    if (didOf(above) === reader) return graph.posts.has(above) ? above : "nothing"
    const next = graph.posts.get(above)
    if (next === undefined) return "unknown"
    above = next.parent
  }
  return "nothing"
}

export interface Notices {
  readonly told: ReadonlyArray<Notice>
  /** URIs of replies of which the reader may have been told. */
  readonly perhaps: ReadonlySet<string>
}

export const noticesFor = (graph: Graph, reader: string): Notices => {
  const told: Array<Notice> = []
  const perhaps = new Set<string>()
  const heard = (did: string): boolean => did !== reader && graph.active.has(did) && !graph.apart(did, reader)
  for (const { createdAt, did, subject, uri } of graph.follows) {
    if (subject === reader && heard(did)) told.push({ uri, reason: "follow", subject: undefined, createdAt })
  }
  for (const [reason, acts] of [["like", graph.likes], ["repost", graph.reposts]] as const) {
    for (const { createdAt, did, subject, uri } of acts) {
      if (didOf(subject) === reader && graph.posts.has(subject) && heard(did)) told.push({ uri, reason, subject, createdAt })
    }
  }
  for (const post of graph.posts.values()) {
    const { createdAt, did, mentions, quoted, uri } = post
    if (!heard(did)) continue
    if (mentions.includes(reader)) told.push({ uri, reason: "mention", subject: undefined, createdAt })
    else if (quoted !== undefined && didOf(quoted) === reader) {
      if (graph.posts.has(quoted)) told.push({ uri, reason: "quote", subject: quoted, createdAt })
    } else {
      const subject = asReply(graph, post, reader)
      if (subject === "unknown") perhaps.add(uri)
      else if (subject !== "nothing") told.push({ uri, reason: "reply", subject, createdAt })
    }
  }
  return { told, perhaps }
}
