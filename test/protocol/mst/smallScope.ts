/** Ten keys whose layers, in key order, are 0 3 0 1 0 0 2 4 1 0, and all subsets of them by bit mask. */
import { mined, values } from "./keys.ts"

export const keys: ReadonlyArray<string> = [0, 3, 0, 1, 0, 0, 2, 4, 1, 0].map((layer, i) => mined(`com.example.k${i}/`, layer, 1)[0]!)

/** Index: the mask. */
export const trees: ReadonlyArray<ReadonlyArray<number>> = Array.from(
  { length: 1 << keys.length },
  (_, mask) => keys.flatMap((_, k) => ((mask >> k) & 1 ? [k] : []))
)

export const model = (set: ReadonlyArray<number>, value = values[0]!.toString()): Map<string, string> =>
  new Map(set.map((k) => [keys[k]!, value]))
