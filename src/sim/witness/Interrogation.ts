/**
 * The oracles' last checks as a dialogue: questions out, their answers in. They
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
import type { Probe, ProbeAnswer, Question } from "../oracles/Oracle.ts"

/** What was asked last; the check goes on when all of it is answered. */
interface Open {
  readonly questions: ReadonlyArray<Question>
  readonly judge: (answer: ProbeAnswer, index: number) => void
  readonly resume: (end: Effect.Effect<void>) => void
  answered: number
  /** An answer that cannot be judged is a defect of the check. */
  broken?: Effect.Effect<never>
}

export class Interrogation {
  private readonly checks: (probe: Probe) => Effect.Effect<void>
  private readonly queue = new RunQueue()
  private fiber: Fiber.Fiber<void> | undefined
  private open: Open | undefined
  private nowMillis = 0

  constructor(checks: (probe: Probe) => Effect.Effect<void>) {
    this.checks = checks
  }

  /** The questions that come first, or next after those before are answered; none, and the checks have come to their end. */
  questions(nowMillis: number): ReadonlyArray<Question> {
    this.nowMillis = nowMillis
    const before = this.open
    if (before !== undefined) {
      if (before.answered < before.questions.length) throw new Error("what was asked before is not answered yet")
      this.open = undefined
      before.resume(before.broken ?? Effect.void)
    }
    const fiber = this.fiber ??= this.begin()
    this.drain()
    return this.open?.questions ?? ended(fiber)
  }

  answer(nowMillis: number, answer: ProbeAnswer): void {
    const { open } = this
    if (open === undefined || open.answered === open.questions.length) throw new Error("an answer came to no question")
    this.nowMillis = nowMillis
    const index = open.answered++
    if (open.broken !== undefined) return
    try {
      open.judge(answer, index)
    } catch (defect) {
      open.broken = Effect.die(defect)
    }
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
    const each: Probe["each"] = (questions, judge) =>
      questions.length === 0
        ? Effect.void
        : Effect.callback((resume) => void (this.open = { questions, judge, resume, answered: 0 }))
    const probe: Probe = {
      nowMillis: () => this.nowMillis,
      each,
      get: (host, path, headers) => {
        let given: ProbeAnswer | undefined
        return Effect.map(each([{ host, path, headers }], (answer) => void (given = answer)), () => given!)
      }
    }
    return Effect.runForkWith(Context.make(Scheduler.Scheduler, scheduler))(this.checks(probe))
  }

  private drain(): void {
    for (let task = this.queue.shift(); task !== undefined; task = this.queue.shift()) task()
  }
}

const ended = (fiber: Fiber.Fiber<void>): ReadonlyArray<Question> => {
  const exit = fiber.pollUnsafe()
  if (exit === undefined) throw new Error("the oracles' last checks wait for something that is no answer")
  if (Exit.isFailure(exit)) throw new Error(`the oracles' last checks broke: ${Cause.pretty(exit.cause)}`)
  return []
}
