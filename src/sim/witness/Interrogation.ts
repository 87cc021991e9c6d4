/**
 * The oracles' last checks as a dialogue: a question out, its answer in. They
 * are Effects, but run on a queue of their own, outside of any world: so the
 * steps of the world are those of its answers, whoever asks, and from where.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { RunQueue } from "../kernel/RunQueue.ts"
import type { Probe, ProbeAnswer } from "../oracles/Oracle.ts"
import type { Question } from "./Witness.ts"

export class Interrogation {
  private readonly checks: (probe: Probe) => Effect.Effect<void>
  private readonly queue = new RunQueue()
  private fiber: Fiber.Fiber<void> | undefined
  private question: Question | undefined
  private resume: ((answer: Effect.Effect<ProbeAnswer>) => void) | undefined
  private nowMillis = 0

  constructor(checks: (probe: Probe) => Effect.Effect<void>) {
    this.checks = checks
  }

  /** The first question, or the next after an answer; none, and the checks have come to their end. */
  next(nowMillis: number, answer?: ProbeAnswer): Question | undefined {
    this.nowMillis = nowMillis
    this.question = undefined
    if (answer !== undefined) this.resume?.(Effect.succeed(answer))
    const fiber = this.fiber ??= this.begin()
    this.drain()
    return this.question ?? ended(fiber)
  }

  private begin(): Fiber.Fiber<void> {
    const dispatcher: Scheduler.SchedulerDispatcher = {
      scheduleTask: (task, priority) => this.queue.push(task, priority),
      flush: () => this.drain()
    }
    const scheduler: Scheduler.Scheduler = {
      executionMode: "sync",
      shouldYield: () => false,
      makeDispatcher: () => dispatcher
    }
    const probe: Probe = {
      nowMillis: () => this.nowMillis,
      get: (host, path, headers) =>
        Effect.callback((resume) => {
          this.question = { host, path, headers }
          this.resume = resume
        })
    }
    return Effect.runForkWith(Context.make(Scheduler.Scheduler, scheduler))(this.checks(probe))
  }

  private drain(): void {
    for (let task = this.queue.shift(); task !== undefined; task = this.queue.shift()) task()
  }
}

const ended = (fiber: Fiber.Fiber<void>): undefined => {
  const exit = fiber.pollUnsafe()
  if (exit === undefined) throw new Error("the oracles' last checks wait for something that is no answer")
  if (Exit.isFailure(exit)) throw new Error(`the oracles' last checks broke: ${Cause.pretty(exit.cause)}`)
}
