/** Counting votes: what a member has heard, and what others' certificates prove. */
import type * as Members from "./Members.ts"
import type { Rules, State } from "./State.ts"
import * as Vote from "./Vote.ts"

/** The votes of a kind and round, one a member. */
export const votes = <B>({ heard }: State<B>, kind: Vote.Vote["kind"], round: number): ReadonlyArray<Vote.SignedVote> =>
  [...(heard.get(`${kind}/${round}`)?.values() ?? [])]

/** Whether a quorum voted at all. */
export const isQuorate = <B>(rules: Rules<B>, state: State<B>, kind: Vote.Vote["kind"], round: number): boolean =>
  (state.heard.get(`${kind}/${round}`)?.size ?? 0) >= rules.quorum(state.members)

/** The votes for a block, or for none, if they are a quorum. */
export const quorumFor = <B>(
  rules: Rules<B>,
  state: State<B>,
  kind: Vote.Vote["kind"],
  round: number,
  block: string | null
): ReadonlyArray<Vote.SignedVote> | undefined => {
  const those = votes(state, kind, round).filter((vote) => vote.block === block)
  return those.length >= rules.quorum(state.members) ? those : undefined
}

/** The certificate that the votes of a kind and round amount to. */
export const certificate = <B>(rules: Rules<B>, state: State<B>, kind: Vote.Vote["kind"], round: number): Vote.Certificate | undefined => {
  for (const { block } of votes(state, kind, round)) {
    const those = block === null ? undefined : quorumFor(rules, state, kind, round, block)
    if (block !== null && those !== undefined) return Vote.certificateOf(round, block, those)
  }
  return undefined
}

/** A quorum of precommits for one block, of any round. */
export const decision = <B>(rules: Rules<B>, state: State<B>): Vote.Certificate | undefined => {
  for (const key of state.heard.keys()) {
    const [kind, round] = key.split("/")
    const found = kind === "precommit" ? certificate(rules, state, kind, Number(round)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Whether a certificate is one: a quorum of different members, each with its
 * own signature. What was heard is verified already.
 */
export const proves = <B>(rules: Rules<B>, { heard, height, members }: State<B>, kind: Vote.Vote["kind"], certificate: Vote.Certificate): boolean => {
  const those = Vote.votesOf(kind, height, certificate)
  const known = heard.get(`${kind}/${certificate.round}`)
  const isHeard = ({ block, from, signature }: Vote.SignedVote): boolean => {
    const vote = known?.get(from)
    return vote !== undefined && vote.block === block && Buffer.compare(vote.signature, signature) === 0
  }
  const voters = new Set(those.map(({ from }) => from))
  return voters.size === those.length && those.length >= rules.quorum(members)
    && those.every((vote) => isHeard(vote) || rules.verify(members, vote))
}

export const leader = ({ list }: Members.Members, height: number, round: number): string => list[(height + round) % list.length]!.name
