import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { arrange, type Span } from "../../../src/sim/report/page/Lanes.ts"
import * as TimeAxis from "../../../src/sim/report/page/TimeAxis.ts"

const total = 600_000
const span = fc.record({ from: fc.nat(total), lasts: fc.option(fc.nat(total)), label: fc.string({ minLength: 1, maxLength: 80 }) })
  .map(({ from, label, lasts }): Span => ({ kind: "fault", from, label, title: label, ...(lasts === null ? {} : { until: from + lasts }) }))

describe("Bars on the time axis", () => {
  it.each([["wide", 1_060], ["narrow", 372]] as const)("never cover one another, nor another's label, nor leave the picture: %s", (_, width) => {
    const axis = TimeAxis.make(width, 40, 24, total)
    fc.assert(fc.property(fc.array(span, { maxLength: 30 }), (spans) => {
      const lanes = arrange(spans, axis)
      expect(lanes.flat()).toHaveLength(spans.length)
      for (const lane of lanes) {
        const sorted = lane.toSorted((a, b) => a.begin - b.begin)
        for (const [i, placed] of sorted.entries()) {
          expect(placed.begin).toBeLessThanOrEqual(placed.x1)
          expect(placed.end).toBeGreaterThanOrEqual(placed.x2)
          expect(placed.x2).toBeLessThanOrEqual(axis.right)
          expect(placed.text.length === 1 || (placed.begin >= 0 && placed.end <= width)).toBe(true)
          if (i > 0) expect(placed.begin).toBeGreaterThan(sorted[i - 1]!.end)
        }
      }
    }))
  })

  it("share a lane where there is room", () => {
    const axis = TimeAxis.make(1_060, 54, 28, total)
    const at = (from: number): Span => ({ kind: "fault", from, until: from + 1_000, label: "crash", title: "" })
    expect(arrange([at(0), at(200_000), at(400_000)], axis)).toHaveLength(1)
    expect(arrange([at(0), at(500)], axis)).toHaveLength(2)
  })
})
