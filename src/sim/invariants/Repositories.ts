/** MST, REPO, CAR: the tree, the commits, the files. */
import { AcknowledgedOnce } from "../oracles/AcknowledgedOnce.ts"
import { Inversion } from "../oracles/Inversion.ts"
import { MstRoot } from "../oracles/MstRoot.ts"
import { OneOfTwo } from "../oracles/OneOfTwo.ts"
import { RevRises } from "../oracles/RevRises.ts"
import { Signature } from "../oracles/Signature.ts"
import { held, network, property, table, watched } from "./Invariant.ts"

const convergence = property("properties/mst-convergence")
const inversion = property("properties/mst-inversion")
const smallScope = table("protocol/mst/SmallScope")
const updates = table("protocol/mst/SmallScopeUpdates")

export const trees = [
  watched(MstRoot, convergence, smallScope, updates),
  held("MST-2", "Insert and delete undo each other: the root is as before.", "[repository] MST structure", convergence, smallScope),
  held("MST-3", "No node is empty but the empty repository's and those that only lead down, and each child is one layer lower.", "[repository] MST structure", convergence, smallScope),
  held("MST-4", "Every key is on the layer of its hash, keys rise, and prefixes are as long as they can be.", "[repository] MST structure", convergence),
  held("MST-5", "A node reads back to its bytes, and bytes that are not exactly a node are refused.", "[repository] Node structure", convergence, table("protocol/mst/Node")),
  held("MST-6", "The interop vectors of key depths, common prefixes and example keys hold.", "[interop] mst", table("protocol/mst/Interop")),
  held("MST-7", "A proof shows that a path is there exactly if it is, that it is absent exactly if not, and never both.", "[repository]; [sync] getRecord", property("properties/mst-proofs")),
  held("MST-8", "One operation touches the nodes on its path, not the tree.", "[repository] MST structure", convergence)
]

export const repositories = [
  watched(RevRises, network("actors/pds/Move")),
  watched(Signature),
  watched(Inversion, inversion),
  held("REPO-4", "A diff is enough to invert its operations, up to 200 of them, wherever in the tree they are.", "[sync]; [interop] commit proofs", inversion, smallScope, updates, table("protocol/mst/Interop")),
  held("REPO-5", "An operation that is dropped, added or altered makes inversion fail.", "[sync] Operation inversion", inversion),
  held("REPO-6", "A diff carries every record that it writes, and no deleted value.", "[repository] CAR", inversion),
  watched(AcknowledgedOnce, network("actors/pds/Writes"), property("actors/pds/Concurrency"), property("properties/pds-crash-points"), network("live/Crash.slow")),
  watched(OneOfTwo, network("actors/pds/Writes"), property("actors/pds/Concurrency"))
]

export const cars = [
  held("CAR-1", "A CAR reads back as the blocks and root that were written, whatever their order and what else is in it.", "[repository] CAR", property("protocol/car/Car")),
  held("CAR-2", "A full export, imported into an empty store, has the same root and the same records.", "[repository] CAR", property("protocol/repo/Import"), network("actors/pds/Writes")),
  held("CAR-3", "A CAR that lacks a node, or has a wrong hash, a cut block or another root, stores nothing.", "[repository] CAR", table("protocol/car/Car"), table("protocol/repo/Import"), network("actors/pds/repo/Importing")),
  held("CAR-4", "An import makes nothing readable that is another account's or was deleted.", "[repository] Security", table("protocol/repo/Import"), network("actors/pds/repo/Importing"))
]
