/**
 * A timeline by its rule: all that the reader and those whom they follow posted
 * or reposted, but for what is of somebody behind a block, or answers somebody
 * there. In no order yet. [lex:app.bsky.feed.getTimeline]
 */
import { didOf, type Graph } from "./Graph.ts"

export interface Item {
  /** Of the post, or of the repost that shows it. */
  readonly uri: string
  readonly post: string
  readonly createdAt: number
}

export const timelineOf = (graph: Graph, reader: string): ReadonlyArray<Item> => {
  const followed = new Set(graph.follows.filter(({ did }) => did === reader).map(({ subject }) => subject))
  const shown = (did: string): boolean => graph.active.has(did) && !graph.apart(reader, did)
  const wanted = (did: string): boolean => (did === reader || followed.has(did)) && shown(did)
  const readable = (uri: string): boolean => {
    const post = graph.posts.get(uri)
    if (post === undefined || !shown(post.did)) return false
    return [post.parent, post.root].every((above) => above === undefined || !graph.apart(reader, didOf(above)))
  }
  return [
    ...[...graph.posts.values()].filter(({ did, uri }) => wanted(did) && readable(uri)).map(({ createdAt, uri }) => ({ uri, post: uri, createdAt })),
    ...graph.reposts.filter(({ did, subject }) => wanted(did) && readable(subject)).map(({ createdAt, subject, uri }) => ({ uri, post: subject, createdAt }))
  ]
}
