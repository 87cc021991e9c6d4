/**
 * `keys: real`: what a live host signs with, on the world's seeded entropy. RFC
 * 6979 signatures are functions of their input, so a run stays one of its seed.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as K256 from "../protocol/keys/K256.ts"
import { Keys } from "../protocol/keys/Keys.ts"
import * as P256 from "../protocol/keys/P256.ts"
import * as Secret from "../protocol/keys/Secret.ts"
import * as Signature from "../protocol/keys/Signature.ts"

const make = (random: SecureRandom["Service"]): Keys["Service"] => ({
  generate: (curve = "k256") => Effect.map(Secret.draw(random, curve), (secret) => Secret.keyPair(curve, secret)),
  fromSecret: Secret.keyPair,
  sign: (key, message) => (key.curve === "k256" ? K256 : P256).sign(key.secret, message),
  verify: Signature.verify
})

export const layer: Layer.Layer<Keys, never, SecureRandom> = Layer.effect(Keys)(Effect.map(SecureRandom, make))
