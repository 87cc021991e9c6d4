import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Probe } from "../../../src/sim/oracles/Oracle.ts"
import { Interrogation } from "../../../src/sim/witness/Interrogation.ts"

const answer = (status: number) => ({ status, body: new Uint8Array(0) })
const three = ["/a", "/b", "/c"].map((path) => ({ host: "pds.test", path }))

describe("the last questions", () => {
  it("of a list are known at once, and each answer is judged as it comes", () => {
    const judged: Array<readonly [number, number]> = []
    const interrogation = new Interrogation((probe) =>
      Effect.andThen(
        probe.each(three, ({ status }, index) => void judged.push([index, status])),
        Effect.map(probe.get("relay.test", "/d"), ({ status }) => void judged.push([3, status]))
      ))
    expect(interrogation.questions(1).map(({ path }) => path)).toEqual(["/a", "/b", "/c"])
    interrogation.answer(2, answer(200))
    expect(judged).toEqual([[0, 200]])
    interrogation.answer(3, answer(404))
    expect(() => interrogation.questions(3)).toThrow("not answered yet")
    interrogation.answer(4, answer(500))
    expect(interrogation.questions(4)).toMatchObject([{ host: "relay.test", path: "/d" }])
    interrogation.answer(5, answer(201))
    expect(interrogation.questions(5)).toEqual([])
    expect(judged).toEqual([[0, 200], [1, 404], [2, 500], [3, 201]])
    expect(() => interrogation.answer(6, answer(200))).toThrow("no question")
  })

  it("may be none", () => {
    const nothing = (probe: Probe) => probe.each([], () => expect.fail("nobody asked"))
    expect(new Interrogation(nothing).questions(1)).toEqual([])
  })

  it("end with a check whose answer cannot be judged, when the rest of its list is answered, and go on with others", () => {
    const caught: Array<unknown> = []
    const judged: Array<number> = []
    const interrogation = new Interrogation((probe) =>
      Effect.andThen(
        Effect.catchDefect(
          probe.each(three, (_, index) => {
            judged.push(index)
            if (index === 1) throw new Error("a bug")
          }),
          (defect) => Effect.sync(() => void caught.push(defect))
        ),
        Effect.asVoid(probe.get("relay.test", "/d"))
      ))
    interrogation.questions(1)
    for (let i = 0; i < three.length; i++) interrogation.answer(2, answer(200))
    expect(interrogation.questions(3)).toHaveLength(1)
    expect(caught).toEqual([new Error("a bug")])
    expect(judged).toEqual([0, 1])
  })
})
