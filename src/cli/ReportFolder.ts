/**
 * `reports/<scenario>-<seed>/`: what a run leaves behind. Each file gets its
 * name when it is whole, so that a folder never holds half a report, nor files
 * of two runs that went on at once: of those, the last to end counts.
 */
import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { getSystemErrorMessage } from "node:util"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { makeDirectory } from "../live/MakeDirectory.ts"
import { page } from "../sim/report/page/Page.ts"
import type { ReportData } from "../sim/report/ReportData.ts"
import type { RunReport } from "../sim/report/RunReport.ts"
import { type Failure, wrongUsage } from "./Failure.ts"

export interface Written {
  readonly run: RunReport
  readonly report: ReportData
  /** The command that repeats the run. */
  readonly replay: string
  /** Error number of the trace, if it could not be written to its end. */
  readonly traceErrno: number
}

export interface ReportFolder {
  readonly path: string
  readonly index: string
  /** An open file, until the scope ends. */
  readonly trace: number
  readonly write: (written: Written) => Effect.Effect<void, Failure>
}

export const unwritable = (path: string) => (error: unknown): Failure =>
  wrongUsage(`Reports cannot be written to ${path}: ${error instanceof Error ? error.message : String(error)}`)

const names = ["trace.ndjson.gz", "run.json", "index.html"] as const

const partial = (name: string, process: string | number): string => `${name}.partial-${process}`
const partialPattern = /\.partial-(\d+)$/

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** What a run left that was ended without a word. */
const sweep = (path: string): void => {
  for (const name of readdirSync(path)) {
    const pid = partialPattern.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(path, name), { force: true })
  }
}

/** The folder `path`, made if it is not there; what an earlier run left in it is replaced at the end. */
export const open = (path: string): Effect.Effect<ReportFolder, Failure, Scope.Scope> => {
  const partials = names.map((name) => join(path, partial(name, process.pid)))
  const write = ({ replay, report, run, traceErrno }: Written): void => {
    if (traceErrno !== 0) throw new Error(getSystemErrorMessage(traceErrno))
    writeFileSync(partials[1]!, `${JSON.stringify(run, null, 2)}\n`)
    writeFileSync(partials[2]!, page(report, replay))
    names.forEach((name, i) => renameSync(partials[i]!, join(path, name)))
  }
  return Effect.acquireRelease(
    Effect.try({
      try: () => {
        makeDirectory(path)
        sweep(path)
        for (const name of names) {
          if (statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory() === true) throw new Error(`${join(path, name)} is a directory`)
        }
        return openSync(partials[0]!, "w")
      },
      catch: unwritable(path)
    }),
    (trace) =>
      Effect.sync(() => {
        closeSync(trace)
        for (const each of partials) rmSync(each, { force: true })
      })
  ).pipe(Effect.map((trace) => ({
    path,
    index: join(path, "index.html"),
    trace,
    write: (written) => Effect.try({ try: () => write(written), catch: unwritable(path) })
  })))
}
