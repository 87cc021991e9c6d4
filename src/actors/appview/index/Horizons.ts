/**
 * How far back feeds go, so that a timeline is not searched where there is
 * nothing: `caches.oldestItemMillis` for all of them, `caches.horizons` for who
 * has looked to the end. A horizon lies an hour back at least, so that what
 * arrives in its time changes none. What is dated further back may move those
 * of its author's followers, and of nobody else: a stranger's post of 1970
 * costs each timeline one look, not one at every page.
 */
import * as Effect from "effect/Effect"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Caches } from "../Caches.ts"
import { EdgeKind } from "../Tables.ts"

/** Of more followers than these all horizons go: to name each would cost more than to look again. */
const manyFollowers = 1_000

export const make = Effect.fnUntraced(function*(caches: Caches) {
  const followers = yield* Prepared.prepare(`SELECT author FROM edge WHERE subject = ? AND kind = ${EdgeKind.follow} AND counted = 1 LIMIT ${manyFollowers}`)
  let lastAuthor: string | undefined
  let lastOffered = 0

  return {
    /** An item comes into its author's feed. */
    item: function*(author: string, sortAtMillis: number) {
      caches.oldestItemMillis = Math.min(caches.oldestItemMillis, sortAtMillis)
      if (sortAtMillis >= caches.nearestHorizonMillis) return
      caches.horizons.drop(author)
      // An author's history comes in one piece.
      if (author === lastAuthor && caches.horizonsOffered === lastOffered) return
      lastAuthor = author
      lastOffered = caches.horizonsOffered
      const rows = yield* followers.now.all<{ readonly author: string }>(author)
      if (rows.length === manyFollowers) caches.horizons.clear()
      else for (const { author } of rows) caches.horizons.drop(author)
    },
    /** Somebody follows one more, whose items may be older. */
    follow: (author: string): void => caches.horizons.drop(author)
  }
})

export type Horizons = Effect.Success<ReturnType<typeof make>>
