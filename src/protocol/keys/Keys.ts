/**
 * The signing service (Law 4). Every signature that it makes is valid ECDSA
 * over SHA-256, 64 bytes r‖s, low-S, which any outside library accepts; what
 * differs between the simulated and the live service is only how fast.
 *
 * All of it is synchronous: signing is arithmetic, not I/O.
 */
import * as Context from "effect/Context"
import type { Effect } from "effect/Effect"
import type { DidKey } from "./DidKey.ts"

export type Curve = "k256" | "p256"

/** A private key with its public half. `secret` is the 32-byte scalar, big-endian. */
export interface KeyPair {
  readonly curve: Curve
  readonly secret: Uint8Array
  readonly didKey: DidKey
}

export class Keys extends Context.Service<Keys, {
  /** A new key from the world's `SecureRandom`. */
  readonly generate: (curve?: Curve) => Effect<KeyPair>
  /** The key of a stored 32-byte scalar; dies on a scalar outside 1 … n−1. */
  readonly fromSecret: (curve: Curve, secret: Uint8Array) => KeyPair
  /** 64 bytes r‖s, low-S, over SHA-256 of `message`. Never compare two signatures: signing may be randomised. */
  readonly sign: (key: KeyPair, message: Uint8Array) => Uint8Array
  /** False for any malformed key or signature, high-S included; never throws. */
  readonly verify: (didKey: string, message: Uint8Array, signature: Uint8Array) => boolean
}>()("orrery/Keys") {}
