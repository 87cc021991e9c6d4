/**
 * Machines on a table: virtual time, a network that loses and delays until it
 * is mended, crashes that leave what was persisted, and liars that say anything
 * the others' signatures allow. A block is a word and the time it was proposed
 * at; the words `+erin`, `-dan` and `~bob` change the membership: join, leave, a
 * new key.
 */
import { step } from "../../../src/protocol/consortium/Machine.ts"
import * as Members from "../../../src/protocol/consortium/Members.ts"
import * as State from "../../../src/protocol/consortium/State.ts"
import * as Tally from "../../../src/protocol/consortium/Tally.ts"
import type * as Vote from "../../../src/protocol/consortium/Vote.ts"
import * as Toy from "./Toy.ts"

export interface LabOptions {
  readonly seed: number
  readonly members: ReadonlyArray<string>
  readonly liars: ReadonlyArray<string>
  /** Who is there, but no member yet. */
  readonly learners?: ReadonlyArray<string>
  /** Until when messages are lost and late, and members crash. */
  readonly mendedAtMillis: number
  readonly crashes: boolean
  readonly quorum?: number
}

interface Decided {
  readonly block: string
  readonly certificate: Vote.Certificate
}

interface Node {
  state: State.State<string>
  durable: State.Durable<string>
  readonly log: Array<Decided>
  up: boolean
  life: number
  timers: number
}

/** A small generator of its own, so that a seed says all. */
const chance = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32
  }
}

const delayMillis = 40

export const wordOf = (block: string): string => block.split("#")[0]!

export class Lab {
  now = 0
  messages = 0
  readonly nodes = new Map<string, Node>()
  private readonly options: LabOptions
  private readonly random: () => number
  private readonly agenda: Array<{ readonly at: number; readonly order: number; readonly run: () => void }> = []
  private order = 0
  private words = 0
  private readonly pool: Array<string> = []

  constructor(options: LabOptions) {
    this.options = options
    this.random = chance(options.seed)
    const founders = Toy.membersOf(options.members)
    for (const name of [...options.members, ...(options.learners ?? [])]) {
      const state = State.fresh<string>(founders, 0)
      this.nodes.set(name, { state, durable: State.durableOf(state), log: [], up: true, life: 0, timers: 0 })
    }
    if (options.crashes) for (const name of this.honest()) this.at(this.random() * options.mendedAtMillis * 0.8, () => this.crash(name))
    for (const liar of options.liars) this.at(this.random() * 100, () => this.lie(liar))
  }

  honest(): ReadonlyArray<string> {
    return [...this.nodes.keys()].filter((name) => !this.options.liars.includes(name))
  }

  /** Somebody wants a word in the log; everybody hears of it in time. */
  submit(word = `word${this.words++}`): string {
    this.pool.push(word)
    for (const name of this.honest()) this.at(this.now + this.latency(), () => this.feed(name, { type: "pending" }))
    return word
  }

  at(at: number, run: () => void): void {
    this.agenda.push({ at, order: this.order++, run })
  }

  runUntil(millis: number): void {
    while (true) {
      let next = -1
      for (let i = 0; i < this.agenda.length; i++) {
        const [a, b] = [this.agenda[i]!, this.agenda[next]]
        if (a.at <= millis && (b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order))) next = i
      }
      if (next < 0) break
      const [entry] = this.agenda.splice(next, 1)
      this.now = entry!.at
      entry!.run()
    }
    this.now = millis
  }

  /** Nothing is under way, and no timer runs that would start anything. */
  isQuiet(): boolean {
    return this.honest().every((name) => this.nodes.get(name)!.state.step === "idle")
  }

  private get isMended(): boolean {
    return this.now >= this.options.mendedAtMillis
  }

  private latency(): number {
    return this.isMended ? delayMillis * (0.5 + this.random()) : delayMillis * (0.5 + this.random() * 60)
  }

  private rules(name: string) {
    const { quorum } = this.options
    const signed = (members: Members.Members, who: string) => Toy.signatureOf(`${who}@${members.epoch}`)
    return Toy.rules(name, {
      ...(quorum === undefined ? {} : { quorum: () => quorum }),
      sign: (members) => signed(members, name),
      verify: (members, vote) => Members.find(members, vote.from) !== undefined && Buffer.compare(vote.signature, signed(members, vote.from)) === 0,
      after: (members, block) => {
        const name = wordOf(block).slice(1)
        const names = members.list.map((each) => each.name)
        if (block.startsWith("+")) return Toy.membersOf([...names, name].toSorted(), members.epoch + 1)
        if (block.startsWith("-")) return Toy.membersOf(names.filter((each) => each !== name), members.epoch + 1)
        return block.startsWith("~") ? { ...members, epoch: members.epoch + 1 } : members
      }
    })
  }

  private feed(name: string, input: State.Input<string>): void {
    const node = this.nodes.get(name)!
    if (!node.up) return
    const { outputs, persist, state } = step(this.rules(name), node.state, input)
    node.state = state
    if (persist !== undefined) node.durable = persist
    for (const output of outputs) this.act(name, node, output)
  }

  private act(name: string, node: Node, output: State.Output<string>): void {
    const life = node.life
    const later = (millis: number, input: () => State.Input<string>) =>
      this.at(this.now + millis, () => {
        if (node.life === life) this.feed(name, input())
      })
    switch (output.type) {
      case "send":
        return this.broadcast(name, output.message)
      case "timer":
        return later(output.millis, () => ({ type: "timeout", height: output.height, round: output.round, step: output.step }))
      case "judge":
        return later(0, () => ({ type: "judged", height: output.height, id: output.id, verdict: this.judge(node, output.block) }))
      case "build": {
        const word = this.pool.find((each) => this.judge(node, each) !== "invalid")
        const block = word === undefined ? undefined : `${word}#${Math.round(this.now)}`
        return later(0, () => ({ type: "built", height: output.height, round: output.round, block }))
      }
      case "decide": {
        node.log.push({ block: output.block, certificate: output.certificate })
        this.broadcast(name, { type: "decided", from: name, height: output.height, certificate: output.certificate })
        if (this.pool.some((word) => this.judge(node, word) !== "invalid")) later(0, () => ({ type: "pending" }))
        return
      }
      case "behind":
        return this.fetch(name, node, output.peer)
    }
  }

  /** A liar's clock, or a bad block, does not pass an honest member. */
  private judge(node: Node, block: string): State.Verdict {
    const word = wordOf(block)
    const names = node.state.members.list.map((each) => each.name)
    if (node.log.some((each) => wordOf(each.block) === word) || !this.pool.includes(word)) return "invalid"
    if (word.startsWith("+") && names.includes(word.slice(1))) return "invalid"
    if (/^[-~]/.test(word) && !names.includes(word.slice(1))) return "invalid"
    return !this.isMended && this.random() < 0.1 ? "untimely" : "sound"
  }

  private broadcast(from: string, message: Vote.Message<string>): void {
    for (const to of this.nodes.keys()) if (to !== from) this.send(to, message)
  }

  /** What is lost is sent again until it arrives, as the shell does; until then anything may happen to it. */
  private send(to: string, message: Vote.Message<string>): void {
    this.messages++
    this.at(this.now + this.latency(), () => {
      if (!this.isMended && this.random() < 0.3) return this.send(to, message)
      if (!this.nodes.get(to)!.up) return this.at(this.now + 500, () => this.send(to, message))
      if (!this.options.liars.includes(to)) this.feed(to, { type: "received", message })
    })
  }

  private fetch(name: string, node: Node, peer: string): void {
    const { height } = node.state
    const life = node.life
    this.at(this.now + 2 * this.latency(), () => {
      if (node.life !== life || node.state.height !== height) return
      const found = this.options.liars.includes(peer) ? undefined : this.nodes.get(peer)?.log[height]
      if (found !== undefined) this.feed(name, { type: "caught", height, ...found })
      else if (this.honest().some((other) => this.nodes.get(other)!.log.length > height)) {
        const others = this.honest().filter((other) => this.nodes.get(other)!.log.length > height)
        this.fetch(name, node, others[Math.floor(this.random() * others.length)]!)
      }
      const further = this.honest().find((other) => this.nodes.get(other)!.log.length > node.state.height)
      if (node.state.height > height && further !== undefined) this.fetch(name, node, further)
    })
  }

  private crash(name: string): void {
    const node = this.nodes.get(name)!
    node.up = false
    node.life++
    this.at(this.now + this.random() * this.options.mendedAtMillis * 0.2, () => {
      node.up = true
      // Everything but the disk is lost: the log, and what was persisted.
      let members = Toy.membersOf(this.options.members)
      for (const { block } of node.log) members = this.rules(name).after(members, block)
      node.state = State.resume(members, node.durable, (block) => block)
      this.feed(name, { type: "start" })
      if (this.pool.some((word) => this.judge(node, word) !== "invalid")) this.feed(name, { type: "pending" })
      for (const peer of this.honest()) if (this.nodes.get(peer)!.log.length > node.log.length) this.fetch(name, node, peer)
    })
  }

  /** Votes for this and that, proposals to some, in rounds near and far. */
  private lie(liar: string): void {
    const somebody = this.nodes.get(this.honest()[Math.floor(this.random() * this.honest().length)]!)!
    const { height, members, round } = somebody.state
    const at = round + Math.floor(this.random() * 3)
    const block = this.pool[Math.floor(this.random() * this.pool.length)]
    for (const to of this.honest()) {
      const other = this.random() < 0.5 ? block : this.pool[Math.floor(this.random() * this.pool.length)]
      const signature = Toy.signatureOf(`${liar}@${members.epoch}`)
      const kind = this.random() < 0.5 ? "prevote" : "precommit"
      const choice = this.random() < 0.3 || other === undefined ? null : [...somebody.state.blocks.keys(), other][Math.floor(this.random() * 3)] ?? other
      if (this.random() < 0.8) this.send(to, { type: "vote", vote: { kind, height, round: at, block: choice, from: liar, signature } })
      if (other !== undefined && Tally.leader(members, height, at) === liar) {
        this.send(to, { type: "proposal", from: liar, proposal: { height, round: at, block: other } })
      }
    }
    if (!this.isMended || this.random() < 0.9) this.at(this.now + 20 + this.random() * 300, () => this.lie(liar))
  }
}
