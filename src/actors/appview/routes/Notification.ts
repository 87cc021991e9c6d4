/**
 * `app.bsky.notification.*`. Nobody hears of those whom they mute or who stand
 * behind a block, nor of what was done to a post that is gone, or to one of a
 * thread that they mute. A mention there names no such post and is heard of, as
 * with the reference. Unlike there, what was muted when it happened is told once
 * the thread is muted no more. [lex:app.bsky.graph.muteThread], [ref appview]
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { DataObject } from "../../../protocol/data/Data.ts"
import * as Datetime from "../../../protocol/syntax/Datetime.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import { EdgeKind } from "../Tables.ts"
import * as Actors from "../view/Actors.ts"
import * as Labels from "../view/Labels.ts"
import { blocked, iso, muted } from "../view/State.ts"
import type { Method } from "./Method.ts"
import * as Page from "./Page.ts"

interface Row {
  readonly uri: string
  readonly author: string
  readonly reason: string
  readonly subject: string | null
  readonly sort_at: number
}

/** The post in question belongs to no thread that the reader mutes. */
const ofHeardThread = `NOT EXISTS (
  SELECT 1 FROM thread_mute t
  WHERE t.owner = n.recipient AND t.root = COALESCE((SELECT f.root FROM feed_item f WHERE f.uri = n.subject), n.subject)
)`

/** The post in question is there, or none is in question. VIEW-5 */
const ofWhatIsThere = "(n.subject IS NULL OR EXISTS (SELECT 1 FROM record r WHERE r.uri = n.subject))"

const position = ({ sort_at, uri }: Row): Page.Position => ({ millis: sort_at, key: uri })

export const layer = Effect.fnUntraced(function*(method: Method) {
  const page = yield* Prepared.prepare(
    `SELECT uri, author, reason, subject, sort_at FROM notification n WHERE recipient = ? AND ${ofHeardThread} AND ${ofWhatIsThere}
     AND sort_at <= ? AND (sort_at < ? OR uri < ?) AND (? IS NULL OR reason IN (SELECT value FROM json_each(?)))
     ORDER BY sort_at DESC, uri DESC LIMIT ?`
  )
  const unread = yield* Prepared.prepare(
    `SELECT COUNT(*) AS n FROM notification n JOIN actor a ON a.did = n.author AND a.active = 1
     WHERE n.recipient = ? AND n.sort_at > ? AND ${ofHeardThread} AND ${ofWhatIsThere}
     AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.owner = n.recipient AND m.subject = n.author AND m.only_reposts = 0 AND m.only_quotes = 0)
     AND NOT EXISTS (SELECT 1 FROM edge e WHERE e.author = n.recipient AND e.kind = ${EdgeKind.block} AND e.subject = n.author)
     AND NOT EXISTS (SELECT 1 FROM edge e WHERE e.author = n.author AND e.kind = ${EdgeKind.block} AND e.subject = n.recipient)`
  )
  const getSeen = yield* Prepared.prepare("SELECT seen_at FROM seen WHERE owner = ?")
  const setSeen = yield* Prepared.prepare(
    `INSERT INTO seen (owner, seen_at) VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET seen_at = excluded.seen_at`
  )
  const seenAt = (did: string) => Effect.map(getSeen.get<{ readonly seen_at: number }>(did), (row) => row?.seen_at)

  return Layer.mergeAll(
    method.personal("app.bsky.notification.listNotifications", Effect.fnUntraced(function*({ params }, asker) {
      const { key, millis } = yield* Page.parse(params.cursor)
      const reasons = params.reasons === undefined ? undefined : JSON.stringify(params.reasons)
      const rows = yield* page.all<Row>(asker.did, millis, millis, key, reasons, reasons, params.limit)
      const seen = yield* seenAt(asker.did)
      const state = yield* method.hydrate(asker, { records: rows.map(({ uri }) => uri) })
      const notifications = rows.flatMap(({ author, reason, sort_at, subject, uri }) => {
        const found = state.records.get(uri)
        const actor = blocked(state, author) || muted(state, author) ? undefined : Actors.view(state, author)
        if (found === undefined || actor === undefined) return []
        return [{
          uri,
          cid: found.cid,
          author: actor,
          reason,
          ...(subject === null ? {} : { reasonSubject: subject }),
          record: found.record as DataObject,
          isRead: seen !== undefined && sort_at <= seen,
          indexedAt: iso(sort_at),
          labels: Labels.ofRecord(state, found)
        }]
      })
      return {
        notifications,
        priority: false,
        ...(seen === undefined ? {} : { seenAt: iso(seen) }),
        ...Page.next(rows, params.limit, position)
      }
    })),
    method.personal("app.bsky.notification.getUnreadCount", Effect.fnUntraced(function*(_, asker) {
      const row = yield* unread.get<{ readonly n: number }>(asker.did, (yield* seenAt(asker.did)) ?? -1)
      return { count: row?.n ?? 0 }
    })),
    method.procedure("app.bsky.notification.updateSeen", ({ input }, asker) =>
      setSeen.run(asker.did, Datetime.toMillis(Datetime.make(input.seenAt))))
  )
})
