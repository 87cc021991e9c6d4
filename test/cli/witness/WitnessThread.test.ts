import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { constants, tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import * as Result from "effect/Result"
import { afterEach, describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import { WitnessThread, type WitnessThreadOptions } from "../../../src/cli/witness/WitnessThread.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import { MstRoot } from "../../../src/sim/oracles/MstRoot.ts"
import type { ReportData } from "../../../src/sim/report/ReportData.ts"
import { Run, type RunOptions, toEnd } from "../../../src/sim/Run.ts"
import { parse } from "../../../src/sim/scenario/Parse.ts"
import { PresentWitness } from "../../../src/sim/witness/PresentWitness.ts"

const scenario = Result.getOrThrow(parse(`name: small
description: Four people on two PDSes for a few minutes.
duration: 3m
topology: { pds: 2 }
population:
  accounts: 4
  signUpWithin: 10s
  graph: { meanFollows: 3, clusterSize: 4 }
  habits: { post: 60, reply: 60, like: 90, repost: 20, block: 0, readTimeline: 120, readThread: 40 }
network: { loss: 1% }
expect: { unchecked: [MOD-1] }
`))

const make = (options: Partial<RunOptions> = {}): Run => new Run({ scenario, seed: 1, layerOf, ...options })

const threads: Array<WitnessThread> = []
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.close()
})

const inThread = (options: WitnessThreadOptions = {}): Required<RunOptions>["witness"] => {
  const thread = new WitnessThread(options)
  threads.push(thread)
  return (oracles, setting) => thread.begin(oracles, setting)
}

/** The fortieth frame of the relay gets lost, and nobody says so. */
const losing = (): Interpose => {
  let frames = 0
  return (host, { bytes, kind }) => kind === "frame" && host === "relay.test" && ++frames === 40 ? "drop" : bytes
}

const codesOf = ({ run }: ReportData) => run.invariants.filter(({ violationCount }) => violationCount > 0).map(({ code }) => code)

/** Drives a run, with a turn for the thread's own messages after each slice. */
const drive = async (run: Run): Promise<ReportData> => {
  const steps = run.steps()
  while (true) {
    const { done, value } = steps.next()
    if (done === true) return value
    await new Promise((resume) => void setImmediate(resume))
  }
}

describe("A run that is witnessed from another thread", () => {
  it("has the same report as one that is witnessed where it runs, hash, checks and diagrams included", () => {
    const there = toEnd(make({ witness: inThread() }))
    expect(there).toEqual(toEnd(make()))
    expect(there.run.reasons).toEqual([])
  })

  it("leaves the same trace", () => {
    const folder = mkdtempSync(join(tmpdir(), "orrery-"))
    const path = join(folder, "trace.ndjson.gz")
    const file = openSync(path, "w")
    try {
      toEnd(make({ witness: inThread({ trace: file }) }))
      const lines: Array<string> = []
      toEnd(make({ witness: (oracles, setting) => new PresentWitness(oracles, setting, (text) => lines.push(text)) }))
      expect(gunzipSync(readFileSync(path)).toString()).toBe(lines.join(""))
    } finally {
      closeSync(file)
      rmSync(folder, { recursive: true })
    }
  })

  it("fails on a planted bug as the other does, with the messages around it", () => {
    const there = toEnd(make({ witness: inThread(), interpose: losing() }))
    expect(there).toEqual(toEnd(make({ interpose: losing() })))
    expect(there.run.verdict).toBe("fail")
    expect(codesOf(there)).toEqual(["RELAY-3"])
    expect(there.diagrams[0]?.messages.length).toBeGreaterThan(0)
  })

  it("that is cut short tells what ran", () => {
    const [there, here] = [{ witness: inThread() }, {}].map((options) => {
      const run = make(options)
      const steps = run.steps()
      steps.next()
      run.interrupt()
      return steps.next().value
    })
    expect(there).toEqual(here)
    expect(there).toMatchObject({ run: { interrupted: true, verdict: "fail" } })
  })

  it("hears how far its witness has come", async () => {
    const run = make({ witness: inThread() })
    const { run: outcome } = await drive(run)
    expect(run.witness.soFar()).toEqual({ commits: outcome.commits, violations: 0 })
  })
})

describe("A thread that cannot write its trace", () => {
  it("tells so beside its report, which is the same", () => {
    const closed = 1_000_000
    const thread = new WitnessThread({ trace: closed })
    expect(toEnd(make({ witness: (oracles, setting) => thread.begin(oracles, setting) }))).toEqual(toEnd(make()))
    expect(thread.traceErrno).toBe(-constants.errno.EBADF)
  })
})

describe("A thread that breaks", () => {
  it("while it begins says so to a run that goes on", async () => {
    const program = new URL("data:text/javascript,throw new Error('no seat is free')")
    const run = make({ witness: inThread({ program }) })
    await expect((async () => {
      await new Promise((resume) => void setTimeout(resume, 300))
      return drive(run)
    })()).rejects.toThrow(/^the thread of the witness broke: .*no seat is free/)
  })

  it("has no place for an oracle that is not in the catalogue", () => {
    const stranger = { ...MstRoot, code: "MST-0" }
    expect(() => make({ witness: inThread(), oracles: [stranger] })).toThrow("MST-0 is no oracle of the catalogue")
  })
})
