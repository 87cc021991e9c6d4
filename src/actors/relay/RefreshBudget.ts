/**
 * How often one host can make the relay resolve identities anew: a bucket of
 * tokens that refills with time. [SYNC-12]
 */
export class RefreshBudget {
  private tokens: number
  private filledAt: number | undefined
  private readonly burst: number
  private readonly perSecond: number

  constructor(options: { readonly burst: number; readonly perSecond: number }) {
    this.burst = options.burst
    this.perSecond = options.perSecond
    this.tokens = options.burst
  }

  take(nowMillis: number): boolean {
    const elapsedSeconds = this.filledAt === undefined ? 0 : Math.max(0, nowMillis - this.filledAt) / 1_000
    this.tokens = Math.min(this.burst, this.tokens + elapsedSeconds * this.perSecond)
    this.filledAt = nowMillis
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }
}
