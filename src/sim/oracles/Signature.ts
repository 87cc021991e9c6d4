/**
 * REPO-2. Every commit names its account's DID and verifies under a signing
 * key that the DID's operations listed at the time: the newest, or for a
 * commit already under way while the key changed, the one before. Once a key
 * has signed, no older one may. With it SIG-5, of commits, and SYNC-3's fourth step.
 */
import * as DagCbor from "@ipld/dag-cbor"
import { verifies } from "./model/Ecdsa.ts"
import type { Oracle } from "./Oracle.ts"

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
