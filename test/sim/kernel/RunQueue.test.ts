import { describe, expect, it } from "vitest"
import { RunQueue } from "../../../src/sim/kernel/RunQueue.ts"

const drain = (queue: RunQueue) => {
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) task()
}

describe("the run queue", () => {
  it("keeps the order of arrival within a priority and runs lower numbers first", () => {
    const queue = new RunQueue()
    const seen: Array<string> = []
    for (const [name, priority] of [["a", 0], ["z", 5], ["b", 0], ["first", -1], ["y", 3], ["c", 0]] as const) {
      queue.push(() => seen.push(name), priority)
    }
    expect(queue.length).toBe(6)
    drain(queue)
    expect(seen.join(" ")).toBe("first a b c y z")
  })

  it("grows beyond its first size while tasks come and go", () => {
    const queue = new RunQueue()
    const seen: Array<number> = []
    for (let i = 0; i < 600; i++) queue.push(() => seen.push(i), 0)
    for (let i = 0; i < 300; i++) queue.shift()?.()
    for (let i = 600; i < 5000; i++) queue.push(() => seen.push(i), 0)
    drain(queue)
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i))
  })
})
