/** Keeps the last messages of a run, so that a violation can show what went on around it. */
import type { Violation } from "../oracles/Oracle.ts"
import type { Observation } from "../Observation.ts"
import { concerns } from "./Concern.ts"
import { rows } from "./Messages.ts"
import type { Diagram } from "./ReportData.ts"

const kept = 4_000
const shown = 40

export class Recorder {
  private readonly ring: Array<Observation> = []
  private next = 0

  observe(o: Observation): void {
    this.ring[this.next] = o
    this.next = (this.next + 1) % kept
  }

  /**
   * The latest messages of what the violation speaks of, as narrow as there
   * are any. `meanwhile`: the last observation is what it was found in.
   */
  around({ about, at, message }: Violation, code: string, meanwhile: boolean): Diagram {
    const ordered = [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)]
    const found = meanwhile ? ordered.at(-1) : undefined
    const before = ordered.filter((o) => o !== found)
    for (const { chosen, of } of concerns(about, message, before)) {
      const messages = rows(before.filter(of), found, shown)
      if (messages.some((row) => row.found !== true)) return { code, message, at, chosen, messages }
    }
    return { code, message, at, chosen: "messages of all hosts", messages: rows([], found, shown) }
  }
}
