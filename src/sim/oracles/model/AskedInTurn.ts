/**
 * Of one host, and one life of it: what was asked for after another commit was
 * acknowledged has a rev above that one's. Where commits wait for a slow disk
 * the stream may show them in another order than that in which their revs were
 * given. [tid] asks for a rising output of the generator, not of the stream.
 */
interface Written {
  readonly askedAt: number
  readonly at: number
  readonly rev: string
}

/** Revs that may have waited: above the first, below the second, if that is known yet. */
interface Wait {
  readonly above: string
  /** From then on nothing waits any more; undefined while the disk is slow. */
  endsAt: number | undefined
  below: string | undefined
}

/** What was asked for looks back no further. */
const remembered = 256

export class AskedInTurn {
  /** The highest that was acknowledged, and since when; rising. */
  private acknowledged: Array<{ readonly at: number; readonly rev: string }> = []
  private startedAt = 0
  private readonly waits: Array<Wait> = []
  private syncMillis = 0
  private highest = ""

  /** A start makes another generator. */
  start(at: number): void {
    this.startedAt = at
    this.acknowledged = []
  }

  see(rev: string): void {
    if (rev > this.highest) this.highest = rev
  }

  /** The disk takes so long from now on; what it has begun it ends as slowly as before. */
  disk(at: number, syncMillis: number): void {
    const last = this.waits.at(-1)
    if (syncMillis > 0 && (last === undefined || last.endsAt !== undefined)) this.waits.push({ above: this.highest, endsAt: undefined, below: undefined })
    if (syncMillis === 0 && last !== undefined) last.endsAt ??= at + this.syncMillis
    this.syncMillis = syncMillis
  }

  mayHaveWaited(rev: string): boolean {
    return this.waits.some(({ above, below }) => rev > above && (below === undefined || rev < below))
  }

  /** The rev that this one should be above, if it is not. */
  settle({ askedAt, at, rev }: Written): string | undefined {
    if (askedAt < this.startedAt) return undefined
    const before = this.acknowledged.findLast((each) => each.at < askedAt)
    const highest = this.acknowledged.at(-1)
    if (highest === undefined || rev > highest.rev) this.acknowledged.push({ at, rev })
    if (this.acknowledged.length > 2 * remembered) this.acknowledged.splice(0, remembered)
    for (const wait of this.waits) if (wait.endsAt !== undefined && askedAt > wait.endsAt) wait.below ??= rev
    return before !== undefined && rev <= before.rev ? before.rev : undefined
  }
}
