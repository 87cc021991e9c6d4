import { describe, expect, it } from "vitest"
import { RefreshBudget } from "../../../src/actors/relay/RefreshBudget.ts"

const takes = (budget: RefreshBudget, nowMillis: number, times: number): number =>
  Array.from({ length: times }, () => budget.take(nowMillis)).filter(Boolean).length

describe("A host's budget of identity lookups [SYNC-12]", () => {
  it("allows a burst and no more", () => {
    expect(takes(new RefreshBudget({ burst: 5, perSecond: 1 }), 0, 20)).toBe(5)
  })

  it("refills with time, up to the burst", () => {
    const budget = new RefreshBudget({ burst: 5, perSecond: 2 })
    takes(budget, 0, 5)
    expect(takes(budget, 499, 1)).toBe(0)
    expect(takes(budget, 1_000, 5)).toBe(2)
    expect(takes(budget, 3_600_000, 20)).toBe(5)
  })

  it("gives nothing for a clock that goes back", () => {
    const budget = new RefreshBudget({ burst: 1, perSecond: 1 })
    expect(takes(budget, 10_000, 2)).toBe(1)
    expect(takes(budget, 5_000, 2)).toBe(0)
  })
})
