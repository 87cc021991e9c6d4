/** What views read again and again. */
import type { Main as Post } from "../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import { Cache } from "../sqlite/Cache.ts"
import type { LabelRow } from "./view/Lookup.ts"
import type { Actor, Acts, Indexed, Relation, Tally } from "./view/State.ts"

/** One who looks, and what is looked at. */
export const seenBy = (asker: string, subject: string): string => `${asker} ${subject}`

export class Caches {
  /** By URI. */
  readonly posts = new Cache<Indexed<Post>>(50_000)
  /** Active people, by DID. */
  readonly actors = new Cache<Actor>(50_000)
  /** By URI or DID. */
  readonly tallies = new Cache<Tally>(100_000)
  /** What stands between two, by `seenBy`. */
  readonly relations = new Cache<Relation>(100_000)
  /** What one did to a record, by `seenBy`. */
  readonly acts = new Cache<Acts>(100_000)
  /** Roots of the threads that one has muted, by DID. */
  readonly mutedThreads = new Cache<ReadonlySet<string>>(50_000)
  /** Whether a block stands between two, by `pair`. */
  readonly blocks = new Cache<boolean>(100_000)
  /** What all labelers say of a URI or DID and have not taken back, the expired included. */
  readonly labels = new Cache<ReadonlyArray<LabelRow>>(100_000)
  /** No item of a feed is older; beyond it nobody has to look. */
  oldestItemMillis = Number.POSITIVE_INFINITY
  /** No item of one's timeline is older; by DID. */
  readonly horizons = new Cache<number>(100_000)
  /** No horizon is later. */
  nearestHorizonMillis = Number.NEGATIVE_INFINITY
  horizonsOffered = 0

  offerHorizon(did: string, millis: number, generation: number): void {
    this.horizonsOffered++
    this.nearestHorizonMillis = Math.max(this.nearestHorizonMillis, millis)
    this.horizons.offer(did, millis, generation)
  }
}
