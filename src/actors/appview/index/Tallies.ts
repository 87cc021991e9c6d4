/** Counts as rows of their own: one upsert where something comes or goes, one look-up where it is shown. */
import * as Effect from "effect/Effect"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Caches } from "../Caches.ts"
import type { EdgeKind, TallyKind } from "../Tables.ts"
import { EdgeKind as Edge, TallyKind as Tally } from "../Tables.ts"

/** What an edge of a kind counts for at its subject. */
const atSubject: ReadonlyMap<EdgeKind, TallyKind> = new Map([
  [Edge.like, Tally.likes],
  [Edge.repost, Tally.reposts],
  [Edge.follow, Tally.followers],
  [Edge.quote, Tally.quotes]
])

export const tallyOf = (kind: EdgeKind): TallyKind | undefined => atSubject.get(kind)

export const make = Effect.fnUntraced(function*(caches: Caches) {
  const upsert = yield* Prepared.prepare(
    "INSERT INTO tally (subject, kind, n) VALUES (?, ?, ?) ON CONFLICT (subject, kind) DO UPDATE SET n = n + excluded.n"
  )
  const edges = yield* Prepared.prepare("SELECT kind, subject FROM edge WHERE author = ? AND counted = 1")
  const replies = yield* Prepared.prepare("SELECT parent FROM feed_item WHERE author = ? AND parent IS NOT NULL")

  const add = (subject: string, kind: TallyKind, n: 1 | -1) => {
    caches.tallies.drop(subject)
    return upsert.now.run(subject, kind, n)
  }

  return {
    add,
    /**
     * Takes what an author did to others' counts out of them, or puts it back:
     * only active authors count. The author's own counts stay, unseen.
     */
    weigh: Effect.fnUntraced(function*(author: string, n: 1 | -1) {
      for (const { kind, subject } of yield* edges.all<{ readonly kind: EdgeKind; readonly subject: string }>(author)) {
        const tally = tallyOf(kind)
        if (tally !== undefined) yield* add(subject, tally, n)
      }
      for (const { parent } of yield* replies.all<{ readonly parent: string }>(author)) yield* add(parent, Tally.replies, n)
    })
  }
})

export type Tallies = Effect.Success<ReturnType<typeof make>>
