/**
 * `SecureRandom` on a seeded stream: keys and tokens of a simulated world are
 * not secret, and are the same in every run.
 */
import * as EffectSecureRandom from "effect/crypto/SecureRandom"
import type { Stream } from "./kernel/Stream.ts"

export const make = (stream: Stream): EffectSecureRandom.SecureRandom["Service"] =>
  EffectSecureRandom.make((size) => stream.bytes(size))
