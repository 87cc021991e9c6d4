/**
 * REPO-2. Every commit names its account's DID and verifies under a signing
 * key that the DID's operations listed at the time: the newest, or for a
 * commit already under way while the key changed, the one before. Once a key
 * has signed, no older one may.
 */
import * as DagCbor from "@ipld/dag-cbor"
import { p256 } from "@noble/curves/nist.js"
import { base58btc } from "multiformats/bases/base58"
import native from "secp256k1"
import { sha256 } from "./model/NaiveCar.ts"
import type { Oracle } from "./Oracle.ts"

const publicKeys = new Map<string, { readonly curve: "k256" | "p256"; readonly point: Uint8Array }>()

const publicKey = (didKey: string) => {
  let key = publicKeys.get(didKey)
  if (key === undefined) {
    const bytes = base58btc.decode(didKey.slice("did:key:".length))
    key = { curve: bytes[0] === 0xe7 ? "k256" : "p256", point: bytes.subarray(2) }
    publicKeys.set(didKey, key)
  }
  return key
}

/** Half the order of secp256k1: s may not exceed it. [cryptography] */
const halfOrder = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

const isLowS = (signature: Uint8Array): boolean =>
  signature.length === 64 && BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`) <= halfOrder

const verifies = (didKey: string, message: Uint8Array, signature: Uint8Array): boolean => {
  const { curve, point } = publicKey(didKey)
  const hash = sha256(message)
  try {
    return curve === "k256"
      // The outside library takes high-S too.
      ? isLowS(signature) && native.ecdsaVerify(signature, hash, point)
      : p256.verify(signature, hash, point, { prehash: false, lowS: true })
  } catch {
    return false
  }
}

export const Signature: Oracle = {
  code: "REPO-2",
  title: "A commit names its account's DID, and its signature verifies under the key of the DID document.",
  source: "[repository] Commit objects; [cryptography]",
  make: (check, ledger) => {
    /** DID → its newest key that has signed. */
    const newest = new Map<string, string>()
    ledger.repos.listeners.push({
      onBefore: ({ event, object, repo }) => {
        const identity = ledger.directory.identities.get(repo.did)
        // A did:web account has no operations to learn its key from.
        if (identity === undefined && !repo.did.startsWith("did:plc:")) return
        const { sig, ...unsigned } = object ?? {}
        const keys = identity?.keys ?? []
        const allowed = keys.slice(Math.max(keys.length - 2, keys.indexOf(newest.get(repo.did) ?? "")))
        const message = DagCbor.encode(unsigned)
        const signer = sig instanceof Uint8Array ? allowed.findLast((key) => verifies(key, message, sig)) : undefined
        if (signer !== undefined) newest.set(repo.did, signer)
        check(
          object?.did === repo.did && signer !== undefined,
          () => `commit ${event.rev} of ${repo.did} does not verify under ${keys.at(-1) ?? "any known key"}`,
          () => [event.host, repo.did]
        )
      }
    })
    return {}
  }
}
