/**
 * Every state that three honest members and one liar can reach at one height,
 * within a number of rounds and two blocks, whatever the network does.
 *
 * What keeps it small, and why nothing is lost by it:
 * - A member is what it keeps on disk. Between two moves it forgets what it
 *   heard, as after a crash: whatever it had heard it can hear again, for
 *   nothing said is ever taken back. So each interleaving of messages, with
 *   any lost, doubled or late, is some sequence of moves "hear this, and act".
 * - Rules fire on a proposal of the member's round, on a quorum of votes of one
 *   kind, round and block, or on members of a later round; more votes only help.
 *   So a move hears one proposal, or all votes that were cast of some kind,
 *   round and block, or of a later round. Less would do the same, or nothing.
 * - Whoever has something to propose never idles, which is to stay where one is.
 * - The liar has said everything already: every vote, every proposal that it may
 *   make, with every certificate that can be had. Each member hears what serves.
 * - Timers may fire at any moment; a clock judges a new block fit or untimely.
 * - The two blocks are alike, so a state and its mirror image are one.
 */
import { step } from "../../../src/protocol/consortium/Machine.ts"
import * as State from "../../../src/protocol/consortium/State.ts"
import * as Tally from "../../../src/protocol/consortium/Tally.ts"
import type * as Vote from "../../../src/protocol/consortium/Vote.ts"
import * as Toy from "./Toy.ts"

export interface Options {
  /** 0 to 3: whose turn to lead comes at that round. */
  readonly liar: number
  readonly rounds: number
  readonly quorum?: number
  /** What a crash does to what was kept; a planted bug. */
  readonly recall?: (durable: State.Durable<string>) => State.Durable<string>
  /** All enter in round 0; else each in any. */
  readonly together?: boolean
  readonly maxStates?: number
}

export interface Explored {
  readonly states: number
  /** Whether all that can be reached was. */
  readonly whole: boolean
  readonly decisions: ReadonlySet<string>
  /** A state in which two members decided differently. */
  readonly fork: string | undefined
}

interface Core {
  readonly durable: State.Durable<string>
  readonly decided: string | undefined
  /** What it said, for others to hear: `kind/round/block`. */
  readonly said: ReadonlySet<string>
}

const values = ["X", "Y", null] as const
const kinds = ["prevote", "precommit"] as const
const height = 0

const keyOf = ({ decided, durable }: Core): string => {
  const { locked, proposals, round, step, valid, votes } = durable
  return [
    round, step, locked === undefined ? "" : `${locked.round}${locked.block}`, valid === undefined ? "" : `${valid.polka.round}${valid.block}`,
    votes.map((vote) => `${vote.kind}${vote.round}${vote.block ?? "-"}`).toSorted().join(","),
    proposals.map((each) => `${each.round}${each.block}${each.polka?.round ?? ""}`).toSorted().join(","), decided ?? ""
  ].join("|")
}

const mirrored = (key: string): string => key.replaceAll(/[XY]/g, (letter) => letter === "X" ? "Y" : "X")

export const explore = ({ liar, maxStates = 3_000_000, quorum, recall = (durable) => durable, rounds, together = false }: Options): Explored => {
  const all = Toy.names(4)
  const members = Toy.membersOf(all)
  const honest = all.filter((_, i) => i !== liar)
  const liarName = all[liar]!
  const quorumSize = quorum ?? 3
  const rules = honest.map((name) => Toy.rules(name, { quorum: () => quorumSize }))

  const cores: Array<Core> = []
  const coreIds = new Map<string, number>()
  const intern = (core: Core): number => {
    const key = keyOf(core)
    const known = coreIds.get(key)
    if (known !== undefined) return known
    coreIds.set(key, cores.length)
    cores.push(core)
    return cores.length - 1
  }
  const coreOf = ({ state, outputs }: State.Stepped<string>, before: Core): Core => {
    const decision = outputs.find((output) => output.type === "decide")
    // What was said at the height stays said when it is over.
    const durable = decision === undefined ? State.durableOf(state) : before.durable
    const said = new Set(before.said)
    for (const output of outputs) {
      if (output.type === "send" && output.message.type === "vote") {
        const { block, kind, round } = output.message.vote
        said.add(`${kind}/${round}/${block}`)
      }
    }
    return { durable, said, decided: decision?.block }
  }

  /** All ends of feeding these inputs one after the other, with every answer to what the machine asks. */
  const feed = (who: number, core: Core, inputs: ReadonlyArray<State.Input<string>>): ReadonlyArray<Core> => {
    const ends: Array<Core> = []
    const walk = (state: State.State<string>, queue: ReadonlyArray<State.Input<string>>, outputs: ReadonlyArray<State.Output<string>>): void => {
      const [next, ...rest] = queue
      if (next === undefined || state.height !== height) {
        ends.push(coreOf({ state, outputs }, core))
        return
      }
      const stepped = step(rules[who]!, state, next)
      const asked = stepped.outputs.find((output) => output.type === "build" || output.type === "judge")
      const so = [...outputs, ...stepped.outputs]
      if (asked?.type === "build" && asked.round < rounds) {
        for (const block of ["X", "Y", undefined]) walk(stepped.state, [{ type: "built", height, round: asked.round, block }, ...rest], so)
      } else if (asked?.type === "judge") {
        for (const verdict of ["sound", "untimely"] as const) walk(stepped.state, [{ type: "judged", height, id: asked.id, verdict }, ...rest], so)
      } else {
        walk(stepped.state, rest, so)
      }
    }
    walk({ ...State.resume(members, recall(core.durable), (block) => block), pending: true }, inputs, [])
    return ends
  }

  const votesFor = (kind: Vote.Vote["kind"], round: number, block: string | null, others: ReadonlyArray<readonly [string, Core]>): ReadonlyArray<Vote.SignedVote> => {
    const voters = [...others.filter(([, core]) => core.said.has(`${kind}/${round}/${block}`)).map(([name]) => name), liarName]
    return voters.map((from) => ({ kind, height, round, block, from, signature: Toy.signatureOf(from) }))
  }

  const proposalsFor = (me: readonly [string, Core], others: ReadonlyArray<readonly [string, Core]>): ReadonlyArray<Vote.Message<string>> => {
    const heard: Array<Vote.Message<string>> = others.flatMap(([from, { durable }]) =>
      durable.proposals.map((proposal) => ({ type: "proposal" as const, from, proposal })))
    for (let round = 0; round < rounds; round++) {
      if (Tally.leader(members, height, round) !== liarName) continue
      for (const block of ["X", "Y"]) {
        heard.push({ type: "proposal", from: liarName, proposal: { height, round, block } })
        for (let earlier = 0; earlier < round; earlier++) {
          const votes = votesFor("prevote", earlier, block, [me, ...others])
          if (votes.length < quorumSize) continue
          const polka = { round: earlier, block, votes: votes.map(({ from, signature }) => ({ from, signature })) }
          heard.push({ type: "proposal", from: liarName, proposal: { height, round, block, polka } })
        }
      }
    }
    return heard
  }

  /** What feeding came to before: member and core, then what was heard. */
  const fed = new Map<string, ReadonlyArray<number>>()
  const describe = (message: Vote.Message<string>): string =>
    message.type === "vote"
      ? `${message.vote.kind}${message.vote.round}${message.vote.block}${message.vote.from}`
      : message.type === "proposal" ? `${message.from}${message.proposal.round}${message.proposal.block}${message.proposal.polka?.round}` : ""

  const moves = (who: number, id: number, others: ReadonlyArray<readonly [string, Core]>): ReadonlySet<number> => {
    const core = cores[id]!
    const ends = new Set<number>()
    const move = (name: string, inputs: () => ReadonlyArray<State.Input<string>>) => {
      const key = `${who};${id};${name}`
      let those = fed.get(key)
      if (those === undefined) {
        those = [...new Set(feed(who, core, inputs()).map(intern))].filter((end) => end !== id)
        fed.set(key, those)
      }
      for (const end of those) ends.add(end)
    }
    const hear = (messages: ReadonlyArray<Vote.Message<string>>) => () => messages.map((message): State.Input<string> => ({ type: "received", message }))
    const { durable: { round, step } } = core
    if (round < rounds) {
      move("start", () => [{ type: "start" }])
      move("timeout", () => [{ type: "timeout", height, round, step: step === "idle" ? "propose" : step }])
    }
    const proposals = proposalsFor([honest[who]!, core], others)
    for (const message of proposals) {
      if (message.type === "proposal" && message.proposal.round === round && step === "propose") move(describe(message), hear([message]))
    }
    for (let of = 0; of < rounds; of++) {
      for (const kind of kinds) {
        for (const value of values) {
          const votes = votesFor(kind, of, value, others)
          const own = core.said.has(`${kind}/${of}/${value}`) ? 1 : 0
          if (votes.length + own < quorumSize || (kind === "prevote" && of !== round)) continue
          // The block comes along, by any proposal of it.
          const block = value === null ? [] : proposals.filter((message) => message.type === "proposal" && message.proposal.block === value).slice(0, 1)
          const messages = [...block, ...votes.map((vote) => ({ type: "vote" as const, vote }))]
          move(messages.map(describe).join(), hear(messages))
        }
      }
      if (of <= round) continue
      // Members of a later round, whatever they vote for.
      const ahead = kinds.flatMap((kind) => values.flatMap((value) => votesFor(kind, of, value, others).filter(({ from }) => from !== liarName || value === null)))
      move(`ahead ${ahead.map((vote) => vote.from).join()} ${of}`, hear(ahead.map((vote) => ({ type: "vote", vote }))))
    }
    return ends
  }

  /** A member may enter the height in any round: an idle one goes along with whoever it hears. */
  const starts = Array.from({ length: together ? 1 : rounds }, (_, round) =>
    intern({ durable: { ...State.durableOf(State.fresh<string>(members, height)), round, step: "propose" }, said: new Set(), decided: undefined }))
  const decisions = new Set<string>()
  const seen = new Set<string>()
  const successors = new Map<string, ReadonlySet<number>>()
  const queue = starts.flatMap((a) => starts.flatMap((b) => starts.map((c) => [a, b, c] as readonly [number, number, number])))
  const mirrors = new Map<number, number>()
  const mirror = (id: number): number => {
    const known = mirrors.get(id)
    if (known !== undefined) return known
    const key = mirrored(keyOf(cores[id]!))
    // Only compared, so any name that is the same for the same mirror image will do.
    const found = coreIds.get(key) ?? -1
    if (found >= 0) mirrors.set(id, found)
    return found
  }
  const canonical = (state: readonly [number, number, number]): string => {
    const other = state.map(mirror)
    const [a, b] = [state.join(), other.join()]
    return other.includes(-1) || a < b ? a : b
  }
  /** What others can hear of a core, and nothing else of it. */
  const publicKeys: Array<string> = []
  const publicKey = (id: number): string => {
    const { durable, said } = cores[id]!
    return publicKeys[id] ??= `${[...said].toSorted().join()};${durable.proposals.map((each) => `${each.round}${each.block}${each.polka?.round ?? ""}`).join()}`
  }

  for (const state of queue) seen.add(canonical(state))
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (let who = 0; who < 3; who++) {
      const core = cores[state[who]!]!
      if (core.decided !== undefined) continue
      const rest = [0, 1, 2].filter((i) => i !== who)
      const memo = `${who};${state[who]};${rest.map((i) => publicKey(state![i]!)).join(";")}`
      let ends = successors.get(memo)
      if (ends === undefined) {
        ends = moves(who, state[who]!, rest.map((i) => [honest[i]!, cores[state![i]!]!] as const))
        successors.set(memo, ends)
      }
      for (const end of ends) {
        if (end === state[who]) continue
        const next = state.map((id, i) => i === who ? end : id) as unknown as readonly [number, number, number]
        const name = canonical(next)
        if (seen.has(name)) continue
        seen.add(name)
        const decided = new Set(next.flatMap((id) => cores[id]!.decided ?? []))
        for (const block of decided) decisions.add(block)
        if (decided.size > 1) {
          return { states: seen.size, whole: false, decisions, fork: next.map((id, i) => `${honest[i]}: ${keyOf(cores[id]!)}`).join("\n") }
        }
        if (seen.size >= maxStates) return { states: seen.size, whole: false, decisions, fork: undefined }
        queue.push(next)
      }
    }
  }
  return { states: seen.size, whole: true, decisions, fork: undefined }
}
