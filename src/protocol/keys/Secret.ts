/**
 * Private keys. A `KeyPair` made here does not show its secret to
 * `JSON.stringify`, `console.log` or a structural copy. [SIG-4]
 */
import * as Effect from "effect/Effect"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import { inspect } from "node:util"
import * as DidKey from "./DidKey.ts"
import * as K256 from "./K256.ts"
import type { Curve, KeyPair } from "./Keys.ts"
import * as P256 from "./P256.ts"
import { isSecret } from "./Scalar.ts"

class HiddenKeyPair implements KeyPair {
  readonly curve: Curve
  readonly didKey: DidKey.DidKey
  readonly #secret: Uint8Array

  constructor(curve: Curve, secret: Uint8Array, didKey: DidKey.DidKey) {
    this.curve = curve
    this.didKey = didKey
    this.#secret = secret
  }

  get secret(): Uint8Array {
    return this.#secret
  }

  [inspect.custom](): string {
    return `KeyPair(${this.didKey})`
  }
}

/** Throws a RangeError for anything but 32 bytes of 1 … n − 1: a stored key is bad, or the caller wrong. */
export const keyPair = (curve: Curve, secret: Uint8Array): KeyPair => {
  if (!isSecret(curve, secret)) throw new RangeError(`not a private key of ${curve}: 32 bytes of 1 … n−1 expected`)
  const own = secret.slice()
  return new HiddenKeyPair(curve, own, DidKey.format(curve, (curve === "k256" ? K256 : P256).publicKey(own)))
}

/** A fresh scalar. A draw out of range has probability 2⁻³², at most. */
export const draw = (random: SecureRandom["Service"], curve: Curve): Effect.Effect<Uint8Array> =>
  Effect.flatMap(random.randomBytes(32), (bytes) => isSecret(curve, bytes) ? Effect.succeed(bytes) : draw(random, curve))
