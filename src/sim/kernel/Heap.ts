/**
 * The world's agenda: a binary heap of entries ordered by (time, sequence).
 * The sequence number is given at insertion, so entries of one instant run in
 * the order in which they were made. Every entry knows its place, hence a
 * cancelled timer leaves at once: timeouts that never fire are the common case.
 */
import type { Label } from "./Label.ts"

export class Entry {
  readonly micros: number
  readonly sequence: number
  readonly label: Label
  readonly kind: string
  readonly run: () => void
  /** Place in the heap; -1 when it has run or was cancelled. */
  index = -1

  constructor(micros: number, sequence: number, label: Label, kind: string, run: () => void) {
    this.micros = micros
    this.sequence = sequence
    this.label = label
    this.kind = kind
    this.run = run
  }
}

const before = (a: Entry, b: Entry): boolean =>
  a.micros < b.micros || (a.micros === b.micros && a.sequence < b.sequence)

export class Heap {
  private readonly entries: Array<Entry> = []

  get size(): number {
    return this.entries.length
  }

  peek(): Entry | undefined {
    return this.entries[0]
  }

  push(entry: Entry): void {
    this.entries.push(entry)
    this.rise(entry, this.entries.length - 1)
  }

  pop(): Entry | undefined {
    const top = this.entries[0]
    if (top !== undefined) this.remove(top)
    return top
  }

  /** Takes an entry out, wherever it is; false when it had run or gone. */
  remove(entry: Entry): boolean {
    const index = entry.index
    if (index < 0) return false
    entry.index = -1
    const last = this.entries.pop() as Entry
    if (last === entry) return true
    this.sink(last, index)
    if (last.index === index) this.rise(last, index)
    return true
  }

  /** All entries in no particular order, for reports. */
  values(): ReadonlyArray<Entry> {
    return this.entries
  }

  private rise(entry: Entry, from: number): void {
    const entries = this.entries
    let index = from
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = entries[parentIndex] as Entry
      if (!before(entry, parent)) break
      entries[index] = parent
      parent.index = index
      index = parentIndex
    }
    entries[index] = entry
    entry.index = index
  }

  private sink(entry: Entry, from: number): void {
    const entries = this.entries
    const length = entries.length
    let index = from
    while (true) {
      let childIndex = 2 * index + 1
      if (childIndex >= length) break
      let child = entries[childIndex] as Entry
      const right = entries[childIndex + 1]
      if (right !== undefined && before(right, child)) {
        child = right
        childIndex++
      }
      if (!before(child, entry)) break
      entries[index] = child
      child.index = index
      index = childIndex
    }
    entries[index] = entry
    entry.index = index
  }
}
