/**
 * The one queue of runnable tasks in a world. Lower priority numbers run
 * first, equal ones in the order in which they came. Nearly all work has
 * priority 0, so that has a ring of its own in front of the general case.
 */
type Task = () => void

class Ring {
  private slots: Array<Task | undefined> = Array.from({ length: 1024 }, () => undefined)
  private mask = 1023
  private head = 0
  length = 0

  push(task: Task): void {
    if (this.length > this.mask) this.grow()
    this.slots[(this.head + this.length++) & this.mask] = task
  }

  shift(): Task | undefined {
    if (this.length === 0) return undefined
    const task = this.slots[this.head]
    this.slots[this.head] = undefined
    this.head = (this.head + 1) & this.mask
    this.length--
    return task
  }

  private grow(): void {
    const size = this.slots.length
    const slots: Array<Task | undefined> = Array.from({ length: size * 2 }, () => undefined)
    for (let i = 0; i < size; i++) slots[i] = this.slots[(this.head + i) & this.mask]
    this.slots = slots
    this.mask = size * 2 - 1
    this.head = 0
  }
}

export class RunQueue {
  private readonly common = new Ring()
  /** Priorities other than 0 that were ever used, ascending. */
  private readonly others: Array<{ readonly priority: number; readonly ring: Ring }> = []

  get length(): number {
    let length = this.common.length
    for (const { ring } of this.others) length += ring.length
    return length
  }

  push(task: Task, priority: number): void {
    if (priority === 0) this.common.push(task)
    else this.ring(priority).push(task)
  }

  shift(): Task | undefined {
    if (this.others.length === 0) return this.common.shift()
    for (const { priority, ring } of this.others) {
      if (priority > 0 && this.common.length > 0) return this.common.shift()
      if (ring.length > 0) return ring.shift()
    }
    return this.common.shift()
  }

  private ring(priority: number): Ring {
    let place = 0
    for (; place < this.others.length; place++) {
      const other = this.others[place] as { readonly priority: number; readonly ring: Ring }
      if (other.priority === priority) return other.ring
      if (other.priority > priority) break
    }
    const ring = new Ring()
    this.others.splice(place, 0, { priority, ring })
    return ring
  }
}
