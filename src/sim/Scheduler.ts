/**
 * Effect's scheduler on the kernel's run queue. All fibers of a world share
 * one dispatcher, which gives one global order. Nothing ever reaches a promise
 * or `setImmediate`: the kernel's `step` runs what is queued.
 */
import type * as EffectScheduler from "effect/Scheduler"
import type { Kernel } from "./kernel/Kernel.ts"

export const make = (kernel: Kernel): EffectScheduler.Scheduler => {
  const dispatcher: EffectScheduler.SchedulerDispatcher = {
    scheduleTask: (task, priority) => kernel.runQueue.push(task, priority),
    flush: () => kernel.drain()
  }
  return {
    executionMode: "sync",
    shouldYield: (fiber) => fiber.currentOpCount >= fiber.cache.maxOpsBeforeYield,
    makeDispatcher: () => dispatcher
  }
}
