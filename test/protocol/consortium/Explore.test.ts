import { describe, expect, it } from "vitest"
import { explore } from "./Explorer.ts"

describe("three honest members and a liar, whatever the network does", () => {
  it.each([0, 1, 2, 3])("never decide differently within one round, the liar leading round %i", (liar) => {
    const explored = explore({ liar, rounds: 1 })
    expect(explored).toMatchObject({ whole: true, fork: undefined })
    expect(explored.states).toBeGreaterThan(1_000)
    expect(explored.decisions.size).toBeGreaterThan(0)
  })

  it("do so if two votes were a quorum", () => {
    expect(explore({ liar: 0, rounds: 2, quorum: 2 }).fork).toContain("bob")
  })

  it("do so if a crash made them forget their votes", () => {
    const { fork } = explore({ liar: 0, rounds: 1, recall: (durable) => ({ ...durable, votes: [], step: "propose" }) })
    expect(fork).toContain("carol")
  })
})
