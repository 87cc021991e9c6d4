/**
 * Notifications, written when their cause is indexed. One record gives one
 * person at most one, the first reason winning: mention, quote, reply. Nobody
 * is told of their own acts. Who may see them (mutes, blocks, status) is asked
 * when they are read. [lex:app.bsky.*]
 */
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import * as Prepared from "../../sqlite/Prepared.ts"
import * as Uri from "../Uri.ts"

export type Reason = "like" | "repost" | "follow" | "mention" | "reply" | "quote" | "like-via-repost" | "repost-via-repost"

export interface Notice {
  /** The record that caused it. */
  readonly uri: string
  readonly recipient: string
  readonly author: string
  readonly reason: Reason
  /** The record it is about; undefined for a follow. */
  readonly subject: string | undefined
  readonly sortAtMillis: number
}

/** How many ancestors of a reply are told of it. [ref appview] */
const climb = 5

export const make = Effect.gen(function*() {
  const insert = yield* Prepared.prepare(
    `INSERT INTO notification (uri, recipient, author, reason, subject, sort_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (uri, recipient) DO NOTHING`
  )
  const remove = yield* Prepared.prepare("DELETE FROM notification WHERE uri = ?")
  const parentOf = yield* Prepared.prepare("SELECT parent FROM feed_item WHERE uri = ?")
  const repliesTo = yield* Prepared.prepare("SELECT uri, author, sort_at FROM feed_item WHERE parent = ?")

  const add = (notice: Notice) =>
    notice.recipient === notice.author
      ? Effect.void
      : insert.run(notice.uri, notice.recipient, notice.author, notice.reason, notice.subject, notice.sortAtMillis)

  interface Reply {
    readonly uri: string
    readonly author: string
    readonly sortAtMillis: number
  }

  const tellAncestors = Effect.fnUntraced(function*(reply: Reply, parent: string, levels: number) {
    let ancestor: string | null = parent
    for (let level = 0; level < levels && ancestor !== null; level++) {
      const recipient = Uri.did(ancestor)
      if (recipient !== undefined) yield* add({ ...reply, recipient, reason: "reply", subject: ancestor })
      ancestor = (yield* parentOf.get<{ readonly parent: string | null }>(ancestor))?.parent ?? null
    }
  })

  /** Replies that came before the post they hang under: from here on they know more ancestors. */
  const tellForDescendants = (post: string, parent: string, level: number): Effect.Effect<void, SqlError> =>
    Effect.gen(function*() {
      for (const row of yield* repliesTo.all<{ readonly uri: string; readonly author: string; readonly sort_at: number }>(post)) {
        yield* tellAncestors({ uri: row.uri, author: row.author, sortAtMillis: row.sort_at }, parent, climb - level)
        if (level + 1 < climb) yield* tellForDescendants(row.uri, parent, level + 1)
      }
    })

  return {
    add,
    /** A post that hangs under `parent` has been indexed. */
    reply: Effect.fnUntraced(function*(reply: Reply, parent: string) {
      yield* tellAncestors(reply, parent, climb)
      yield* tellForDescendants(reply.uri, parent, 1)
    }),
    /** Whatever the record caused. */
    remove: (uri: string) => remove.run(uri)
  }
})

export type Notices = Effect.Success<typeof make>
