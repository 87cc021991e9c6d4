/**
 * A client's operation on its way into the log.
 *
 *     judged over the log as known ─▶ on disk ─▶ offered to all peers ─▶ in a block ─▶ final: 200
 *            │ refused: 400                            │ a quorum vouches             │ void: 409
 *                                                      └─ not final in time: 202 with a receipt, else 503
 *
 * A receipt is a promise that this operator can be convicted by
 * (`protocol/consortium/Receipt.ts`); so it is signed only when a quorum holds
 * the operation, or when it is final.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import type * as Block from "../../protocol/consortium/Block.ts"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Judgement from "../../protocol/consortium/Judgement.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import * as Receipt from "../../protocol/consortium/Receipt.ts"
import type * as Wire from "../../protocol/consortium/Wire.ts"
import * as Log from "../../protocol/plc/Log.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import { Hosts } from "../Hosts.ts"
import { problem } from "../plc/Routes.ts"
import type { Engine, Parts } from "./Engine.ts"
import type { Waiting } from "./Pool.ts"
import { Signal } from "./Signal.ts"

/** How long an operation may wait for its predecessor, which another operator may have told of already. */
const predecessorMillis = 1_000

interface Held {
  readonly deadline: number
  readonly size: number
  readonly by: Set<string>
}

export const make = Effect.fnUntraced(function*({ checkpoints, ledger, options, ownKeys, pool }: Parts) {
  const { self } = yield* Hosts
  const held = new Map<string, Held>()
  const voided = new Set<string>()
  const changed = new Signal()

  /**
   * After a block: what it took in needs no offering any more, and what it made
   * void is refused to who waits for it.
   */
  const onSettled = (block: Block.Block, gone: ReadonlyArray<string>): void => {
    for (const item of block.items) if (item.type === "operation") held.delete(Operation.cidOf(item.operation).toString())
    for (const cid of gone) if (held.delete(cid)) voided.add(cid)
    if (gone.length > 0) changed.fire()
  }

  const judge = Effect.fnUntraced(function*(did: string, operation: Operation.Operation) {
    const situation = yield* ledger.situation([did], [])
    const nowMillis = Log.nextMillis(situation.logOf(did), Math.max(situation.nowMillis, situation.tip.time + 1))
    const verdict = Judgement.acceptAt(situation, { did, operation }, nowMillis)
    /** A promise has to hold until its deadline. */
    const lasts = Result.isSuccess(Judgement.acceptAt(situation, { did, operation }, nowMillis + options.mergeDelayMillis + options.maxSkewMillis))
    return { verdict, lasts }
  })

  const receiptOf = (did: string, cid: string, { deadline, size }: Pick<Held, "deadline" | "size">): string | undefined => {
    const { members } = ledger.head()
    const key = ownKeys.among(members)
    return key === undefined ? undefined : Receipt.sign(key, self, { origin: members.origin, did, cid, size, deadline })
  }

  const isPromised = (cid: string): boolean => {
    const holders = held.get(cid)
    const { members } = ledger.head()
    return holders !== undefined && [...holders.by].filter((name) => Members.find(members, name) !== undefined).length >= Members.quorum(members)
  }

  /** What is in the log, and final. */
  const finalIndex = Effect.fnUntraced(function*(did: string, cid: string) {
    const index = yield* ledger.indexOf(did, cid)
    return index !== undefined && index < checkpoints.finalSize() ? index : undefined
  })

  /**
   * What is in the log already is promised for its own place and time: any
   * other promise could have been broken before it was made.
   */
  const finalReceipt = Effect.fnUntraced(function*(did: string, cid: string, index: number) {
    const [row] = yield* ledger.entries(index, index + 1)
    const { time } = Result.getOrThrow(Entry.decode(row!.bytes))
    return receiptOf(did, cid, { size: index, deadline: time + 1 })
  })

  /** A receipt for what waits, if it can be given. */
  const promiseOf = Effect.fnUntraced(function*(did: string, cid: string) {
    const waiting = yield* pool.find(cid)
    const holders = held.get(cid)
    return waiting?.vouched === true && holders !== undefined && isPromised(cid) ? receiptOf(did, cid, holders) : undefined
  })

  const json = (status: number, value: Readonly<Record<string, unknown>>) => HttpServerResponse.jsonUnsafe(value, { status })

  /** Waits for the end of a submission, or until the client has waited enough. */
  const outcome = Effect.fnUntraced(function*(did: string, cid: string) {
    while (true) {
      const [finality, news] = [checkpoints.changed.version, changed.version]
      const index = yield* finalIndex(did, cid)
      if (index !== undefined) return { _tag: "Final" as const, index }
      if (voided.has(cid)) return { _tag: "Void" as const }
      yield* Effect.raceFirst(checkpoints.changed.changedSince(finality), changed.changedSince(news))
    }
  })

  const offer = Effect.fnUntraced(function*(engine: Engine, waiting: Waiting) {
    const { cid, deadline, did, operation, size } = waiting
    const holders: Held = held.get(cid) ?? { deadline, size, by: new Set([self]) }
    held.set(cid, holders)
    yield* engine.peers.tell(ledger.head().members.list.map(({ name }) => name), {
      messages: [{ type: "offer", did, operation, deadline: holders.deadline }],
      matters: () => held.has(cid),
      onAnswer: (peer, answer) =>
        Effect.sync(() => {
          if (answer.held.includes(cid)) holders.by.add(peer)
        })
    })
    yield* engine.driver.tellPending
    return holders
  })

  const answer = Effect.fnUntraced(function*(engine: Engine, did: string, operation: Operation.Operation) {
    const cid = Operation.cidOf(operation).toString()
    const known = yield* pool.find(cid)
    if (known === undefined && (yield* ledger.indexOf(did, cid)) === undefined) {
      let { lasts, verdict } = yield* judge(did, operation)
      if (Result.isFailure(verdict) && (verdict.failure.reason === "UnknownPrev" || verdict.failure.reason === "InvalidGenesis")) {
        yield* Effect.timeoutOption(engine.driver.decided.changedSince(engine.driver.decided.version), Duration.millis(predecessorMillis))
        ;({ lasts, verdict } = yield* judge(did, operation))
      }
      if (Result.isFailure(verdict)) return problem(400, verdict.failure.message)
      const deadline = (yield* Clock.currentTimeMillis) + options.mergeDelayMillis
      const waiting: Waiting = { cid, did, operation, deadline, vouched: lasts, size: ledger.head().size }
      if (!(yield* pool.add(waiting))) return problem(503, "Too much is waiting already: try again later, or another operator")
      yield* offer(engine, waiting)
    } else if (known !== undefined && !held.has(cid)) {
      yield* offer(engine, known)
    }
    const end = yield* Effect.timeoutOption(outcome(did, cid), Duration.millis(options.answerWithinMillis))
    const settled = end._tag === "Some" ? end.value : undefined
    if (settled?._tag === "Void") {
      voided.delete(cid)
      return problem(409, "Another operation was accepted first")
    }
    if (settled?._tag === "Final") return json(200, { index: settled.index, receipt: yield* finalReceipt(did, cid, settled.index) })
    const receipt = yield* promiseOf(did, cid)
    return receipt === undefined ? problem(503, "No promise can be given now: try again, or another operator") : json(202, { receipt })
  })

  return {
    onSettled,
    submit: answer,
    /** Where a submission stands, for who polls. */
    status: Effect.fnUntraced(function*(did: string, cid: string) {
      const index = yield* finalIndex(did, cid)
      const waiting = yield* pool.find(cid)
      const receipt = index === undefined ? yield* promiseOf(did, cid) : yield* finalReceipt(did, cid, index)
      const state = index !== undefined ? "final" : waiting !== undefined || (yield* ledger.indexOf(did, cid)) !== undefined ? "pending" : "unknown"
      return json(200, { state, ...(receipt === undefined ? {} : { receipt }), ...(index === undefined ? {} : { index }) })
    }),
    /** A peer's offer: taken into the pool if it has its place there, and vouched for if the deadline is a fair one. */
    hold: Effect.fnUntraced(function*({ deadline, did, operation }: Wire.Offer) {
      const cid = Operation.cidOf(operation).toString()
      if ((yield* ledger.indexOf(did, cid)) !== undefined) return true
      const nowMillis = yield* Clock.currentTimeMillis
      const fair = deadline > nowMillis + options.mergeDelayMillis / 2 && deadline < nowMillis + 2 * options.mergeDelayMillis
      const added = yield* pool.add({ cid, did, operation, deadline, vouched: fair, size: ledger.head().size })
      return added && fair
    })
  }
})

export type Submissions = Effect.Success<ReturnType<typeof make>>
