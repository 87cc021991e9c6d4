/** A probe without a network: what it is asked is answered at once. */
import * as Effect from "effect/Effect"
import type { Probe } from "../../../src/sim/oracles/Oracle.ts"

export const probing = (nowMillis: number, get: Probe["get"]): Probe => ({
  nowMillis: () => nowMillis,
  get,
  each: (questions, judge) =>
    Effect.forEach(questions, ({ headers, host, path }, index) => Effect.map(get(host, path, headers), (answer) => judge(answer, index)), { discard: true })
})
