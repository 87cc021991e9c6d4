/** One page of a feed: the ranking that its definition asks for, and the cursor after it. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { FeedGenOptions } from "./Options.ts"
import type { RankedPost, Store } from "./Store.ts"

export type FeedDefinition = FeedGenOptions["feeds"][number]

const dayMillis = 86_400_000
/** Sorts behind every URI. */
const end = "~"

/** A cursor is the rank and the URI of the last post of the page before: `<number>,<uri>`. */
const parseCursor = (cursor: string | undefined) => {
  if (cursor === undefined) return { rank: Number.MAX_SAFE_INTEGER, uri: end }
  const match = /^(\d{1,15}),(at:\/\/.+)$/.exec(cursor)
  return match === null ? undefined : { rank: Number(match[1]), uri: match[2]! }
}

export const page = Effect.fnUntraced(function*(store: Store, feed: FeedDefinition, limit: number, cursor: string | undefined) {
  const from = parseCursor(cursor)
  if (from === undefined) {
    return yield* new XrpcError({ status: 400, error: "InvalidRequest", message: `"${cursor}" is not a cursor of this feed` })
  }
  const byTime = feed.rank === "newest"
  const rows: ReadonlyArray<RankedPost> = byTime
    ? yield* store.newest(feed.tag, { indexedAt: from.rank, uri: from.uri }, limit)
    : yield* store.liked(feed.tag, (yield* Clock.currentTimeMillis) - dayMillis, { likes: from.rank, uri: from.uri }, limit)
  const last = rows[rows.length - 1]
  return {
    feed: rows.map(({ uri }) => ({ post: uri })),
    ...(last !== undefined && rows.length === limit ? { cursor: `${byTime ? last.indexedAt : last.likes},${last.uri}` } : {})
  }
})
