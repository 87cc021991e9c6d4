/**
 * `Keys` of the real world: RFC 6979 signatures by libsecp256k1 (k256) and
 * OpenSSL (p256), keys from the system's entropy.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as K256 from "../protocol/keys/K256.ts"
import { Keys } from "../protocol/keys/Keys.ts"
import * as P256 from "../protocol/keys/P256.ts"
import * as Secret from "../protocol/keys/Secret.ts"
import * as Signature from "../protocol/keys/Signature.ts"

/** "libsecp256k1" where its native binding loaded, else "noble" (some ten times slower). */
export const backend = K256.backend

export const make = (random: SecureRandom["Service"]): Keys["Service"] => ({
  generate: (curve = "k256") => Effect.map(Secret.draw(random, curve), (secret) => Secret.keyPair(curve, secret)),
  fromSecret: Secret.keyPair,
  sign: (key, message) => key.curve === "k256" ? K256.sign(key.secret, message) : P256.sign(key.secret, message),
  verify: Signature.verify
})

export const layer: Layer.Layer<Keys, never, SecureRandom> = Layer.effect(Keys)(Effect.map(SecureRandom, make))
