import { describe, expect, it } from "vitest"
import { render } from "../../src/cli/ProgressBar.ts"

const progress = { phase: "acting", virtualMillis: 1_800_000, untilMillis: 3_600_000, commits: 12_345, pending: "17 acting" }

describe("The progress bar", () => {
  it("tells how far, how fast, and on what it waits", () => {
    const line = render(progress, 2_100, 200)
    expect(line).toBe(`${"█".repeat(12)}${"░".repeat(12)} 0:30:00  acting  12,345 commits, 2,100/s  17 acting`)
  })

  it("fits into its terminal", () => {
    expect(render(progress, 2_100, 40).length).toBeLessThan(40)
  })

  it("stays full when the time is over", () => {
    expect(render({ ...progress, virtualMillis: 4_000_000 }, 1, 200)).toContain("█".repeat(24))
  })
})
