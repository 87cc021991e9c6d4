/** One line on a terminal's stderr that says how far a run is, and on what it waits. Nothing where nobody looks. */
import type { WriteStream } from "node:tty"
import { clock, number } from "./Style.ts"

export interface Progress {
  /** What goes on now: signing up, acting, coming to rest, checking. */
  readonly phase: string
  readonly virtualMillis: number
  /** When the phase ends at the latest. */
  readonly untilMillis: number
  readonly commits: number
  /** On what it waits, a few words. */
  readonly pending: string
}

const barWidth = 24
const refreshMillis = 100
/** Where a terminal does not say how wide it is. */
const defaultColumns = 80
const clearLine = "\r\x1b[2K"

export const render = (progress: Progress, commitsPerSecond: number, columns: number): string => {
  const share = progress.untilMillis <= 0 ? 0 : Math.min(1, progress.virtualMillis / progress.untilMillis)
  const filled = Math.round(share * barWidth)
  const bar = "█".repeat(filled) + "░".repeat(barWidth - filled)
  const text = `${bar} ${clock(progress.virtualMillis)}  ${progress.phase}  ${number(progress.commits)} commits, `
    + `${number(commitsPerSecond)}/s${progress.pending === "" ? "" : `  ${progress.pending}`}`
  return text.length < columns ? text : `${text.slice(0, columns - 2)}…`
}

export class ProgressBar {
  private readonly stream: WriteStream
  private readonly on: boolean
  private shownAt = 0
  private readonly startedAt: number

  constructor(stream: WriteStream, options: { readonly quiet: boolean; readonly nowMillis: number }) {
    this.stream = stream
    this.on = stream.isTTY && !options.quiet && process.env.TERM !== "dumb"
    this.startedAt = options.nowMillis
  }

  show(progress: () => Progress, nowMillis: number): void {
    if (!this.on || nowMillis - this.shownAt < refreshMillis) return
    this.shownAt = nowMillis
    const now = progress()
    const perSecond = now.commits / Math.max(0.001, (nowMillis - this.startedAt) / 1000)
    this.stream.write(clearLine + render(now, perSecond, this.stream.columns || defaultColumns))
  }

  clear(): void {
    if (this.on) this.stream.write(clearLine)
  }
}
