/**
 * A tiny harness: ours and a peer's, measured turn by turn in one process, so
 * that whatever else the machine does hits both. Figures are medians over
 * rounds of the mean of a batch. Batches are short and many, so that on a busy
 * machine most of them are not interrupted; collections fall into some.
 *
 * Whoever had the turn before leaves its own code and tables in the caches.
 * To get one's own back costs some 150 µs, which a short batch would charge to
 * a handful of calls. So each side first leads in with a batch that does not
 * count, the peer's and the yardsticks' alike.
 */
import { pace, yardsticks } from "./Pace.ts"

export interface Case {
  /** Unique; what is measured, of what size. */
  readonly name: string
  readonly unit: "µs" | "ms" | "KiB" | "delays"
  /** One call of what is measured; `i` counts calls. For KiB and (virtual, one-way) delays: the figure itself. */
  readonly ours: (i: number) => unknown
  readonly peer?: { readonly name: string; readonly run: (i: number) => unknown; readonly rounds?: number } | undefined
  /** In `unit`, at most. */
  readonly target?: number | undefined
}

export interface Figure {
  readonly name: string
  readonly unit: Case["unit"]
  readonly ours: number
  readonly peer?: { readonly name: string; readonly figure: number; readonly ratio: number } | undefined
  /**
   * `pace`: how much slower than where targets were set the yardsticks ran, in
   * turn with ours. It excuses nothing: `met` is by the plain figure.
   */
  readonly target?: { readonly atMost: number; readonly pace: number; readonly met: boolean; readonly metAtPace: boolean } | undefined
}

/**
 * Of a side, before its first round. Long, because the optimising compiler has a
 * thread of its own, which a busy machine lets wait: after 300 ms whichever case
 * came first was measured in half-optimised code, two to three times slower.
 */
const WARM_UP_MILLIS = 1500
const BATCH_MILLIS = 0.5
const MOST_ROUNDS = 1001
const LEAST_ROUNDS = 7
const LAST_BATCHES = 9
/** For the rounds of one side. */
const SIDE_MILLIS = 1500

interface Side {
  readonly run: (i: number) => unknown
  rounds: number
  readonly figures: Array<number>
  calls: number
  batch: number
}

const side = (run: (i: number) => unknown, rounds = 0): Side => ({ run, rounds, figures: [], calls: 0, batch: 1 })

/** One batch: milliseconds a call. */
const batch = async (side: Side): Promise<number> => {
  const { run } = side
  const start = performance.now()
  for (let n = 0; n < side.batch; n++) {
    const result = run(side.calls++)
    if (result instanceof Promise) await result
  }
  return (performance.now() - start) / side.batch
}

/** A side's turn. Calls that fill a batch alone are long enough to bear the start. */
const turn = async (side: Side): Promise<number> => {
  if (side.batch > 1) await batch(side)
  return batch(side)
}

/**
 * The first call prepares. Then the batch grows until it lasts, while the code
 * gets optimised. By the median of the last few: one that a collection or
 * another process interrupted would leave a batch of a single short call,
 * which then has no lead-in and bears all of the start, up to four times itself.
 */
const warmUp = async (side: Side): Promise<void> => {
  await batch(side)
  let millis = 0
  const last: Array<number> = []
  for (let total = 0, n = 0; n < 5 || (total < WARM_UP_MILLIS && n < 10_000); n++) {
    last[n % LAST_BATCHES] = Math.max(await batch(side), 1e-5)
    total += last[n % LAST_BATCHES]! * side.batch
    millis = median(last)
    side.batch = Math.max(1, Math.min(20_000, side.batch * 8, Math.round(BATCH_MILLIS / millis)))
  }
  side.rounds = Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, Math.round(SIDE_MILLIS / (millis * side.batch))))
}

const median = (figures: ReadonlyArray<number>): number => figures.toSorted((a, b) => a - b)[figures.length >> 1]!

export const measure = async ({ name, ours, peer, target, unit }: Case): Promise<Figure> => {
  let own: number
  let their: number | undefined
  let machine = 1
  if (unit === "KiB" || unit === "delays") {
    own = Number(await ours(0))
    their = peer === undefined ? undefined : Number(await peer.run(0))
  } else {
    const standards = target === undefined ? [] : yardsticks.map(({ run }) => side(run))
    const sides = [side(ours), ...(peer === undefined ? [] : [side(peer.run, peer.rounds)]), ...standards]
    for (const side of sides) if (side.rounds === 0) await warmUp(side)
    const rounds = Math.max(...sides.map(({ rounds }) => rounds))
    for (let round = 0; round < rounds; round++) {
      for (const side of sides) if (round < side.rounds) side.figures.push(await turn(side))
    }
    const scale = unit === "µs" ? 1000 : 1
    own = median(sides[0]!.figures) * scale
    their = peer === undefined ? undefined : median(sides[1]!.figures) * scale
    if (standards.length > 0) machine = pace(standards.map(({ figures }) => median(figures) * 1000))
  }
  return {
    name,
    unit,
    ours: own,
    peer: peer === undefined || their === undefined ? undefined : { name: peer.name, figure: their, ratio: their / own },
    target: target === undefined ? undefined : { atMost: target, pace: machine, met: own <= target, metAtPace: own <= target * machine }
  }
}
