/**
 * Signing and verifying, ours against noble, on both curves. Alone:
 * `node bench/keys.ts`. Measured before on this kind of machine, k256 (µs):
 * noble 320 to sign and 983 to verify, libsecp256k1 30 and 39.
 */
import { p256 } from "@noble/curves/nist.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { pathToFileURL } from "node:url"
import * as K256 from "../src/protocol/keys/K256.ts"
import type { Curve } from "../src/protocol/keys/Keys.ts"
import * as P256 from "../src/protocol/keys/P256.ts"
import * as Signature from "../src/protocol/keys/Signature.ts"
import { KeyRing } from "../src/sim/keys/KeyRing.ts"

export interface KeysCase {
  readonly name: string
  readonly ours: () => unknown
  readonly peers: { readonly [name: string]: () => unknown }
}

/** As long as an unsigned commit. */
const message = new Uint8Array(190).fill(0xa6)
const ring = new KeyRing("bench")
const noble = { k256: secp256k1, p256 } as const

const casesOf = (curve: Curve): ReadonlyArray<KeysCase> => {
  const key = ring.fromSecret(curve, new Uint8Array(32).fill(5))
  const point = noble[curve].getPublicKey(key.secret)
  const live = curve === "k256" ? K256 : P256
  const simulated = ring.sign(key, message)
  const signature = live.sign(key.secret, message)
  const sign = { noble: () => noble[curve].sign(message, key.secret, { lowS: true }) }
  const verify = { noble: () => noble[curve].verify(signature, message, point, { lowS: true }) }
  return [
    { name: `${curve} sign, live`, ours: () => live.sign(key.secret, message), peers: sign },
    { name: `${curve} verify, live`, ours: () => Signature.verify(key.didKey, message, signature), peers: verify },
    { name: `${curve} sign, simulated`, ours: () => ring.sign(key, message), peers: sign },
    { name: `${curve} verify, simulated`, ours: () => ring.verify(key.didKey, message, simulated), peers: verify }
  ]
}

export const cases: ReadonlyArray<KeysCase> = [...casesOf("k256"), ...casesOf("p256")]

/** The best of several rounds, µs a call. */
const micros = (rounds: ReadonlyArray<number>): number => Math.min(...rounds)

const round = (run: () => unknown): number => {
  const start = performance.now()
  let calls = 0
  do {
    for (let i = 0; i < 20; i++) run()
    calls += 20
  } while (performance.now() - start < 30)
  return ((performance.now() - start) * 1000) / calls
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(`k256 backend: ${K256.backend}`)
  for (const { name, ours, peers } of cases) {
    const runs = [["ours", ours] as const, ...Object.entries(peers)].map(([who, run]) => ({ who, run, rounds: [] as Array<number> }))
    for (let i = 0; i < 6; i++) for (const entry of runs) entry.rounds.push(round(entry.run))
    const [own, ...others] = runs.map(({ rounds, who }) => ({ who, micros: micros(rounds) }))
    const compared = others.map((peer) => `${peer.who} ${peer.micros.toFixed(1)} (${(peer.micros / own!.micros).toFixed(1)}×)`)
    console.log(`${name.padEnd(24)} ${own!.micros.toFixed(2).padStart(8)} µs   ${compared.join("  ")}`)
  }
}
