/**
 * VIEW-3. At rest some people's timelines, read through their own PDSes to the
 * last page, hold what the model wants in them, each once, newest first. Some
 * of those that people read themselves are in order, too.
 */
import * as Effect from "effect/Effect"
import * as Graph from "./model/Graph.ts"
import { json } from "./model/Moves.ts"
import { timelineOf } from "./model/NaiveTimeline.ts"
import { askPages, type Json } from "./model/Questions.ts"
import * as Readers from "./model/Readers.ts"
import { disorder, fault, type Given } from "./model/Sequence.ts"
import type { Oracle } from "./Oracle.ts"

const pages = 3
/** Of the timelines that people read, one in so many is looked at. */
const readsForOne = 8
const path = "/xrpc/app.bsky.feed.getTimeline?"

interface FeedItem {
  readonly post: { readonly uri: string; readonly indexedAt: string }
  readonly reason?: { readonly uri?: string; readonly indexedAt: string }
}

/** A repost is known by its own URI and the post's. */
const givenOf = (item: Json): Given & { readonly uri: string } => {
  const { post, reason } = item as unknown as FeedItem
  const uri = reason === undefined ? post.uri : String(reason.uri)
  return { uri, id: reason === undefined ? uri : `${uri} ${post.uri}`, indexedAt: Date.parse((reason ?? post).indexedAt) }
}

export const Timelines: Oracle = {
  code: "VIEW-3",
  title: "A timeline holds just what the followed, unblocked, unmuted and active posted or reposted, newest first, each once.",
  source: "[lex:app.bsky.feed.getTimeline]",
  when: ({ kinds }) => kinds.has("pds") && kinds.has("appview"),
  make: (check, ledger) => ({
    observe: (o) => {
      if (o._tag !== "HttpResponseReceived" || o.status !== 200 || o.exchange % readsForOne !== 0 || !o.request.path.startsWith(path)) return
      const reader = ledger.sessions.of(o.request)?.did
      if (reader === undefined) return
      // What a PDS adds of the reader's own has a place of its own, and what is gone by now nobody can date.
      const items = (json(o.body).feed as ReadonlyArray<Json>).map(givenOf).filter(({ uri }) => Graph.didOf(uri) !== reader)
      const known = new Map(items.flatMap(({ id, uri }) => {
        const createdAt = ledger.repos.values.get(uri.slice("at://".length))?.createdAt
        return createdAt === undefined ? [] : [[id, Date.parse(String(createdAt))]]
      }))
      const wrong = disorder(items.filter(({ id }) => known.has(id)), known)
      check(wrong === undefined, () => `the timeline that ${reader} read at ${o.at} ms ${wrong}`, () => [o.request.to, reader])
    },
    reckon: () => void Graph.of(ledger),
    atRest: Effect.fnUntraced(function*(probe) {
      const graph = Graph.of(ledger)
      const readings = (yield* Readers.of(ledger, probe)).map((reader) => {
        const items = timelineOf(graph, reader.did)
        return { reader, limit: Readers.pageOf(items.length, pages), wanted: new Map(items.map(({ createdAt, post, uri }) => [uri === post ? uri : `${uri} ${post}`, createdAt])) }
      })
      const most = graph.posts.size + graph.reposts.length + 2
      const told = yield* askPages(probe, readings.map(({ limit, reader: { headers, host } }) => ({
        host,
        headers,
        path: `${path}limit=${limit}`,
        field: "feed",
        most: Math.ceil(most / limit)
      })))
      for (const [n, { reader: { did, host }, wanted }] of readings.entries()) {
        const wrong = fault(told[n]!, told[n]!.items.map(givenOf), wanted)
        check(wrong === undefined, () => `the timeline of ${did} at ${host} ${wrong}; ${wanted.size} items belong there`, () => [host, did])
      }
    })
  })
}
