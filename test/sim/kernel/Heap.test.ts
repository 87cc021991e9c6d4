import { describe, expect, it } from "vitest"
import { Entry, Heap } from "../../../src/sim/kernel/Heap.ts"
import { Label } from "../../../src/sim/kernel/Label.ts"
import { Streams } from "../../../src/sim/kernel/Stream.ts"

const label = new Label("test")
const entry = (micros: number, sequence: number) => new Entry(micros, sequence, label, "test", () => {})

describe("the agenda", () => {
  it("gives entries by time, and those of one instant in the order in which they were made", () => {
    const heap = new Heap()
    const stream = Streams(1)
    const entries = Array.from({ length: 1000 }, (_, sequence) => entry(stream.below(50), sequence))
    for (const each of stream.shuffle([...entries])) heap.push(each)
    const order = entries.map(() => heap.pop() as Entry)
    const expected = [...entries].sort((a, b) => a.micros - b.micros || a.sequence - b.sequence)
    expect(order).toEqual(expected)
    expect(heap.pop()).toBeUndefined()
  })

  it("forgets a cancelled entry at once, wherever it is, and only once", () => {
    const heap = new Heap()
    const stream = Streams(2)
    const entries = Array.from({ length: 500 }, (_, sequence) => entry(stream.below(100), sequence))
    for (const each of entries) heap.push(each)
    const cancelled = new Set(entries.filter(() => stream.chance(0.5)))
    for (const each of cancelled) expect(heap.remove(each)).toBe(true)
    for (const each of cancelled) expect(heap.remove(each)).toBe(false)
    expect(heap.size).toBe(entries.length - cancelled.size)
    const left = entries.filter((each) => !cancelled.has(each)).sort((a, b) => a.micros - b.micros || a.sequence - b.sequence)
    expect(left.map(() => heap.pop())).toEqual(left)
  })
})
