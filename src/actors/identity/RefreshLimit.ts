/** How often a bad signature may make us ask for an account's document again: once a minute each. SYNC-12 */
export class RefreshLimit {
  private readonly lastMillis = new Map<string, number>()
  private static readonly everyMillis = 60_000
  private static readonly capacity = 10_000

  take(did: string, nowMillis: number): boolean {
    const last = this.lastMillis.get(did)
    if (last !== undefined && nowMillis - last < RefreshLimit.everyMillis) return false
    if (this.lastMillis.size >= RefreshLimit.capacity) this.lastMillis.clear()
    this.lastMillis.set(did, nowMillis)
    return true
  }
}
