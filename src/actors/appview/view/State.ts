/**
 * What a response is made of: everything that its views look at, fetched in a
 * few set queries. Views are pure functions of it. Records are in their JSON
 * form, as clients get them.
 */
import type { Main as Profile } from "../../../protocol/lexicon/generated/app/bsky/actor/profile.ts"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import type { Label } from "../../../protocol/lexicon/generated/com/atproto/label/defs.ts"
import * as Datetime from "../../../protocol/syntax/Datetime.ts"
import type { AcceptedLabeler } from "../../../protocol/xrpc/LabelersHeader.ts"

/** Who asks, and whose labels are wanted. */
export interface Asker {
  /** Undefined for the public. */
  readonly did: string | undefined
  readonly labelers: ReadonlyArray<AcceptedLabeler>
}

/** A record as it is indexed. */
export interface Indexed<A> {
  readonly uri: string
  readonly cid: string
  readonly author: string
  readonly record: A
  readonly indexedAt: string
}

export interface Actor {
  readonly did: string
  readonly handle: string
  readonly indexedAt: string
  readonly profile: Indexed<Profile> | undefined
}

export interface Mute {
  readonly onlyReposts: boolean
  readonly onlyQuotes: boolean
}

/** What stands between the asker and an actor. */
export interface Relation {
  following?: string
  followedBy?: string
  blocking?: string
  blockedBy?: string
  mute?: Mute
}

/** What the asker did to a record: the URIs of the like and the repost. */
export interface Acts {
  like?: string
  repost?: string
}

/** Counts by `TallyKind`. */
export type Tally = { [kind in number]?: number }

export interface State {
  /** Origin of this App View, for the URLs of images. */
  readonly origin: string
  readonly asker: Asker
  /** Active ones only: nobody else is shown. ACCT-1 */
  readonly actors: ReadonlyMap<string, Actor>
  /** Posts of active, unredacted authors. */
  readonly posts: ReadonlyMap<string, Indexed<Post>>
  /** Other records that are embedded or asked for: generators, labelers. */
  readonly records: ReadonlyMap<string, Indexed<unknown>>
  readonly tallies: ReadonlyMap<string, Tally>
  readonly relations: ReadonlyMap<string, Relation>
  readonly acts: ReadonlyMap<string, Acts>
  /** Roots of the threads of which the asker wants to hear no more. */
  readonly mutedThreads: ReadonlySet<string>
  /** Pairs of DIDs with a block between them, as `pair` writes them. */
  readonly blocks: ReadonlySet<string>
  readonly labels: ReadonlyMap<string, ReadonlyArray<Label>>
}

/** Blocks work both ways, so the order is nothing to them. */
export const pair = (a: string, b: string): string => a < b ? `${a} ${b}` : `${b} ${a}`

/** Whether asker and actor must not see each other. MOD-1 */
export const blocked = (state: State, did: string): boolean => {
  const relation = state.relations.get(did)
  return relation?.blocking !== undefined || relation?.blockedBy !== undefined
}

export const muted = (state: State, did: string): boolean => {
  const mute = state.relations.get(did)?.mute
  return mute !== undefined && !mute.onlyReposts && !mute.onlyQuotes
}

export const iso = (millis: number): string => Datetime.fromMillis(millis)
