/**
 * How members agree on the next block: one height after the other, each by
 * rounds with a leader, two votes and a lock. It is Tendermint's algorithm
 * [Buchman, Kwon, Milosevic: The latest gossip on BFT consensus, algorithm 1;
 * its line numbers are named below]; why this one: docs/consortium.md.
 *
 *            proposal             quorum of prevotes       quorum of precommits
 *   propose ───────────▶ prevote ───────────────────▶ precommit ──────────────▶ decided
 *      │ late: prevote nil   │ late: precommit nil       │ late: next round      height + 1
 *      └─────────────────────┴───────────────────────────┴──▶ round + 1, another leader
 *
 *   idle ── something is pending, or a peer is heard ──▶ propose
 *
 * 1. A member votes once in each round and kind, whatever happens to it: its
 *    votes are on disk before they are sent.
 * 2. A block is precommitted only over a quorum of prevotes for it in the same
 *    round; the member is then locked, and prevotes for another block only if
 *    a quorum prevoted for that one in a later round.
 * 3. So no two blocks of a height get a quorum of precommits, in whatever
 *    rounds: two quorums share an honest member, and 2 binds it.
 * 4. A decided height is over. The members of the next one are known by then,
 *    so that every quorum is counted among the right members.
 * 5. No block that a member judged invalid is locked or decided by it, whoever
 *    signed. Untimely ones get no prevote as new ones; over a quorum's word they stand.
 * 6. With nothing pending, no timer runs and nothing is sent.
 *
 * Out of scope: what a block is (`Rules`), how messages travel, and finality to
 * the outside, which is cosigned checkpoints after the decision.
 */
import * as Members from "./Members.ts"
import { durableOf, fresh, type Input, type Output, type Rules, type State, type Step, type Stepped, type TimerStep, type Verdict } from "./State.ts"
import * as Tally from "./Tally.ts"
import type * as Vote from "./Vote.ts"

/** Votes for rounds further ahead only tell where their members are. */
const roundsKept = 10
const longestMillis = 60_000
const laterKept = 500

/** Rounds grow longer by half of the first. */
const timeoutMillis = (base: number, round: number): number => Math.min(longestMillis, base + (base * round) / 2)

class Stepper<B> {
  private readonly rules: Rules<B>
  private readonly outputs: Array<Output<B>> = []
  private readonly before: State<B>
  private state: State<B>

  constructor(rules: Rules<B>, state: State<B>) {
    this.rules = rules
    this.before = state
    this.state = state
  }

  done(): Stepped<B> {
    const { before, outputs, state } = this
    // A round or step without a word said in it may be forgotten.
    const same = before.height === state.height && before.votes === state.votes && before.proposals === state.proposals
      && before.locked === state.locked && before.valid === state.valid
    return same ? { state, outputs } : { state, outputs, persist: durableOf(state) }
  }

  take(input: Input<B>): void {
    switch (input.type) {
      case "start":
        return this.start()
      case "pending":
        return this.pending()
      case "received":
        return this.receive(input.message)
      case "built":
        return this.built(input.height, input.round, input.block)
      case "judged":
        return this.judged(input.height, input.id, input.verdict)
      case "timeout":
        return this.timedOut(input.height, input.round, input.step)
      case "caught":
        return this.caught(input.height, input.block, input.certificate)
    }
  }

  // Inputs

  private start(): void {
    if (this.state.step === "idle" || !this.isMember()) return
    this.say()
    this.setTimer(this.state.step)
    this.setTimer("stall")
    if (this.state.step === "propose") this.lead()
    this.progress()
  }

  private pending(): void {
    if (this.state.pending || !this.isMember()) return
    this.set({ pending: true })
    if (this.state.step === "idle") this.startRound(this.state.round)
    this.progress()
  }

  private receive(message: Vote.Message<B>): void {
    const height = message.type === "vote" ? message.vote.height : message.type === "proposal" ? message.proposal.height : message.height
    const from = message.type === "vote" ? message.vote.from : message.from
    if (height < this.state.height) return
    if (height > this.state.height) {
      if (message.type === "decided" || height > this.state.height + 1) this.outputs.push({ type: "behind", peer: from })
      if (height === this.state.height + 1 && message.type !== "decided" && this.state.later.length < laterKept) {
        this.set({ later: [...this.state.later, message] })
      }
      return
    }
    switch (message.type) {
      case "proposal":
        if (this.propose(from, message.proposal)) this.follow(from, message.proposal.round)
        break
      case "vote":
        if (this.vote(message.vote)) this.follow(from, message.vote.round)
        break
      case "decided":
        this.certify(message.certificate)
        if (this.state.certified?.block === message.certificate.block && !this.state.blocks.has(message.certificate.block)) {
          this.outputs.push({ type: "behind", peer: from })
        }
    }
    this.progress()
  }

  private built(height: number, round: number, block: B | undefined): void {
    const { state } = this
    if (height !== state.height || round !== state.round || state.step !== "propose") return
    if (block === undefined) return this.set({ pending: false })
    if (Tally.leader(state.members, height, round) !== this.rules.self || state.proposed.has(round)) return
    this.offer({ height, round, block }, "sound")
    this.progress()
  }

  private judged(height: number, id: string, verdict: Verdict): void {
    const known = this.state.blocks.get(id)
    if (height !== this.state.height || known === undefined || known.verdict !== undefined) return
    this.set({ blocks: new Map(this.state.blocks).set(id, { ...known, verdict }) })
    this.progress()
  }

  private timedOut(height: number, round: number, step: TimerStep): void {
    const { state } = this
    if (height !== state.height || round !== state.round || state.step === "idle" || !this.isMember()) return
    if (step === "stall") {
      this.say()
      this.forget("stall")
      return this.setTimer("stall")
    }
    if (step !== state.step) return
    switch (step) {
      case "propose": // 57
        this.cast("prevote", null)
        break
      case "prevote": // 61
        this.cast("precommit", null)
        break
      case "precommit": // 65
        this.nextRound()
    }
    this.progress()
  }

  private caught(height: number, block: B, certificate: Vote.Certificate): void {
    if (height !== this.state.height) return
    this.certify(certificate)
    if (this.state.certified?.block === this.rules.idOf(block)) this.learn(block)
    this.progress()
  }

  // What is known

  private propose(from: string, { block, polka, round }: Vote.Proposal<B>): boolean {
    const { blocks, height, members, proposed } = this.state
    if (from === this.rules.self || from !== Tally.leader(members, height, round)) return false
    if (polka !== undefined && (polka.round >= round || polka.block !== this.rules.idOf(block) || !Tally.proves(this.rules, this.state, "prevote", polka))) return false
    if (round > this.state.round + roundsKept) return true
    if (!proposed.has(round)) {
      const id = this.rules.idOf(block)
      // An old block as if it were new has an old time.
      const stale = polka === undefined && blocks.has(id)
      this.set({ proposed: new Map(proposed).set(round, { id, stale, ...(polka === undefined ? {} : { polka }) }) })
    }
    this.learn(block)
    return true
  }

  private learn(block: B): void {
    const id = this.rules.idOf(block)
    if (this.state.blocks.has(id)) return
    this.set({ blocks: new Map(this.state.blocks).set(id, { block }) })
    this.outputs.push({ type: "judge", height: this.state.height, id, block })
  }

  private vote(vote: Vote.SignedVote): boolean {
    const { heard, members } = this.state
    const key = `${vote.kind}/${vote.round}`
    const those = heard.get(key)
    const known = those?.get(vote.from)
    if (known !== undefined) return known.block === vote.block
    if (!this.rules.verify(members, vote)) return false
    if (vote.round <= this.state.round + roundsKept) {
      this.set({ heard: new Map(heard).set(key, new Map(those).set(vote.from, vote)) })
    }
    return true
  }

  /** Where the members are; an idle one goes along with anybody. */
  private follow(from: string, round: number): void {
    const { rounds, members } = this.state
    if (round > (rounds.get(from) ?? -1)) this.set({ rounds: new Map(rounds).set(from, round) })
    if (this.state.step === "idle" && this.isMember() && round >= this.state.round && round <= this.state.round + members.list.length) {
      this.startRound(round)
    }
  }

  private certify(certificate: Vote.Certificate): void {
    if (this.state.certified === undefined && Tally.proves(this.rules, this.state, "precommit", certificate)) this.set({ certified: certificate })
  }

  private isAcceptable(id: string): boolean {
    const verdict = this.state.blocks.get(id)?.verdict
    return verdict === "sound" || verdict === "untimely"
  }

  // What follows from it

  private progress(): void {
    while (this.decideIfDecided() || (this.isMember() && (this.skip() || this.react())));
  }

  /** 49: a quorum of precommits, of any round. */
  private decideIfDecided(): boolean {
    const { blocks, certified, height, later } = this.state
    const certificate = certified ?? Tally.decision(this.rules, this.state)
    if (certificate === undefined) return false
    const known = blocks.get(certificate.block)
    if (known === undefined) {
      const peer = certificate.votes.find(({ from }) => from !== this.rules.self)
      if (certified === undefined && peer !== undefined) this.outputs.push({ type: "behind", peer: peer.from })
      this.set({ certified: certificate })
      return false
    }
    if (!this.isAcceptable(certificate.block)) return false
    this.outputs.push({ type: "decide", height, id: certificate.block, block: known.block, certificate })
    this.state = fresh(this.rules.after(this.state.members, known.block), height + 1)
    for (const message of later) this.receive(message)
    return true
  }

  /** 55: a member is honest among f + 1, and its round is no lower than this. */
  private skip(): boolean {
    const { members, round, rounds } = this.state
    const those = [...rounds.values()].toSorted((a, b) => b - a)
    const reached = those[Members.tolerated(members.list.length)]
    if (reached === undefined || reached <= round) return false
    this.startRound(reached)
    return true
  }

  private react(): boolean {
    const { locked, proposed, round, step, valid } = this.state
    if (step === "idle") return false
    if (step === "propose") {
      const proposal = proposed.get(round)
      if (proposal === undefined) return false
      const { id, polka, stale } = proposal
      const verdict = this.state.blocks.get(id)?.verdict
      if (verdict === undefined) return false
      // 22, and 28 where a quorum of an earlier round vouches for it.
      const free = locked === undefined || locked.block === id || (polka !== undefined && locked.round <= polka.round)
      const stands = polka === undefined ? verdict === "sound" && !stale : this.isAcceptable(id)
      this.cast("prevote", stands && free ? id : null)
      return true
    }
    const polka = Tally.certificate(this.rules, this.state, "prevote", round)
    if (polka !== undefined && this.isAcceptable(polka.block) && (step === "prevote" || valid?.polka.round !== round)) { // 36
      this.set({ valid: { block: this.state.blocks.get(polka.block)!.block, polka } })
      if (step === "prevote") {
        this.set({ locked: { round, block: polka.block } })
        this.cast("precommit", polka.block)
      }
      return true
    }
    // A quorum for none ends the step at once [44]; a mixed one, after a while [34, 47].
    if (Tally.quorumFor(this.rules, this.state, step, round, null) !== undefined) {
      if (step === "prevote") this.cast("precommit", null)
      else this.nextRound()
      return true
    }
    if (Tally.isQuorate(this.rules, this.state, step, round)) this.setTimer(step)
    return false
  }

  // What is done

  /** Who has nothing to drive, and nobody to follow, rests. */
  private nextRound(): void {
    const { pending, round, rounds, valid } = this.state
    const someoneIsThere = [...rounds.values()].some((reached) => reached > round)
    if (pending || valid !== undefined || someoneIsThere) return this.startRound(round + 1)
    this.set({ round: round + 1, step: "idle" })
  }

  private startRound(round: number): void { // 11
    this.set({ round, step: "propose" })
    this.setTimer("propose")
    this.setTimer("stall")
    this.lead()
  }

  private lead(): void {
    const { height, members, proposed, round, valid } = this.state
    if (Tally.leader(members, height, round) !== this.rules.self || proposed.has(round)) return
    if (valid === undefined) this.outputs.push({ type: "build", height, round })
    else this.offer({ height, round, block: valid.block, polka: valid.polka }, undefined)
  }

  /** A proposal of this member's own. */
  private offer(proposal: Vote.Proposal<B>, verdict: Verdict | undefined): void {
    const { block, polka, round } = proposal
    const id = this.rules.idOf(block)
    const known = this.state.blocks.get(id)
    this.set({
      proposals: [...this.state.proposals, proposal],
      proposed: new Map(this.state.proposed).set(round, { id, stale: false, ...(polka === undefined ? {} : { polka }) }),
      blocks: new Map(this.state.blocks).set(id, verdict === undefined ? known ?? { block, verdict: "sound" } : { block, verdict })
    })
    this.outputs.push({ type: "send", message: { type: "proposal", from: this.rules.self, proposal } })
  }

  private cast(kind: Vote.Vote["kind"], block: string | null): void {
    const { height, members, round, votes } = this.state
    this.set({ step: kind })
    // After a crash the step may be older than the vote: what was said stands.
    if (votes.some((vote) => vote.kind === kind && vote.round === round)) return
    const vote: Vote.Vote = { kind, height, round, block }
    const signed = { ...vote, from: this.rules.self, signature: this.rules.sign(members, vote) }
    const key = `${kind}/${round}`
    this.set({ votes: [...votes, signed], heard: new Map(this.state.heard).set(key, new Map(this.state.heard.get(key)).set(signed.from, signed)) })
    this.outputs.push({ type: "send", message: { type: "vote", vote: signed } })
  }

  /** Says again what was said in this round. */
  private say(): void {
    const { proposals, round, votes } = this.state
    for (const proposal of proposals) {
      if (proposal.round === round) this.outputs.push({ type: "send", message: { type: "proposal", from: this.rules.self, proposal } })
    }
    for (const vote of votes) if (vote.round === round) this.outputs.push({ type: "send", message: { type: "vote", vote } })
  }

  private setTimer(step: Step | TimerStep): void {
    const { height, round, timers } = this.state
    const key = `${step}/${round}`
    if (step === "idle" || timers.has(key)) return
    this.set({ timers: new Set(timers).add(key) })
    const millis = timeoutMillis(this.rules.timeoutMillis, round) * (step === "stall" ? 4 : 1)
    this.outputs.push({ type: "timer", height, round, step, millis })
  }

  private forget(step: TimerStep): void {
    const timers = new Set(this.state.timers)
    timers.delete(`${step}/${this.state.round}`)
    this.set({ timers })
  }

  private isMember(): boolean {
    return Members.find(this.state.members, this.rules.self) !== undefined
  }

  private set(change: Partial<State<B>>): void {
    this.state = { ...this.state, ...change }
  }
}

export const step = <B>(rules: Rules<B>, state: State<B>, input: Input<B>): Stepped<B> => {
  const stepper = new Stepper(rules, state)
  stepper.take(input)
  return stepper.done()
}
