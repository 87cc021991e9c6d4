/** Effect's `Random` on a seeded stream. */
import type * as EffectRandom from "effect/Random"
import type { Stream } from "./kernel/Stream.ts"

export const make = (stream: Stream): EffectRandom.Random => ({
  nextDoubleUnsafe: () => stream.double(),
  // The whole range of safe integers, as Effect's own generator gives.
  nextIntUnsafe: () => Math.floor(stream.double() * 2 * Number.MAX_SAFE_INTEGER) - Number.MAX_SAFE_INTEGER
})
