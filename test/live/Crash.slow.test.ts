import { describe, expect, it } from "vitest"
import * as Campaign from "../../scripts/crash/Campaign.ts"
import { freePorts } from "../parity/FreePorts.ts"

describe("a live PDS that is killed under load", () => {
  it("loses nothing that it acknowledged, gives no seq again, and leaves no gap [STREAM-8] [REPO-7]", async () => {
    const outcome = await Campaign.run({ kills: 5, writers: 4, basePort: await freePorts(3), longestLifeMillis: 300 })
    expect(outcome.complaints).toEqual([])
    expect(outcome.acknowledged).toBeGreaterThan(10)
  })
})
