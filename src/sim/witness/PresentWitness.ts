/** The witness that sits where it is told: oracles, measurements and trace at once with each observation. */
import { Jury } from "../oracles/Jury.ts"
import type { Oracle, ProbeAnswer, Question } from "../oracles/Oracle.ts"
import type { Observation } from "../Observation.ts"
import { Metrics } from "../report/Metrics.ts"
import { Recorder } from "../report/Recorder.ts"
import type { Diagram } from "../report/ReportData.ts"
import * as Trace from "../trace/Trace.ts"
import { Interrogation } from "./Interrogation.ts"
import type { Setting, Testimony, Witness } from "./Witness.ts"

const maxDiagrams = 3

export class PresentWitness implements Witness {
  private readonly jury: Jury
  private readonly metrics: Metrics
  private readonly recorder = new Recorder()
  private readonly interrogation: Interrogation
  private readonly defects: Array<string> = []
  private readonly diagrams: Array<Diagram> = []
  private readonly lines: Array<string> = []
  private readonly onTrace: ((lines: string) => void) | undefined
  private resting = false
  private askedAt: number | undefined
  private reckoned = false

  /** `onTrace` gets the lines of the trace, as they come. */
  constructor(oracles: ReadonlyArray<Oracle>, { bucketMillis, hosts }: Setting, onTrace?: (lines: string) => void) {
    this.jury = new Jury(oracles, hosts)
    this.metrics = new Metrics(this.jury.ledger, bucketMillis)
    this.interrogation = new Interrogation((probe) => this.jury.atRest(probe))
    this.onTrace = onTrace
    this.jury.onViolation = (code, violation) => {
      if (this.diagrams.length < maxDiagrams && !this.diagrams.some((diagram) => diagram.code === code)) {
        this.diagrams.push(this.recorder.around(violation, code, !this.resting))
      }
    }
  }

  observe(o: Observation): void {
    // The message in which a violation is found belongs to its diagram.
    if (!this.resting) this.recorder.observe(o)
    this.jury.observe(o)
    if (this.resting) return
    this.metrics.observe(o)
    if (o._tag === "Defect") this.defects.push(`${o.host}: ${o.message}`)
    if (this.onTrace !== undefined) this.lines.push(Trace.line(o))
  }

  readTimeline(uris: ReadonlyArray<string>, at: number): void {
    this.metrics.readTimeline(uris, at)
  }

  pause(): void {
    if (this.lines.length === 0) return
    this.onTrace?.(this.lines.join(""))
    this.lines.length = 0
  }

  soFar(): { readonly commits: number; readonly violations: number } {
    return { commits: this.metrics.commits, violations: this.jury.violationCount }
  }

  rest(): void {
    this.pause()
    this.resting = true
  }

  questions(nowMillis: number): ReadonlyArray<Question> {
    this.askedAt ??= nowMillis
    return this.interrogation.questions(nowMillis)
  }

  answer(nowMillis: number, answer: ProbeAnswer): void {
    this.meanwhile()
    this.interrogation.answer(nowMillis, answer)
  }

  /** What can be done between the first questions and their answers; whoever has no such time does it in time. */
  meanwhile(): void {
    if (this.reckoned || this.askedAt === undefined) return
    this.reckoned = true
    this.jury.reckon(this.askedAt)
  }

  testimony(): Testimony {
    this.meanwhile()
    const { commits, events, records } = this.metrics
    return {
      findings: this.jury.findings(),
      metrics: this.metrics.data(),
      diagrams: this.diagrams,
      defects: this.defects,
      commits,
      records,
      events
    }
  }
}
