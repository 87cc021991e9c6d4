/**
 * The heart of a world: virtual time, one run queue and one agenda.
 *
 * A step takes runnable tasks until there is none, then the next entry of the
 * agenda, and moves time to it. Nothing else moves time. Time is whole
 * microseconds since the world began, so that sums never round.
 *
 * Every entry folds (time, label, kind, tasks run before it) into the rolling
 * hash, and so does every observation: the hash is the fingerprint of the run.
 */
import { hashString, RollingHash } from "./Hash.ts"
import { Entry, Heap } from "./Heap.ts"
import type { Label } from "./Label.ts"
import { RunQueue } from "./RunQueue.ts"

/** Tasks run in one instant after which time is taken to stand still for ever. */
const livelockTasks = 20_000_000

export type StepOutcome = "more" | "done" | "idle"

export class Kernel {
  readonly epochMillis: number
  readonly hash: RollingHash
  readonly heap = new Heap()
  readonly runQueue = new RunQueue()
  nowMicros = 0
  /** Agenda entries run since the beginning. */
  steps = 0
  /** The agenda entry that ran last. */
  last: Entry | undefined
  /** Tasks of the run queue run since the beginning. */
  tasks = 0
  private sequence = 0
  private tasksAtInstant = 0
  private readonly kinds = new Map<string, number>()

  constructor(seed: number, epochMillis: number) {
    this.epochMillis = epochMillis
    this.hash = new RollingHash(seed)
  }

  /** Runs `run` at a virtual time, not before now. */
  at(micros: number, label: Label, kind: string, run: () => void): Entry {
    const entry = new Entry(micros > this.nowMicros ? Math.ceil(micros) : this.nowMicros, this.sequence++, label, kind, run)
    this.heap.push(entry)
    return entry
  }

  after(micros: number, label: Label, kind: string, run: () => void): Entry {
    return this.at(this.nowMicros + micros, label, kind, run)
  }

  cancel(entry: Entry): void {
    this.heap.remove(entry)
  }

  /** Runs every runnable task, without moving time. */
  drain(): void {
    let task = this.runQueue.shift()
    while (task !== undefined) {
      this.tasks++
      task()
      task = this.runQueue.shift()
    }
  }

  /**
   * `"more"`: the budget of steps is spent. `"done"`: nothing is left before
   * `untilMicros`. `"idle"`: nothing is left at all.
   */
  step(maxSteps: number, untilMicros: number): StepOutcome {
    let left = maxSteps
    while (true) {
      let task = this.runQueue.shift()
      while (task !== undefined) {
        this.tasks++
        if (++this.tasksAtInstant > livelockTasks) {
          throw new Error(`Livelock: ${livelockTasks} tasks ran at virtual time ${this.nowMicros / 1000} ms`)
        }
        task()
        if (--left <= 0) return "more"
        task = this.runQueue.shift()
      }
      // Before time moves: a spent budget must not carry it to the end.
      if (left <= 0) return "more"
      const next = this.heap.peek()
      if (next === undefined || next.micros > untilMicros) {
        if (Number.isFinite(untilMicros) && untilMicros > this.nowMicros) this.moveTo(untilMicros)
        return next === undefined ? "idle" : "done"
      }
      left--
      this.heap.remove(next)
      if (next.micros > this.nowMicros) this.moveTo(next.micros)
      this.steps++
      this.last = next
      this.hash.foldWide(next.micros)
      this.hash.fold(next.label.hash)
      this.hash.fold(this.kindHash(next.kind))
      this.hash.fold(this.tasks)
      next.run()
    }
  }

  private moveTo(micros: number): void {
    this.nowMicros = micros
    this.tasksAtInstant = 0
  }

  private kindHash(kind: string): number {
    let hash = this.kinds.get(kind)
    if (hash === undefined) {
      hash = hashString(kind)
      this.kinds.set(kind, hash)
    }
    return hash
  }
}
