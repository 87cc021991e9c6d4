/** DATA-7: hostile input is answered by a typed failure, in time and memory linear in its size. */
import { describe, expect, it } from "vitest"
import { makeCase, run, shrink } from "../../../bench/fuzz/Harness.ts"
import { Broken, type Target } from "../../../bench/fuzz/Target.ts"
import { targets } from "../../../bench/fuzz/targets.ts"

const show = (report: ReturnType<typeof run>) =>
  report.failure === undefined
    ? "holds"
    : `case ${report.failure.index}, ${report.failure.kind}: ${report.failure.message}\n${Buffer.from(report.failure.input).toString("hex")}`

describe("DATA-7: 2000 mutated inputs break no promise of", () => {
  it.each(targets)("$name", (target) => {
    const report = run(target, { cases: 2000, seed: 7 })
    expect(show(report)).toBe("holds")
    // Some mutants must get through, or nothing behind the first gate was tried.
    expect(report.accepted).toBeGreaterThan(20)
  })
})

describe("the harness", () => {
  const planted = (run: Target["run"], more: Partial<Target> = {}): Target => ({
    name: "planted",
    form: "bytes",
    seeds: () => [Uint8Array.from({ length: 64 }, (_, i) => i + 1)],
    run,
    ...more
  })

  it("catches a decoder that throws, and cuts its input down to the one byte that matters", () => {
    const report = run(planted((bytes) => {
      if (bytes.includes(0xff)) throw new RangeError("planted")
      return true
    }), { cases: 5000, seed: 1 })
    expect(report.failure).toMatchObject({ kind: "throw", message: "RangeError: planted" })
    expect([...report.failure!.input]).toEqual([0xff])
  })

  it("catches a decoder that accepts what does not come back the same", () => {
    const report = run(planted((bytes) => {
      if (bytes.length < 64) throw new Broken("shorter")
      return true
    }), { cases: 5000, seed: 1 })
    expect(report.failure).toMatchObject({ kind: "throw", message: "Broken: shorter" })
  })

  it("catches a decoder that takes time out of proportion", () => {
    const spin = (bytes: Uint8Array): boolean => {
      // Of the processor, which is what counts.
      const start = process.cpuUsage()
      while (bytes.length > 64 && process.cpuUsage(start).user < 3000);
      return true
    }
    const report = run(planted(spin, { floorMicros: 1000, microsPerByte: 1 }), { cases: 200, seed: 1 })
    expect(report.failure?.kind).toBe("time")
  })

  it("refuses to start from seeds that are not accepted", () => {
    expect(() => run(planted(() => false), { cases: 1, seed: 1 })).toThrow("seed 0 of planted is not accepted")
  })

  it("makes the same case for the same seed and number, and others for others", () => {
    for (const target of targets) {
      const seeds = target.seeds()
      const some = (seed: number) => Array.from({ length: 20 }, (_, i) => Buffer.from(makeCase(target, seeds, seed, i)).toString("hex"))
      expect(some(3)).toEqual(some(3))
      expect(some(3)).not.toEqual(some(4))
    }
  })

  it("shrinks as far as the failure allows", () => {
    const input = Uint8Array.from({ length: 300 }, (_, i) => i & 255)
    expect([...shrink(input, (bytes) => bytes.includes(7) && bytes.includes(200))].toSorted((a, b) => a - b)).toEqual([7, 200])
  })
})
