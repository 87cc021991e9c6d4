/**
 * Runs the machine (`protocol/consortium/Machine.ts`): one input after the
 * other, what it says and decides on disk first, then done. A disk that fails
 * holds everything up until it works again; nothing is said meanwhile.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Queue from "effect/Queue"
import { SqlClient } from "effect/sql/SqlClient"
import * as Block from "../../protocol/consortium/Block.ts"
import * as Judgement from "../../protocol/consortium/Judgement.ts"
import * as Machine from "../../protocol/consortium/Machine.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import * as State from "../../protocol/consortium/State.ts"
import * as Vote from "../../protocol/consortium/Vote.ts"
import type * as Wire from "../../protocol/consortium/Wire.ts"
import type { Checkpoints } from "./Checkpoints.ts"
import type { Ledger } from "./Ledger.ts"
import type { OwnKeys } from "./OwnKeys.ts"
import type { Peers } from "./Peers.ts"
import type { Pool } from "./Pool.ts"
import type { Said } from "./Said.ts"
import { Signal } from "./Signal.ts"

type Input = State.Input<Block.Block>
type Output = State.Output<Block.Block>
type Decide = Extract<Output, { readonly type: "decide" }>

/** How long a failed write waits for the next attempt. */
const diskPauseMillis = 1_000

export const make = Effect.fnUntraced(function*(options: {
  readonly self: string
  readonly roundMillis: number
  readonly ownKeys: OwnKeys
  readonly ledger: Ledger
  readonly checkpoints: Checkpoints
  readonly pool: Pool
  readonly said: Said
  readonly peers: Peers
  readonly behind: (peer: string) => void
  /** After a block, with the operations that it made void. */
  readonly onSettled: (block: Block.Block, gone: ReadonlyArray<string>) => void
}) {
  const { checkpoints, ledger, ownKeys, peers, pool, said, self } = options
  const sql = yield* SqlClient
  const queue = yield* Queue.unbounded<Input>()
  const timers = yield* FiberMap.make<string>()
  const decided = new Signal()

  const rules: State.Rules<Block.Block> = {
    self,
    idOf: Block.idOf,
    sign: (members, vote) => {
      const key = ownKeys.among(members)
      if (key === undefined) throw new Error(`${self} has no key among the members`)
      return key.sign(Vote.statement(members, vote))
    },
    verify: Vote.verify,
    quorum: Members.quorum,
    after: Judgement.membersAfter,
    timeoutMillis: options.roundMillis
  }

  const kept = yield* said.load
  const { height, members } = ledger.head()
  let state: State.State<Block.Block> = kept?.height === height
    ? State.resume(members, kept, Block.idOf)
    : State.fresh(members, height)

  const patiently = <A, E, R>(write: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
    Effect.catch(write, () => Effect.andThen(Effect.sleep(Duration.millis(diskPauseMillis)), patiently(write)))

  const apply = Effect.fnUntraced(function*({ block, certificate, height }: Decide) {
    const { members } = ledger.head()
    // A quorum decided against what this operator vouched for: more lie than are tolerated.
    // It goes along, and does not put its name to it.
    const isBroken = yield* ledger.breaks(block, yield* pool.vouched)
    const head = yield* ledger.apply({ block, certificate })
    const cosigned = yield* checkpoints.cosign(members, head, isBroken)
    return { head, members, cosigned, message: { type: "decided" as const, from: self, height, certificate } }
  })

  /** Who hears of a decision: those who made it, and whom it took in. */
  const concerned = (before: Members.Members, after: Members.Members): ReadonlyArray<string> =>
    [...new Set([...before.list, ...after.list].map(({ name }) => name))]

  const tellPending = Effect.gen(function*() {
    if (!state.pending && (yield* patiently(pool.hasWork))) yield* Queue.offer(queue, { type: "pending" })
  })

  const decide = Effect.fnUntraced(function*(block: Block.Block, { cosigned, head, members, message }: Effect.Success<ReturnType<typeof apply>>) {
    ledger.set(head)
    yield* peers.tell(concerned(members, head.members), {
      messages: cosigned === undefined ? [message] : [message, cosigned],
      matters: () => ledger.head().height === head.height
    })
    yield* patiently(checkpoints.catchUp(members, head))
    options.onSettled(block, yield* patiently(pool.settle(block)))
    decided.fire()
    yield* tellPending
  })

  const perform = Effect.fnUntraced(function*(output: Output, next: Array<Input>, messages: Array<Wire.PeerMessage>) {
    switch (output.type) {
      case "send":
        messages.push(output.message)
        return
      case "build": {
        const { height, round } = output
        const block = yield* patiently(pool.build)
        next.push({ type: "built", height, round, block })
        return
      }
      case "judge": {
        const { block, height, id } = output
        const { verdict } = yield* patiently(Effect.flatMap(pool.vouched, (promised) => ledger.judge(block, promised)))
        next.push({ type: "judged", height, id, verdict })
        return
      }
      case "timer": {
        const { height, millis, round, step } = output
        const ring = Effect.andThen(Effect.sleep(Duration.millis(millis)), Queue.offer(queue, { type: "timeout", height, round, step }))
        yield* FiberMap.run(timers, step, ring)
        return
      }
      case "behind":
        return options.behind(output.peer)
      case "decide":
        return
    }
  })

  const take = Effect.fnUntraced(function*(input: Input) {
    const next: Array<Input> = [input]
    const messages: Array<Wire.PeerMessage> = []
    for (let each = next.shift(); each !== undefined; each = next.shift()) {
      const stepped = Machine.step(rules, state, each)
      const decision = stepped.outputs.find((output): output is Decide => output.type === "decide")
      const { persist } = stepped
      const applied = persist === undefined ? undefined : yield* patiently(sql.withTransaction(Effect.gen(function*() {
        yield* said.save(persist)
        return decision === undefined ? undefined : yield* apply(decision)
      })))
      state = stepped.state
      if (decision !== undefined && applied !== undefined) {
        messages.length = 0
        yield* decide(decision.block, applied)
      }
      for (const output of stepped.outputs) yield* perform(output, next, messages)
    }
    const { height, round } = state
    yield* peers.tell(state.members.list.map(({ name }) => name), {
      messages,
      matters: () => state.height === height && state.round <= round + 1
    })
  })

  return {
    /** Fires when a block was decided. */
    decided,
    input: (input: Input) => Queue.offer(queue, input),
    tellPending,
    /** Whether it is known that the next block is decided elsewhere. */
    isBehind: (): boolean => state.certified !== undefined,
    height: (): number => state.height,
    run: Effect.gen(function*() {
      yield* Queue.offer(queue, { type: "start" })
      yield* tellPending
      while (true) yield* take(yield* Queue.take(queue))
    })
  }
})

export type Driver = Effect.Success<ReturnType<typeof make>>
