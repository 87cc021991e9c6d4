import { describe, expect, it } from "vitest"
import type * as State from "../../../src/protocol/consortium/State.ts"
import { explore } from "./Explorer.ts"

describe("three honest members and a liar over two rounds, whatever the network does", () => {
  it.each([0, 1, 2, 3])("never decide differently, the liar leading round %i: every state", (liar) => {
    const explored = explore({ liar, rounds: 2 })
    expect(explored).toMatchObject({ whole: true, fork: undefined })
    expect(explored.states).toBeGreaterThan(500_000)
    expect([...explored.decisions].toSorted()).toEqual(["X", "Y"])
  }, 600_000)

  it("do so if a crash made them forget their lock", () => {
    const unlocked = ({ height, proposals, round, step, votes }: State.Durable<string>): State.Durable<string> => ({ height, proposals, round, step, votes })
    const { fork } = explore({ liar: 0, rounds: 2, recall: unlocked })
    expect(fork).toContain("bob")
  }, 600_000)
})
