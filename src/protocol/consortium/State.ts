/** What a member of the consortium knows at a height; see `Machine.ts`. */
import type * as Members from "./Members.ts"
import type { Certificate, Message, Proposal, SignedVote, Vote } from "./Vote.ts"

/**
 * How a block is judged by who sees it: untimely is sound but for its time,
 * which is for the moment of its proposal only.
 */
export type Verdict = "sound" | "untimely" | "invalid"

/** `idle`: nothing is to be agreed on, and no timer runs. */
export type Step = "idle" | "propose" | "prevote" | "precommit"
/** `stall`: nobody moves, so what was said is said again. */
export type TimerStep = "propose" | "prevote" | "precommit" | "stall"

export interface Known<B> {
  readonly block: B
  /** Absent until judged. */
  readonly verdict?: Verdict
}

/** What must survive a crash: without it a member could contradict itself. */
export interface Durable<B> {
  readonly height: number
  readonly round: number
  readonly step: Step
  /**
   * This member precommitted to this block, and does not prevote for another
   * unless a later quorum of prevotes frees it.
   */
  readonly locked?: { readonly round: number; readonly block: string }
  /** The newest block that a quorum prevoted for; the one to propose. */
  readonly valid?: { readonly block: B; readonly polka: Certificate }
  /** Everything said at this height. */
  readonly votes: ReadonlyArray<SignedVote>
  readonly proposals: ReadonlyArray<Proposal<B>>
}

export interface State<B> extends Durable<B> {
  readonly members: Members.Members
  /** Whether there is something to propose. */
  readonly pending: boolean
  readonly blocks: ReadonlyMap<string, Known<B>>
  /** The first proposal of each round's leader. */
  readonly proposed: ReadonlyMap<number, { readonly id: string; readonly polka?: Certificate; readonly stale: boolean }>
  /** By `kind/round`, then by member: the first vote of each. */
  readonly heard: ReadonlyMap<string, ReadonlyMap<string, SignedVote>>
  /** The highest round that each member was heard in. */
  readonly rounds: ReadonlyMap<string, number>
  /** The proof that a block of this height is decided, come before the block or its verdict. */
  readonly certified?: Certificate
  /** What members ahead of this one have said about the next height. */
  readonly later: ReadonlyArray<Message<B>>
  /** Timers that were set, as `step/round`. */
  readonly timers: ReadonlySet<string>
}

export type Input<B> =
  | { readonly type: "start" }
  | { readonly type: "pending" }
  | { readonly type: "received"; readonly message: Message<B> }
  | { readonly type: "built"; readonly height: number; readonly round: number; readonly block: B | undefined }
  | { readonly type: "judged"; readonly height: number; readonly id: string; readonly verdict: Verdict }
  | { readonly type: "timeout"; readonly height: number; readonly round: number; readonly step: TimerStep }
  | { readonly type: "caught"; readonly height: number; readonly block: B; readonly certificate: Certificate }

export type Output<B> =
  | { readonly type: "send"; readonly message: Message<B> }
  /** Propose something: answered by `built`. */
  | { readonly type: "build"; readonly height: number; readonly round: number }
  /** Answered by `judged`. */
  | { readonly type: "judge"; readonly height: number; readonly id: string; readonly block: B }
  | { readonly type: "timer"; readonly height: number; readonly round: number; readonly step: TimerStep; readonly millis: number }
  | { readonly type: "decide"; readonly height: number; readonly id: string; readonly block: B; readonly certificate: Certificate }
  /** A peer knows more: fetch decided blocks from it. */
  | { readonly type: "behind"; readonly peer: string }

export interface Stepped<B> {
  readonly state: State<B>
  /** To be done in order, and only after `persist` and the decided blocks are on disk. */
  readonly outputs: ReadonlyArray<Output<B>>
  /** Present where it changed. */
  readonly persist?: Durable<B>
}

/** What the machine is made over; all of it pure. */
export interface Rules<B> {
  readonly self: string
  readonly idOf: (block: B) => string
  readonly sign: (members: Members.Members, vote: Vote) => Uint8Array
  readonly verify: (members: Members.Members, vote: SignedVote) => boolean
  readonly quorum: (members: Members.Members) => number
  /** Who decides what comes after a block. */
  readonly after: (members: Members.Members, block: B) => Members.Members
  /** Of a round's first wait; later rounds wait longer. */
  readonly timeoutMillis: number
}

export const durableOf = <B>({ height, locked, proposals, round, step, valid, votes }: State<B>): Durable<B> => ({
  height,
  round,
  step,
  votes,
  proposals,
  ...(locked === undefined ? {} : { locked }),
  ...(valid === undefined ? {} : { valid })
})

export const fresh = <B>(members: Members.Members, height: number): State<B> => ({
  members,
  height,
  round: 0,
  step: "idle",
  votes: [],
  proposals: [],
  pending: false,
  blocks: new Map(),
  proposed: new Map(),
  heard: new Map(),
  rounds: new Map(),
  later: [],
  timers: new Set()
})

/** A member after a crash: what it said, and nothing of what it heard. */
export const resume = <B>(members: Members.Members, durable: Durable<B>, idOf: (block: B) => string): State<B> => {
  const heard = new Map<string, Map<string, SignedVote>>()
  for (const vote of durable.votes) heard.set(`${vote.kind}/${vote.round}`, new Map([[vote.from, vote]]))
  const kept = [...durable.proposals.map(({ block }) => block), ...(durable.valid === undefined ? [] : [durable.valid.block])]
  return {
    ...fresh(members, durable.height),
    ...durable,
    heard,
    blocks: new Map(kept.map((block) => [idOf(block), { block, verdict: "sound" }])),
    proposed: new Map(durable.proposals.map(({ block, polka, round }) => [round, { id: idOf(block), stale: false, ...(polka === undefined ? {} : { polka }) }]))
  }
}
