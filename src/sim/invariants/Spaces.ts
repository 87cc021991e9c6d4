/** SPACE: permissioned data. */
import { open } from "./Invariant.ts"

const missing = "spaces are not built: the proposal is young"

export const spaces = [
  open("SPACE-1", "The set hash does not depend on order, removal undoes addition, and equal sets alone have equal hashes.", "proposal 0016", missing),
  open("SPACE-2", "Nobody without a valid credential reads a space's records or blobs, from any server, log or stream.", "proposal 0016", missing),
  open("SPACE-3", "Readers whose notifications were lost come to the author's set hash.", "proposal 0016", missing),
  open("SPACE-4", "A removed member reads nothing that is written after its last credential is over.", "proposal 0016", missing)
]
