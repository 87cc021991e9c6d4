import { describe, expect, it } from "vitest"
import { type Notes, SecondRun, type Steppable } from "../../../src/sim/run/SecondRun.ts"

/** A clock that ticks once a millisecond; `drift` is folded into its hash from step `from` on. */
class Ticker implements Steppable {
  private ticks = 0
  hash = "0"
  private readonly drift: { readonly from: number; readonly by: number }

  constructor(drift: { readonly from: number; readonly by: number }) {
    this.drift = drift
  }

  slice(maxSteps: number): "more" | "done" {
    for (let i = 0; i < maxSteps; i++) {
      this.ticks++
      const mixed = (Number.parseInt(this.hash, 16) * 31 + this.ticks + (this.ticks >= this.drift.from ? this.drift.by : 0)) % 0xffffff
      this.hash = mixed.toString(16)
      if (this.ticks === 1000) return "done"
    }
    return "more"
  }

  get lastStep() {
    return { atMillis: this.ticks, host: "pds1.test", kind: "timer" }
  }
}

const notesOf = (run: Steppable, sliceSteps: number): Notes => {
  const hashes: Array<string> = []
  let outcome: "more" | "done"
  do {
    outcome = run.slice(sliceSteps)
    hashes.push(run.hash)
  } while (outcome === "more")
  return { sliceSteps, hashes }
}

const check = (second: SecondRun) => {
  while (second.slice() === "more");
  return second.divergence
}

const steady = { from: Infinity, by: 0 }

describe("A second run", () => {
  it("agrees with the first if both are functions of their seed", () => {
    expect(check(new SecondRun(notesOf(new Ticker(steady), 64), () => new Ticker(steady)))).toBeUndefined()
  })

  it("names the first step that differs", () => {
    let made = 0
    const make = () => new Ticker({ from: 700, by: ++made })
    expect(check(new SecondRun(notesOf(make(), 64), make))).toEqual({
      agreedUntilMillis: 640,
      steps: [{ atMillis: 700, host: "pds1.test", kind: "timer" }, { atMillis: 700, host: "pds1.test", kind: "timer" }]
    })
  })

  it("says how far both agreed if a second look shows no difference", () => {
    const notes = notesOf(new Ticker({ from: 700, by: 1 }), 64)
    expect(check(new SecondRun(notes, () => new Ticker(steady)))).toEqual({ agreedUntilMillis: 640, steps: undefined })
  })

  it("notices that one run ends earlier", () => {
    const notes = notesOf(new Ticker(steady), 64)
    expect(check(new SecondRun({ ...notes, hashes: notes.hashes.slice(0, -1) }, () => new Ticker(steady)))).toBeDefined()
  })
})
