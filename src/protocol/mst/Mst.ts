/**
 * The Merkle search tree: a persistent map from repo paths to record CIDs whose
 * root CID is a function of its entries alone. [repository] [MST-1]
 *
 * Every edit gives a new tree that shares all untouched nodes with the old one.
 * A tree may be partial: nodes are read from `blocks` when first needed, and
 * what needs an absent one fails with `MissingBlock`.
 *
 * `load` trusts its blocks (a repo's own store: no key is hashed again);
 * `loadPartial` is for blocks of others, and checks all that is at hand.
 */
import type * as Result from "effect/Result"
import type { Blocks } from "../car/BlockMap.ts"
import type { Cid } from "../data/Cid.ts"
import { build } from "./Build.ts"
import { diff, type TreeDiff } from "./Diff.ts"
import { put } from "./Insert.ts"
import { isKey } from "./Key.ts"
import { loadPartial, loadRoot } from "./Load.ts"
import { attempt, InvalidKey, type InvalidNode, type MissingBlock, type MstError } from "./MstError.ts"
import { emptyNode, NO_BLOCKS, type Node, Work } from "./Node.ts"
import { bytesOf, seal } from "./NodeEncoder.ts"
import { find } from "./Path.ts"
import { remove } from "./Remove.ts"
import { entries, nodes, type Range } from "./Walk.ts"

type R<A, E = MstError> = Result.Result<A, E>

export class Mst {
  readonly root: Node
  readonly blocks: Blocks

  constructor(root: Node, blocks: Blocks = NO_BLOCKS) {
    this.root = root
    this.blocks = blocks
  }

  static empty(): Mst {
    return new Mst(emptyNode())
  }

  /** From entries in key order, in linear time. */
  static build(sorted: Iterable<readonly [string, Cid]>): R<Mst> {
    return attempt(() => {
      const root = build(sorted)
      seal(root)
      return new Mst(root)
    })
  }

  static load(root: Cid, blocks: Blocks): R<Mst> {
    return attempt(() => new Mst(loadRoot(new Work(blocks), root), blocks))
  }

  static loadPartial(root: Cid, blocks: Blocks): R<Mst> {
    return attempt(() => new Mst(loadPartial(blocks, root)))
  }

  get cid(): Cid {
    return seal(this.root)
  }

  get(key: string): R<Cid | undefined> {
    return attempt(() => find(new Work(this.blocks), this.root, key))
  }

  /** `work` counts the nodes touched and lists those replaced. Fails on a limit when sealed. */
  put(key: string, value: Cid, work = new Work(this.blocks)): R<Mst> {
    return attempt(() => {
      if (!isKey(key)) throw new InvalidKey({ key, reason: "not a path" })
      const root = put(work, this.root, key, value)
      seal(root)
      return new Mst(root, this.blocks)
    })
  }

  /** The same tree if the key is not in it. */
  delete(key: string, work = new Work(this.blocks)): R<Mst> {
    return attempt(() => {
      const root = remove(work, this.root, key)
      seal(root)
      return new Mst(root, this.blocks)
    })
  }

  /** In key order, or reversed. Throws `MstError` where a node is missing or invalid. */
  entries(range?: Range): Generator<readonly [string, Cid], void> {
    return entries(new Work(this.blocks), this.root, range)
  }

  /** The node blocks, parents first. Throws like `entries`. */
  *nodeBlocks(): Generator<readonly [Cid, Uint8Array], void> {
    seal(this.root)
    for (const node of nodes(new Work(this.blocks), this.root)) yield [node.cid!, bytesOf(node)]
  }

  /** From this tree to `target`. */
  diff(target: Mst): R<TreeDiff, MissingBlock | InvalidNode> {
    return attempt(() => diff(new Work(this.blocks), this.root, new Work(target.blocks), target.root)) as R<
      TreeDiff,
      MissingBlock | InvalidNode
    >
  }

  /** The nodes that prove `key` present or absent. */
  proof(key: string): R<ReadonlyArray<readonly [Cid, Uint8Array]>> {
    return this.visited(key, false)
  }

  /** The nodes that suffice to invert an operation on `key`: its path, and those of both neighbours. [sync] */
  coveringProof(key: string): R<ReadonlyArray<readonly [Cid, Uint8Array]>> {
    return this.visited(key, true)
  }

  private visited(key: string, neighbours: boolean): R<ReadonlyArray<readonly [Cid, Uint8Array]>> {
    return attempt(() => {
      seal(this.root)
      const blocks: Array<readonly [Cid, Uint8Array]> = []
      const visit = (node: Node) => blocks.push([node.cid!, bytesOf(node)])
      find(new Work(this.blocks), this.root, key, visit, neighbours)
      return blocks
    })
  }
}
