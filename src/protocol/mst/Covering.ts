/**
 * What a commit must send of its tree: the new nodes, and with them the
 * covering proofs of its operations. [sync]
 *
 * The path to a written key is new all along, and an entry on layer 0 has no
 * subtrees at its sides. So only deleted keys, and written ones on higher
 * layers, need nodes beyond the new ones: those are `uncovered`.
 */
import type { Cid } from "../data/Cid.ts"
import type { Node, Work } from "./Node.ts"
import { bytesOf, seal } from "./NodeEncoder.ts"
import { find } from "./Path.ts"

export type Block = readonly [Cid, Uint8Array]

export interface Sealed {
  readonly cid: Cid
  /** The nodes that no seal had named yet, children first. */
  readonly fresh: ReadonlyArray<Block>
  /** These, then what else the covering proofs need. */
  readonly covering: ReadonlyArray<Block>
}

/** `withRoot`: the root is sent even if it is not new. Throws `TreeLimit` and as `childAt`. */
export const sealCovering = (work: Work, root: Node, uncovered: ReadonlyArray<string>, withRoot = false): Sealed => {
  const fresh: Array<Block> = []
  if (uncovered.length === 0 && !withRoot) {
    const cid = seal(root, (_, cid, bytes) => fresh.push([cid, bytes]))
    return { cid, fresh, covering: fresh }
  }
  const covered = new Set<Node>()
  const cid = seal(root, (node, cid, bytes) => {
    covered.add(node)
    fresh.push([cid, bytes])
  })
  const covering = fresh.slice()
  const cover = (node: Node) => {
    if (covered.has(node)) return
    covered.add(node)
    covering.push([node.cid!, bytesOf(node)])
  }
  if (withRoot) cover(root)
  for (const path of uncovered) find(work, root, path, cover, true)
  return { cid, fresh, covering }
}
