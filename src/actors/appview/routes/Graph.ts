/** `app.bsky.graph.*`: who follows, blocks and mutes whom. Mutes are private to their owners. MOD-1, MOD-2 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import { type Caches, seenBy } from "../Caches.ts"
import { EdgeKind } from "../Tables.ts"
import * as Actors from "../view/Actors.ts"
import { type Asker, blocked, pair } from "../view/State.ts"
import { notFound } from "./Actor.ts"
import type { Method } from "./Method.ts"
import * as Page from "./Page.ts"

interface Row {
  readonly uri: string
  readonly did: string
  readonly sort_at: number
}

const position = ({ sort_at, uri }: Row): Page.Position => ({ millis: sort_at, key: uri })

const before = "sort_at <= ? AND (sort_at < ? OR uri < ?) ORDER BY sort_at DESC, uri DESC LIMIT ?"

export const layer = Effect.fnUntraced(function*(method: Method, caches: Caches) {
  const by = yield* Prepared.prepare(
    `SELECT uri, subject AS did, sort_at FROM edge WHERE author = ? AND kind = ? AND counted = 1 AND ${before}`
  )
  const of = yield* Prepared.prepare(
    `SELECT uri, author AS did, sort_at FROM edge WHERE subject = ? AND kind = ? AND counted = 1 AND ${before}`
  )
  const mutes = yield* Prepared.prepare(
    `SELECT subject AS uri, subject AS did, created_at AS sort_at FROM mute WHERE owner = ?
     AND created_at <= ? AND (created_at < ? OR subject < ?) ORDER BY created_at DESC, subject DESC LIMIT ?`
  )
  const mute = yield* Prepared.prepare(
    `INSERT INTO mute (owner, subject, only_reposts, only_quotes, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (owner, subject) DO UPDATE SET only_reposts = excluded.only_reposts, only_quotes = excluded.only_quotes`
  )
  const unmute = yield* Prepared.prepare("DELETE FROM mute WHERE owner = ? AND subject = ?")
  const muteThread = yield* Prepared.prepare("INSERT INTO thread_mute (owner, root) VALUES (?, ?) ON CONFLICT DO NOTHING")
  const unmuteThread = yield* Prepared.prepare("DELETE FROM thread_mute WHERE owner = ? AND root = ?")
  const between = yield* Prepared.prepare(
    `SELECT kind, author, subject, uri FROM edge WHERE counted = 1 AND kind IN (${EdgeKind.follow}, ${EdgeKind.block})
     AND (author = ? AND subject = ? OR author = ? AND subject = ?)`
  )
  const known = yield* Prepared.prepare("SELECT did FROM actor WHERE did = ? AND active = 1")

  /** A page of follows. Follows between two who block each other have no effect. */
  const people = Effect.fnUntraced(function*(
    statement: Prepared.Prepared,
    asker: Asker,
    params: { readonly actor: string; readonly cursor?: string; readonly limit: number }
  ) {
    const did = yield* method.didOf(params.actor)
    if (did === undefined) return yield* notFound
    const { key, millis } = yield* Page.parse(params.cursor)
    const rows = yield* statement.all<Row>(did, EdgeKind.follow, millis, millis, key, params.limit)
    const state = yield* method.hydrate(asker, {
      actors: [did, ...rows.map((row) => row.did)],
      pairs: rows.map((row) => [did, row.did] as const)
    })
    const subject = Actors.view(state, did)
    if (subject === undefined) return yield* notFound
    const views = rows
      .map((row) => blocked(state, row.did) || state.blocks.has(pair(did, row.did)) ? undefined : Actors.view(state, row.did))
      .filter((view) => view !== undefined)
    return { subject, views, cursor: Page.next(rows, params.limit, position) }
  })

  /** A page of one's own list, whoever is on it. */
  const own = Effect.fnUntraced(function*(asker: Asker, rows: ReadonlyArray<Row>) {
    const state = yield* method.hydrate(asker, { actors: rows.map((row) => row.did) })
    return rows.map((row) => Actors.view(state, row.did)).filter((view) => view !== undefined)
  })

  const relationship = Effect.fnUntraced(function*(actor: string, other: string) {
    const found: { following?: string; followedBy?: string; blocking?: string; blockedBy?: string } = {}
    const rows = yield* between.all<{ readonly kind: EdgeKind; readonly author: string; readonly uri: string }>(actor, other, other, actor)
    for (const { author, kind, uri } of rows) {
      if (kind === EdgeKind.follow) found[author === actor ? "following" : "followedBy"] = uri
      else found[author === actor ? "blocking" : "blockedBy"] = uri
    }
    return { $type: "app.bsky.graph.defs#relationship" as const, did: other, ...found }
  })

  const subjectOf = Effect.fnUntraced(function*(actor: string) {
    const did = yield* method.didOf(actor)
    if (did === undefined) return yield* XrpcError.invalidRequest("Actor not found")
    return did
  })

  return Layer.mergeAll(
    method.query("app.bsky.graph.getFollows", Effect.fnUntraced(function*({ params }, asker) {
      const { cursor, subject, views } = yield* people(by, asker, params)
      return { subject, follows: views, ...cursor }
    })),
    method.query("app.bsky.graph.getFollowers", Effect.fnUntraced(function*({ params }, asker) {
      const { cursor, subject, views } = yield* people(of, asker, params)
      return { subject, followers: views, ...cursor }
    })),
    method.query("app.bsky.graph.getRelationships", Effect.fnUntraced(function*({ params }) {
      const actor = yield* method.didOf(params.actor)
      if (actor === undefined) return yield* XrpcError.declared("ActorNotFound", `${params.actor} is not known here`)
      const relationships = []
      for (const other of params.others ?? []) {
        const did = yield* method.didOf(other)
        const row = did === undefined ? undefined : yield* known.get<{ readonly did: string }>(did)
        relationships.push(
          row === undefined
            ? { $type: "app.bsky.graph.defs#notFoundActor" as const, actor: other, notFound: true as const }
            : yield* relationship(actor, row.did)
        )
      }
      return { actor, relationships }
    })),
    method.personal("app.bsky.graph.getBlocks", Effect.fnUntraced(function*({ params }, asker) {
      const { key, millis } = yield* Page.parse(params.cursor)
      const rows = yield* by.all<Row>(asker.did, EdgeKind.block, millis, millis, key, params.limit)
      return { blocks: yield* own(asker, rows), ...Page.next(rows, params.limit, position) }
    })),
    method.personal("app.bsky.graph.getMutes", Effect.fnUntraced(function*({ params }, asker) {
      const { key, millis } = yield* Page.parse(params.cursor)
      const rows = yield* mutes.all<Row>(asker.did, millis, millis, key, params.limit)
      return { mutes: yield* own(asker, rows), ...Page.next(rows, params.limit, position) }
    })),
    method.procedure("app.bsky.graph.muteActor", Effect.fnUntraced(function*({ input }, asker) {
      const did = yield* subjectOf(input.actor)
      if (did === asker.did) return yield* XrpcError.invalidRequest("Cannot mute oneself")
      const nowMillis = yield* Clock.currentTimeMillis
      yield* mute.run(asker.did, did, input.onlyReposts ?? false, input.onlyQuoteposts ?? false, nowMillis)
      caches.relations.drop(seenBy(asker.did, did))
    })),
    method.procedure("app.bsky.graph.unmuteActor", Effect.fnUntraced(function*({ input }, asker) {
      const did = yield* subjectOf(input.actor)
      yield* unmute.run(asker.did, did)
      caches.relations.drop(seenBy(asker.did, did))
    })),
    method.procedure("app.bsky.graph.muteThread", Effect.fnUntraced(function*({ input }, asker) {
      yield* muteThread.run(asker.did, input.root)
      caches.mutedThreads.drop(asker.did)
    })),
    method.procedure("app.bsky.graph.unmuteThread", Effect.fnUntraced(function*({ input }, asker) {
      yield* unmuteThread.run(asker.did, input.root)
      caches.mutedThreads.drop(asker.did)
    }))
  )
})
