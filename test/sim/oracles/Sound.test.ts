import { describe, expect, it } from "vitest"
import { catalogue } from "../../../src/sim/oracles/Catalogue.ts"
import * as Town from "./SmallTown.ts"

describe("A town without a bug", () => {
  it("is looked at by every oracle, and none finds anything", () => {
    const { invariants, reasons, verdict } = Town.run()
    expect(reasons).toEqual([])
    expect(verdict).toBe("pass")
    expect(invariants.filter(({ checked }) => checked === 0)).toEqual([])
    expect(invariants.flatMap(({ violations }) => violations)).toEqual([])
    expect(new Set(invariants.map(({ code }) => code)).size).toBe(catalogue.length)
  })
})
