/**
 * Signing and verifying for one simulated world.
 *
 * 1. A signature is a function of (world's seed, key, message): the nonce is
 *    picked by a hash of them, so call order and the number of hosts are
 *    nothing to it.
 * 2. Verifying is exact. For a key whose secret this ring knows, and an r
 *    that names one of its nonces, exactly one low s is right: the one that
 *    signing gives. (s·(±k) = z + r·d has one solution ± s; low-S picks one.)
 *    Everything else, a foreign key or a foreign nonce, is verified for real.
 */
import { createHash, hash } from "node:crypto"
import type { Curve, KeyPair } from "../../protocol/keys/Keys.ts"
import * as Scalar from "../../protocol/keys/Scalar.ts"
import * as Secret from "../../protocol/keys/Secret.ts"
import * as Signature from "../../protocol/keys/Signature.ts"
import { NoncePool } from "./NoncePool.ts"

interface Known {
  readonly curve: Curve
  readonly d: bigint
  /** 32 bits of hash(seed, secret): moves every key to its own order of nonces. */
  readonly salt: number
}

export class KeyRing {
  private readonly seed: string
  private readonly pools: { [curve in Curve]?: NoncePool } = {}
  private readonly known = new Map<string, Known>()
  private readonly pairs = new Map<string, KeyPair>()

  constructor(seed: number | string) {
    this.seed = String(seed)
  }

  readonly fromSecret = (curve: Curve, secret: Uint8Array): KeyPair => {
    const name = curve + Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength).toString("latin1")
    let pair = this.pairs.get(name)
    if (pair === undefined) {
      pair = Secret.keyPair(curve, secret)
      this.pairs.set(name, pair)
      this.register(pair)
    }
    return pair
  }

  readonly sign = (key: KeyPair, message: Uint8Array): Uint8Array => {
    const { curve, d, salt } = this.known.get(key.didKey) ?? this.register(key)
    const pool = this.pool(curve)
    const digest = hash("sha256", message, "hex")
    const z = BigInt(`0x${digest}`)
    let index = (Number.parseInt(digest.slice(0, 8), 16) ^ salt) >>> 0
    for (;; index++) {
      const nonce = pool.at(index)
      const s = pool.lowS(nonce, z, d)
      if (s === 0n) continue
      const signature = new Uint8Array(64)
      Scalar.write(nonce.r, signature, 0)
      Scalar.write(s, signature, 32)
      return signature
    }
  }

  readonly verify = (didKey: string, message: Uint8Array, signature: Uint8Array): boolean => {
    const known = this.known.get(didKey)
    if (known === undefined || signature.length !== 64) return Signature.verify(didKey, message, signature)
    const pool = this.pool(known.curve)
    const nonce = pool.withR(Scalar.toBigInt(signature))
    if (nonce === undefined) return Signature.verify(didKey, message, signature)
    const s = Scalar.toBigInt(signature, 32)
    return s !== 0n && s === pool.lowS(nonce, BigInt(`0x${hash("sha256", message, "hex")}`), known.d)
  }

  private register(key: KeyPair): Known {
    const salt = createHash("sha256").update(this.seed).update(key.secret).digest().readUInt32BE(0)
    const known: Known = { curve: key.curve, d: Scalar.toBigInt(key.secret), salt }
    this.known.set(key.didKey, known)
    return known
  }

  private pool(curve: Curve): NoncePool {
    return this.pools[curve] ??= new NoncePool(curve, this.seed)
  }
}
