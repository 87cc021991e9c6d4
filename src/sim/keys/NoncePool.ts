/**
 * Precomputed ECDSA nonces. Of a signature's cost nearly all is the curve
 * multiplication k·G, and that depends on neither key nor message: so a world
 * pays for a few hundred and then signs with
 *
 *   s = k⁻¹·(z + r·d) mod n          two multiplications, about 1 µs
 *
 * Using a nonce twice gives the private key away to anybody who can subtract.
 * That is the one thing a real signer must never do, and it is fine here only
 * because a simulated world's keys follow from its seed and protect nothing.
 * The signatures themselves are as valid as any. (Law 4)
 *
 * Plain BigInt beats libsecp256k1's native scalar arithmetic here (1.1 against
 * 1.3 µs: three crossings into native code cost more than they save), so both
 * curves share this one code path and no result depends on the machine.
 */
import { createHash } from "node:crypto"
import * as K256 from "../../protocol/keys/K256.ts"
import type { Curve } from "../../protocol/keys/Keys.ts"
import * as P256 from "../../protocol/keys/P256.ts"
import * as Scalar from "../../protocol/keys/Scalar.ts"

/** The field's prime. r = x(k·G) mod n is ambiguous only for r < p − n. */
const fieldPrime: { readonly [curve in Curve]: bigint } = {
  k256: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn,
  p256: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
}

export interface Nonce {
  readonly r: bigint
  /** k⁻¹ mod n */
  readonly inverse: bigint
  /** k⁻¹·r mod n */
  readonly inverseR: bigint
}

const poolSize = 256

export class NoncePool {
  readonly order: bigint
  private readonly half: bigint
  private readonly nonces: ReadonlyArray<Nonce>
  private readonly byR: ReadonlyMap<bigint, Nonce>

  constructor(curve: Curve, seed: string) {
    const n = Scalar.order[curve]
    const pointOf = (curve === "k256" ? K256 : P256).publicKey
    const nonces: Array<Nonce> = []
    for (let i = 0; nonces.length < poolSize; i++) {
      const k = new Uint8Array(createHash("sha256").update(`orrery nonce ${curve} ${i} ${seed}`).digest())
      if (!Scalar.isSecret(curve, k)) continue
      const r = Scalar.toBigInt(pointOf(k), 1) % n
      // Only one pair ±k then has this r, so that "r is in the pool" names k up to its sign.
      if (r < fieldPrime[curve] - n) continue
      const inverse = Scalar.invert(Scalar.toBigInt(k), n)
      nonces.push({ r, inverse, inverseR: (inverse * r) % n })
    }
    this.order = n
    this.half = n >> 1n
    this.nonces = nonces
    this.byR = new Map(nonces.map((nonce) => [nonce.r, nonce]))
  }

  at(index: number): Nonce {
    return this.nonces[index % poolSize]!
  }

  withR(r: bigint): Nonce | undefined {
    return this.byR.get(r)
  }

  /** The low s of digest z and private scalar d under this nonce; 0 where there is none (probability 2⁻²⁵⁶). */
  lowS(nonce: Nonce, z: bigint, d: bigint): bigint {
    const s = (z * nonce.inverse + nonce.inverseR * d) % this.order
    return s > this.half ? this.order - s : s
  }
}
