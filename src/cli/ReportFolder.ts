/** `reports/<scenario>-<seed>/`: what a run leaves behind. The trace is written as it comes, the rest at the end. */
import { closeSync, openSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { makeDirectory } from "../live/MakeDirectory.ts"
import { page } from "../sim/report/page/Page.ts"
import type { ReportData } from "../sim/report/ReportData.ts"
import type { RunReport } from "../sim/report/RunReport.ts"
import { type Failure, wrongUsage } from "./Failure.ts"

export interface ReportFolder {
  readonly path: string
  readonly index: string
  /** An open file, until the scope ends. */
  readonly trace: number
  /** `replay`: the command that repeats the run. */
  readonly write: (run: RunReport, report: ReportData, replay: string) => void
}

export const unwritable = (path: string) => (error: unknown): Failure =>
  wrongUsage(`Reports cannot be written to ${path}: ${error instanceof Error ? error.message : String(error)}`)

const traceName = "trace.ndjson.gz"

/** The folder `path`, made if it is not there; what an earlier run left in it is overwritten. */
export const open = (path: string): Effect.Effect<ReportFolder, Failure, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.try({
      try: () => {
        makeDirectory(path)
        return openSync(join(path, traceName), "w")
      },
      catch: unwritable(path)
    }),
    (trace) => Effect.sync(() => closeSync(trace))
  ).pipe(Effect.map((trace) => ({
    path,
    index: join(path, "index.html"),
    trace,
    write: (run, report, replay) => {
      writeFileSync(join(path, "run.json"), `${JSON.stringify(run, null, 2)}\n`)
      writeFileSync(join(path, "index.html"), page(report, replay))
    }
  })))
