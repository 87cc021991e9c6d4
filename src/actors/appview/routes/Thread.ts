/** `getPostThread`, and who did what with a post. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Main as Like } from "../../../protocol/lexicon/generated/app/bsky/feed/like.ts"
import type { Output } from "../../../protocol/lexicon/generated/app/bsky/feed/getPostThread.ts"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import { EdgeKind } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import * as Actors from "../view/Actors.ts"
import * as Posts from "../view/Posts.ts"
import { blocked, pair, type Indexed } from "../view/State.ts"
import * as Threads from "../view/Threads.ts"
import type { Method } from "./Method.ts"
import * as Page from "./Page.ts"

interface EdgeRow {
  readonly uri: string
  readonly author: string
  readonly sort_at: number
}

/** Posts of one conversation shown at the most; beyond it the oldest of each level win. */
const maxReplies = 2_000

const position = ({ sort_at, uri }: EdgeRow): Page.Position => ({ millis: sort_at, key: uri })

/** The same URI with a DID for authority; handles in it are resolved. */
export const normalize = Effect.fnUntraced(function*(method: Method, uri: string) {
  const authority = uri.slice(5).split("/")[0]!
  if (authority.startsWith("did:")) return uri
  const did = yield* method.didOf(authority)
  return did === undefined ? uri : `at://${did}${uri.slice(5 + authority.length)}`
})

export const layer = Effect.fnUntraced(function*(method: Method) {
  const upwards = yield* Prepared.prepare(
    `WITH RECURSIVE up (uri, parent, height) AS (
       SELECT uri, parent, 0 FROM feed_item WHERE uri = ?
       UNION ALL SELECT f.uri, f.parent, up.height + 1 FROM up JOIN feed_item f ON f.uri = up.parent WHERE up.height < ?
     ) SELECT uri FROM up`
  )
  const downwards = yield* Prepared.prepare(
    `WITH RECURSIVE down (uri, parent, sort_at, depth) AS (
       SELECT uri, '', 0, 0 FROM feed_item WHERE uri = ?
       UNION ALL SELECT f.uri, f.parent, f.sort_at, down.depth + 1 FROM down JOIN feed_item f ON f.parent = down.uri
       WHERE down.depth < ? ORDER BY 4, 3, 1
     ) SELECT uri, parent FROM down WHERE depth > 0 LIMIT ?`
  )
  const about = yield* Prepared.prepare(
    `SELECT uri, author, sort_at FROM edge WHERE subject = ? AND kind = ? AND counted = 1
     AND sort_at <= ? AND (sort_at < ? OR uri < ?) ORDER BY sort_at DESC, uri DESC LIMIT ?`
  )

  const edgesAbout = Effect.fnUntraced(function*(
    kind: EdgeKind,
    params: { readonly uri: string; readonly cursor?: string; readonly limit: number }
  ) {
    const { key, millis } = yield* Page.parse(params.cursor)
    const uri = yield* normalize(method, params.uri)
    const rows = yield* about.all<EdgeRow>(uri, kind, millis, millis, key, params.limit)
    const head = { uri: params.uri, ...Page.next(rows, params.limit, position) }
    return { uri, rows, head }
  })

  return Layer.mergeAll(
    method.query("app.bsky.feed.getPostThread", Effect.fnUntraced(function*({ params }, asker) {
      const { depth, parentHeight } = params
      const uri = yield* normalize(method, params.uri)
      const chain = yield* upwards.all<{ readonly uri: string }>(uri, parentHeight)
      const replies = new Map<string, Array<string>>()
      const uris = chain.map((row) => row.uri)
      for (const row of yield* downwards.all<{ readonly uri: string; readonly parent: string }>(uri, depth, maxReplies)) {
        const siblings = replies.get(row.parent)
        if (siblings === undefined) replies.set(row.parent, [row.uri])
        else siblings.push(row.uri)
        uris.push(row.uri)
      }
      const state = yield* method.hydrate(asker, { posts: uris, replies: true })
      const thread = Threads.view(state, uri, { replies, depth, parentHeight })
      if (thread.$type === "app.bsky.feed.defs#notFoundPost") return yield* XrpcError.declared("NotFound", `Post not found: ${params.uri}`)
      return { thread: thread as Output["thread"] }
    })),

    method.query("app.bsky.feed.getLikes", Effect.fnUntraced(function*({ params }, asker) {
      const { head, rows } = yield* edgesAbout(EdgeKind.like, params)
      const state = yield* method.hydrate(asker, { records: rows.map((row) => row.uri) })
      const likes = rows.flatMap(({ author, uri }) => {
        const actor = blocked(state, author) ? undefined : Actors.view(state, author)
        const like = state.records.get(uri) as Indexed<Like> | undefined
        return actor === undefined || like === undefined ? [] : [{ actor, createdAt: like.record.createdAt, indexedAt: like.indexedAt }]
      })
      return { ...head, ...(params.cid === undefined ? {} : { cid: params.cid }), likes }
    })),

    method.query("app.bsky.feed.getRepostedBy", Effect.fnUntraced(function*({ params }, asker) {
      const { head, rows } = yield* edgesAbout(EdgeKind.repost, params)
      const state = yield* method.hydrate(asker, { actors: rows.map((row) => row.author) })
      const repostedBy = rows
        .map(({ author }) => blocked(state, author) ? undefined : Actors.view(state, author))
        .filter((view) => view !== undefined)
      return { ...head, ...(params.cid === undefined ? {} : { cid: params.cid }), repostedBy }
    })),

    method.query("app.bsky.feed.getQuotes", Effect.fnUntraced(function*({ params }, asker) {
      const { head, rows, uri } = yield* edgesAbout(EdgeKind.quote, params)
      const state = yield* method.hydrate(asker, { posts: rows.map((row) => row.uri) })
      const posts = rows
        .map((row) => state.blocks.has(pair(row.author, Uri.author(uri))) ? undefined : Posts.visible(state, row.uri))
        .filter((view) => view !== undefined)
      return { ...head, ...(params.cid === undefined ? {} : { cid: params.cid }), posts }
    }))
  )
})
