/**
 * How fast this machine is, at this moment. The targets were set beside
 * figures of well-known code on another machine of this kind; the same code,
 * measured in turn with ours, says how much slower or faster this one runs.
 */
import * as dagCbor from "@ipld/dag-cbor"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { createHash } from "node:crypto"
import { CID } from "multiformats/cid"
import { createRequire } from "node:module"

export interface Yardstick {
  readonly name: string
  /** What it took where the targets were set. */
  readonly micros: number
  readonly run: () => unknown
}

const secret = new Uint8Array(32).fill(9)
const digest = new Uint8Array(createHash("sha256").update("pace").digest())
const point = secp256k1.getPublicKey(secret)
const signature = secp256k1.sign(digest, secret, { prehash: false, lowS: true })

const link = CID.createV1(0x71, { code: 0x12, size: 32, digest, bytes: Uint8Array.of(0x12, 0x20, ...digest) })
const node = dagCbor.encode({
  l: link,
  e: Array.from({ length: 8 }, (_, i) => ({ k: new Uint8Array(i === 0 ? 32 : 9).fill(0x61 + i), p: i === 0 ? 0 : 23, t: i % 2 === 0 ? link : null, v: link }))
})

const native = (): ReadonlyArray<Yardstick> => {
  try {
    const { ecdsaVerify } = createRequire(import.meta.url)("secp256k1/bindings.js") as typeof import("secp256k1")
    return [{ name: "libsecp256k1 verify", micros: 39, run: () => ecdsaVerify(signature, digest, point) }]
  } catch {
    return []
  }
}

export const yardsticks: ReadonlyArray<Yardstick> = [
  { name: "noble verify", micros: 983, run: () => secp256k1.verify(signature, digest, point, { prehash: false }) },
  { name: "@ipld/dag-cbor decode of an MST node", micros: 11.7, run: () => dagCbor.decode(node) },
  ...native()
]

/** Geometric mean of measured by expected: 2 is half as fast. */
export const pace = (measuredMicros: ReadonlyArray<number>): number =>
  Math.exp(measuredMicros.reduce((sum, micros, i) => sum + Math.log(micros / yardsticks[i]!.micros), 0) / measuredMicros.length)

const roundMillis = 15
const rounds = 7

/** The pace at this moment: medians of some short rounds of each yardstick. */
export const paceNow = (): number =>
  pace(yardsticks.map(({ run }) => {
    const figures: Array<number> = []
    for (let round = 0; round < rounds; round++) {
      const start = performance.now()
      let calls = 0
      do {
        run()
        calls++
      } while (performance.now() - start < roundMillis)
      figures.push(((performance.now() - start) * 1000) / calls)
    }
    return figures.sort((a, b) => a - b)[rounds >> 1]!
  }))
