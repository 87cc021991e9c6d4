/**
 * Which rotation keys of a DID are its owner's, though this device does not hold
 * them: a move leaves them there, and takes the hosts' out. The log tells by who
 * brought in whom:
 *
 * 1. A host's key comes with the account itself, with a change of host, or in the
 *    place of such a key. It is nobody's own, whoever signed.
 * 2. Whom a key of the owner's brings in is the owner's.
 * 3. Who brings in a key of the owner's below its own is the owner. A host that is
 *    asked to puts it above.
 *
 * Of any other key nothing is known, and it counts as a host's.
 */
import type { Keys } from "../../../protocol/keys/Keys.ts"
import type * as Log from "../../../protocol/plc/Log.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"

const hostOf = (state: Operation.PlcState | undefined): string | undefined => state?.services["atproto_pds"]?.endpoint

/** `live`: from the genesis operation on; `held`: the did:keys on this device. */
export const ownKeys = (live: Log.Log, held: ReadonlyArray<string>, verify: Keys["Service"]["verify"]): ReadonlySet<string> => {
  const own = new Set(held)
  const states = live.map(({ operation }) => Operation.stateOf(operation))
  const hosts = new Set(states[0]?.rotationKeys)
  const steps = live.flatMap(({ operation }, at) => {
    const [before, after] = [states[at - 1], states[at]]
    if (before === undefined || after === undefined) return []
    const added = after.rotationKeys.filter((key) => !before.rotationKeys.includes(key))
    const replaces = before.rotationKeys.some((key) => hosts.has(key) && !own.has(key) && !after.rotationKeys.includes(key))
    if (hostOf(before) !== hostOf(after) || replaces) {
      for (const key of added) hosts.add(key)
      return []
    }
    const signer = before.rotationKeys[Operation.signerIndex(operation, before.rotationKeys, verify)]
    return signer === undefined || added.length === 0 ? [] : [{ signer, added, list: after.rotationKeys }]
  })
  for (let before = -1; before !== own.size;) {
    before = own.size
    for (const { added, list, signer } of steps) {
      if (own.has(signer)) for (const key of added) if (!hosts.has(key)) own.add(key)
      const rank = list.indexOf(signer)
      if (rank !== -1 && !hosts.has(signer) && added.some((key) => own.has(key) && rank < list.indexOf(key))) own.add(signer)
    }
  }
  return own
}
