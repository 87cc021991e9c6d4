/**
 * How often a bad signature may make us ask for an account's document again:
 * once a minute each. SYNC-12. Whether that one time brought an answer is kept
 * as well: while the source is away, a bad signature is no verdict either.
 */
interface Last {
  readonly atMillis: number
  away: boolean
}

export class RefreshLimit {
  private readonly last = new Map<string, Last>()
  private static readonly everyMillis = 60_000
  private static readonly capacity = 10_000

  take(did: string, nowMillis: number): boolean {
    const last = this.last.get(did)
    if (last !== undefined && nowMillis - last.atMillis < RefreshLimit.everyMillis) return false
    if (this.last.size >= RefreshLimit.capacity) this.last.clear()
    this.last.set(did, { atMillis: nowMillis, away: false })
    return true
  }

  /** The source did not answer the last time. */
  wasAway(did: string): void {
    const last = this.last.get(did)
    if (last !== undefined) last.away = true
  }

  isAway(did: string): boolean {
    return this.last.get(did)?.away === true
  }
}
