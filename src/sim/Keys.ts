/**
 * `Keys` of the simulated world: real keys and real signatures, made about a
 * hundred times faster because the keys need not be secret (`keys/KeyRing.ts`).
 *
 * One ring serves a whole world, so that what one host signs another verifies
 * fast; each host draws its keys from its own `SecureRandom`.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SecureRandom } from "effect/crypto/SecureRandom"
import { Keys } from "../protocol/keys/Keys.ts"
import * as Secret from "../protocol/keys/Secret.ts"
import { KeyRing } from "./keys/KeyRing.ts"

export const make = (ring: KeyRing, random: SecureRandom["Service"]): Keys["Service"] => ({
  generate: (curve = "k256") => Effect.map(Secret.draw(random, curve), (secret) => ring.fromSecret(curve, secret)),
  fromSecret: ring.fromSecret,
  sign: ring.sign,
  verify: ring.verify
})

/** For one world: `layer(new KeyRing(seed))`, the same ring for each of its hosts. */
export const layer = (ring: KeyRing): Layer.Layer<Keys, never, SecureRandom> =>
  Layer.effect(Keys)(Effect.map(SecureRandom, (random) => make(ring, random)))
