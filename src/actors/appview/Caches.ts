/**
 * What views read again and again, kept in memory beside the tables. There is
 * one writer, this process, so an entry is true until its row is written; then
 * it goes. Entries are only ever dropped by writers and only ever added by
 * readers, so a transaction that is rolled back leaves nothing false behind.
 *
 * A reader may be overtaken by a writer between its query and its `offer`: it
 * takes the generation first, and what it brings is kept only if nothing was
 * dropped meanwhile.
 */
import type { Main as Post } from "../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import type { Actor, Acts, Indexed, Relation, Tally } from "./view/State.ts"

export class Cache<A> {
  private readonly entries = new Map<string, A>()
  private readonly capacity: number
  generation = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get(key: string): A | undefined {
    return this.entries.get(key)
  }

  offer(key: string, value: A, generation: number): void {
    if (generation !== this.generation) return
    if (this.entries.size >= this.capacity) this.entries.clear()
    this.entries.set(key, value)
  }

  drop(key: string): void {
    this.generation++
    this.entries.delete(key)
  }
}

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
}
