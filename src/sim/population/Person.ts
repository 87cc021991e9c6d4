/**
 * A person of the population: a row. It has a fiber only while it acts; in
 * between it is an entry in the world's heap. (Law 2)
 */
import type { Keyring } from "../../actors/client/keys/Keyring.ts"
import type { Session } from "../../actors/client/Session.ts"
import type { Ref } from "../../actors/client/Records.ts"
import type { Stream } from "../kernel/Stream.ts"
import type { Habits } from "../scenario/Population.ts"

/** A post that a person has read and may answer, like or repost. */
export interface Seen {
  readonly ref: Ref
  readonly root: Ref
  readonly author: string
}

export interface Person {
  readonly index: number
  /** alice12: the label of its handles. */
  readonly name: string
  readonly email: string
  readonly password: string
  readonly ownDomain: boolean
  readonly cluster: number
  /** The name of its kind; empty for people of none. */
  readonly kind: string
  readonly habits: Habits
  /** Multiplies every habit; the mean over all people is about 1. */
  readonly activity: number
  /** How many people it follows when it settles in. */
  readonly firstFollows: number
  readonly stream: Stream
  pds: string
  session: Session | undefined
  acting: boolean
  moved: boolean
  /** Does nothing by habit: locked out of its account, or busy with it. */
  away: boolean
  /** Rotation keys of its own, if it holds any. */
  ring: Keyring | undefined
  /** What it read last, at most a screenful. */
  seen: ReadonlyArray<Seen>
  readonly posts: Array<Ref>
  readonly follows: Map<string, string>
  readonly liked: Set<string>
  readonly blocked: Set<string>
}

/** The names that everybody knows, numbered. */
const names = ["alice", "bob", "carol", "dan"] as const

export const nameOf = (index: number): string => {
  const round = Math.floor(index / names.length)
  return `${names[index % names.length]!}${round === 0 ? "" : round}`
}
