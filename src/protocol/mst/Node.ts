/**
 * A node of the Merkle search tree. [repository]
 *
 * The model: n sorted keys of one depth (= `layer`), their record CIDs, and
 * n + 1 gaps, each with the subtree one layer lower or null. A subtree is a
 * loaded `Node`, or its CID while it is still in the block store.
 *
 * Invariants: nodes never change but for caches, so trees share them: `cid` is
 * set when the node is first encoded, and a loaded subtree replaces its CID in
 * `children`. A node without keys has exactly one subtree, except the node of
 * the empty tree.
 *
 * A node's bytes are kept only while they are among the last encoded (see
 * `NodeEncoder.ts`): an idle tree costs its keys and CIDs. A node that differs
 * from one with bytes by the CID of one subtree is encoded by patching those.
 */
import type { Blocks } from "../car/BlockMap.ts"
import type { Cid } from "../data/Cid.ts"

export type Child = Node | Cid | null

/** Bytes, or the number under which `NodeEncoder.ts` keeps them for a while. */
export type Encoded = Uint8Array | number

export class Node {
  readonly layer: number
  readonly keys: ReadonlyArray<string>
  readonly values: ReadonlyArray<Cid>
  readonly children: Array<Child>
  /** Undefined until encoded: then the node is new since the last seal. */
  cid: Cid | undefined
  /** Of this node if it has a CID; else of the node that it differs from in gap `patched` alone. */
  encoded: Encoded | undefined = undefined
  patched = -1

  constructor(
    layer: number,
    keys: ReadonlyArray<string>,
    values: ReadonlyArray<Cid>,
    children: Array<Child>,
    cid?: Cid
  ) {
    this.layer = layer
    this.keys = keys
    this.values = values
    this.children = children
    this.cid = cid
  }

  get isEmpty(): boolean {
    return this.keys.length === 0 && this.children[0] === null
  }

  /** The same keys with another subtree in gap `i`. */
  withChild(i: number, child: Child): Node {
    const children = this.children.slice()
    children[i] = child
    const node = new Node(this.layer, this.keys, this.values, children)
    if (child !== null && this.children[i] !== null && (this.cid !== undefined || this.patched === i)) {
      node.encoded = this.encoded
      node.patched = i
    }
    return node
  }
}

export const emptyNode = (): Node => new Node(0, [], [], [null])

/** What one operation may read, and what it cost. */
export class Work {
  readonly blocks: Blocks
  /** The blocks are somebody else's: check in full what is loaded. */
  readonly checked: boolean
  /** Nodes read or made: the measure of MST-8. */
  touched = 0
  /** Sealed nodes that stand no longer in the tree that results. */
  readonly replaced: Array<Node> = []
  /** The value that the last `put` or `remove` found under its key, and the key's layer. */
  previous: Cid | undefined = undefined
  layer = 0

  constructor(blocks: Blocks, checked = false) {
    this.blocks = blocks
    this.checked = checked
  }

  /** Records that a copy, or nothing, takes the place of `node`. */
  replace(node: Node): void {
    if (node.cid !== undefined) this.replaced.push(node)
  }
}

export const NO_BLOCKS: Blocks = { get: () => undefined }

/** The index of the first key ≥ `key`. */
export const gapOf = (keys: ReadonlyArray<string>, key: string): number => {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}
