/**
 * What is read again and again, kept in memory beside its table. There is one
 * writer, this process, so an entry is true until its row is written; then it
 * goes. Entries are only ever dropped by writers and only ever added by who
 * has seen durable rows, so a transaction that is rolled back leaves nothing
 * false behind.
 *
 * A reader may be overtaken by a writer between its query and its `offer`: it
 * takes the generation first, and what it brings is kept only if nothing was
 * dropped meanwhile.
 */
export class Cache<A> {
  private readonly entries = new Map<string, A>()
  private readonly capacity: number
  generation = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get(key: string): A | undefined {
    return this.entries.get(key)
  }

  offer(key: string, value: A, generation: number): void {
    if (generation !== this.generation) return
    if (this.entries.size >= this.capacity) this.entries.clear()
    this.entries.set(key, value)
  }

  drop(key: string): void {
    this.generation++
    this.entries.delete(key)
  }

  clear(): void {
    this.generation++
    this.entries.clear()
  }
}
