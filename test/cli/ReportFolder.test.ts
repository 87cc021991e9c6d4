import * as Effect from "effect/Effect"
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { layerOf } from "../../src/actors/Actor.ts"
import * as ReportFolder from "../../src/cli/ReportFolder.ts"
import { TraceFile } from "../../src/cli/TraceFile.ts"
import { Run, toEnd } from "../../src/sim/Run.ts"
import * as Town from "../sim/oracles/SmallTown.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-reports-"))
})
afterEach(() => rmSync(folder, { recursive: true }))

const report = toEnd(new Run({ scenario: Town.scenario({ duration: "5s" }), seed: 1, layerOf }))
const written = (seed: number, traceErrno = 0): ReportFolder.Written => ({
  report,
  run: { ...report.run, seed, wallMillis: 1, peakRssBytes: 1, commitsPerSecond: 1 },
  replay: "",
  traceErrno
})
const write = (what: ReportFolder.Written) =>
  Effect.runPromise(Effect.flip(Effect.scoped(Effect.flatMap(ReportFolder.open(folder), (reports) => Effect.andThen(reports.write(what), Effect.fail("written"))))))
const names = ["index.html", "run.json", "trace.ndjson.gz"]
const seedOf = () => (JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as { readonly seed: number }).seed

describe("A report's folder", () => {
  it("holds whole reports only: one that the disk has no room for leaves the one before", async () => {
    expect(await write(written(1))).toBe("written")
    const full = new TraceFile(openSync("/dev/full", "w"))
    full.write(Uint8Array.of(1))
    full.write(Uint8Array.of(2))
    expect(await write(written(2, full.errno))).toMatchObject({ exitCode: 2, lines: [`Reports cannot be written to ${folder}: no space left on device`] })
    expect(readdirSync(folder).sort()).toEqual(names)
    expect(seedOf()).toBe(1)
    expect(await write(written(3))).toBe("written")
    expect(seedOf()).toBe(3)
  })

  it("shows what a run has only when it has ended, and keeps nothing of one that did not", async () => {
    const inside = await Effect.runPromise(Effect.scoped(Effect.map(ReportFolder.open(folder), () => readdirSync(folder))))
    expect(inside).toEqual([`trace.ndjson.gz.partial-${process.pid}`])
    expect(readdirSync(folder)).toEqual([])
  })

  it("is rid of what a run left that was ended without a word, and leaves others their own", async () => {
    // No process has a number beyond this.
    const dead = "run.json.partial-4194305"
    const alive = `run.json.partial-${process.ppid}`
    for (const name of [dead, alive]) writeFileSync(join(folder, name), "")
    expect(await write(written(1))).toBe("written")
    expect(readdirSync(folder).sort()).toEqual([...names, alive].sort())
  })

  it("cannot be where a directory has the name of a file", async () => {
    mkdirSync(join(folder, "run.json"))
    expect(await write(written(1))).toMatchObject({ exitCode: 2, lines: [`Reports cannot be written to ${folder}: ${join(folder, "run.json")} is a directory`] })
  })
})
