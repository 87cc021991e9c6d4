/**
 * What members say to each other about a block, and the proof that a block
 * was agreed on. Votes carry signatures of their own, so that whoever has
 * enough of them can show them to others.
 */
import * as Ed25519 from "../tlog/Ed25519.ts"
import * as SignedNote from "../tlog/SignedNote.ts"
import * as Members from "./Members.ts"

export interface Vote {
  readonly kind: "prevote" | "precommit"
  readonly height: number
  readonly round: number
  /** The block's id; null is a vote for none. */
  readonly block: string | null
}

export interface SignedVote extends Vote {
  readonly from: string
  readonly signature: Uint8Array
}

/**
 * Votes of one kind, round and block by a quorum: of prevotes, why it may be
 * locked; of precommits, that it is decided.
 */
export interface Certificate {
  readonly round: number
  readonly block: string
  readonly votes: ReadonlyArray<{ readonly from: string; readonly signature: Uint8Array }>
}

export interface Proposal<B> {
  readonly height: number
  readonly round: number
  readonly block: B
  /** Present where the block is not new: a quorum of prevotes of an earlier round. */
  readonly polka?: Certificate
}

/** Among members. The sender of a proposal is known by its envelope; everything else proves itself. */
export type Message<B> =
  | { readonly type: "proposal"; readonly from: string; readonly proposal: Proposal<B> }
  | { readonly type: "vote"; readonly vote: SignedVote }
  | { readonly type: "decided"; readonly from: string; readonly height: number; readonly certificate: Certificate }

/** What is signed. The epoch keeps votes of one membership out of the next. */
export const statement = ({ epoch, origin }: Members.Members, { block, height, kind, round }: Vote): Uint8Array =>
  SignedNote.bytesOf(`orrery/vote/v1\n${origin}\n${epoch}\n${kind} ${height} ${round} ${block ?? "nil"}\n`)

export const verify = (members: Members.Members, vote: SignedVote): boolean => {
  const member = Members.find(members, vote.from)
  return member !== undefined && Ed25519.verify(member.publicKey, statement(members, vote), vote.signature)
}

/** The votes that a certificate stands for. */
export const votesOf = (kind: Vote["kind"], height: number, { block, round, votes }: Certificate): ReadonlyArray<SignedVote> =>
  votes.map(({ from, signature }) => ({ kind, height, round, block, from, signature }))

export const certificateOf = (round: number, block: string, votes: Iterable<SignedVote>): Certificate => ({
  round,
  block,
  votes: [...votes].map(({ from, signature }) => ({ from, signature }))
})
