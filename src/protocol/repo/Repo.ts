/**
 * One account's repository: a signed commit over a tree of records. [repository]
 *
 * A `Repo` is a value. A batch of writes gives a new one together with all that
 * a store and a `#commit` event need; the caller makes `newBlocks` durable in
 * the store behind `blocks` before it uses the new repo, and may then delete
 * `removed`. Nodes are read when first needed and stay in memory; records and
 * commits are always read from the store.
 *
 * The store is trusted: a block that it lacks is a defect (`MissingBlock` is
 * thrown). Out of scope: schemas, blobs, swap checks, who may write.
 */
import * as Result from "effect/Result"
import type { Blocks } from "../car/BlockMap.ts"
import * as Car from "../car/Car.ts"
import type { Cid } from "../data/Cid.ts"
import { diff } from "../mst/Diff.ts"
import { childAt, loadRoot } from "../mst/Load.ts"
import { MissingBlock } from "../mst/MstError.ts"
import { emptyNode, NO_BLOCKS, Node, Work } from "../mst/Node.ts"
import { bytesOf } from "../mst/NodeEncoder.ts"
import { find } from "../mst/Path.ts"
import { above, entries, type Range, rangeOfPrefix } from "../mst/Walk.ts"
import type { Did } from "../syntax/Did.ts"
import type { Nsid } from "../syntax/Nsid.ts"
import type { RepoPath } from "../syntax/RepoPath.ts"
import * as Commit from "./Commit.ts"
import { type Base, type Committed, commitWrites, type RepoHead, type Signing } from "./CommitWrites.ts"
import type { RepoError } from "./RepoError.ts"
import type { RepoWrite } from "./Writes.ts"

export type { RepoError } from "./RepoError.ts"
export { MAX_RECORD_BYTES, type RepoOp, type RepoWrite } from "./Writes.ts"
export { type Committed, MAX_COMMIT_BYTES, MAX_WRITES, type RepoHead, type Signing } from "./CommitWrites.ts"

/** A block of a tree: a node with its bytes, or a record where it stands, whose bytes are in the store. */
export type Piece =
  | { readonly cid: Cid; readonly bytes: Uint8Array; readonly path: undefined }
  | { readonly cid: Cid; readonly bytes: undefined; readonly path: RepoPath }

export interface CommitResult extends Committed {
  readonly repo: Repo
}

export class Repo {
  readonly head: RepoHead
  readonly blocks: Blocks
  #root: Node | undefined

  constructor(head: RepoHead, blocks: Blocks, root?: Node) {
    this.head = head
    this.blocks = blocks
    this.#root = root
  }

  /** A repository's first commit. */
  static create(
    did: Did,
    options: Signing & { readonly writes?: ReadonlyArray<RepoWrite>; readonly blocks?: Blocks }
  ): Result.Result<CommitResult, RepoError> {
    const { blocks = NO_BLOCKS, rev, sign, writes = [] } = options
    return commitTo({ did, root: emptyNode(), before: undefined, blocks }, writes, { rev, sign })
  }

  /** Reads nothing yet. */
  static load(head: RepoHead, blocks: Blocks): Repo {
    return new Repo(head, blocks)
  }

  /** Reads the head from the commit block. */
  static open(commit: Cid, blocks: Blocks): Result.Result<Repo, MissingBlock | Commit.InvalidCommit> {
    const bytes = blocks.get(commit)
    if (bytes === undefined) return Result.fail(new MissingBlock({ cid: commit }))
    return Result.map(Commit.decode(bytes), ({ did, rev, data }) => new Repo({ did, rev, commit, data }, blocks))
  }

  /** The tree's root node. */
  get root(): Node {
    return (this.#root ??= loadRoot(this.work(), this.head.data))
  }

  get(path: RepoPath): Cid | undefined {
    return find(this.work(), this.root, path)
  }

  /** In path order. A string is a prefix of the path. */
  entries(range: Range | string = {}): Iterable<readonly [RepoPath, Cid]> {
    const within = typeof range !== "string" ? range : range === "" ? {} : rangeOfPrefix(range)
    return entries(this.work(), this.root, within) as Iterable<readonly [RepoPath, Cid]>
  }

  /** A collection's records by record key; `cursor` is the record key after which to go on. */
  list(
    collection: Nsid,
    options: { readonly cursor?: string | undefined; readonly reverse?: boolean | undefined } = {}
  ): Iterable<readonly [RepoPath, Cid]> {
    const { cursor, reverse } = options
    const whole = rangeOfPrefix(`${collection}/`)
    if (cursor === undefined) return this.entries({ ...whole, reverse })
    const last = `${collection}/${cursor}`
    return this.entries(reverse === true ? { from: whole.from, to: last, reverse } : { from: above(last), to: whole.to })
  }

  /** In the order of their paths, so `a.b.c.d` before `a.b.c`. One descent for each. */
  *collections(): Iterable<Nsid> {
    let from = ""
    for (;;) {
      const next = entries(this.work(), this.root, { from }).next()
      if (next.done === true) return
      const [path] = next.value
      const collection = path.slice(0, path.indexOf("/"))
      yield collection as Nsid
      from = rangeOfPrefix(`${collection}/`).to
    }
  }

  /** All or nothing. No writes: a new commit over the same tree, as after a change of keys. */
  applyWrites(writes: ReadonlyArray<RepoWrite>, signing: Signing): Result.Result<CommitResult, RepoError> {
    return commitTo({ did: this.head.did, root: this.root, before: this.head, blocks: this.blocks }, writes, signing)
  }

  /** A CAR that proves what is at `path`, or that nothing is: see `Proof.ts`. */
  proof(path: RepoPath): Uint8Array {
    const blocks: Array<readonly [Cid, Uint8Array]> = [this.block(this.head.commit)]
    const cid = find(this.work(), this.root, path, (node) => blocks.push([node.cid!, bytesOf(node)]))
    if (cid !== undefined) blocks.push(this.block(cid))
    return Car.write([this.head.commit], blocks)
  }

  /**
   * The whole repository in streamable order: the commit, then each node
   * followed by its subtrees and records in slot order. A record that stands at
   * two paths comes twice.
   */
  *exportBlocks(): Iterable<readonly [Cid, Uint8Array]> {
    yield this.block(this.head.commit)
    for (const { bytes, cid } of this.layout()) yield bytes === undefined ? this.block(cid) : [cid, bytes]
  }

  /** What the tree consists of, in that order: nodes, and records by their places, which rise. */
  *layout(): Iterable<Piece> {
    yield* this.layoutOf(this.work(), this.root)
  }

  private *layoutOf(work: Work, node: Node): Iterable<Piece> {
    yield { cid: node.cid!, bytes: bytesOf(node), path: undefined }
    for (let gap = 0; gap < node.children.length; gap++) {
      if (gap > 0) yield { cid: node.values[gap - 1]!, bytes: undefined, path: node.keys[gap - 1] as RepoPath }
      const child = childAt(work, node, gap)
      if (child !== null) yield* this.layoutOf(work, child)
    }
  }

  /** What a reader who has `base` needs: the commit, new nodes, records at new or changed paths. */
  *exportSince(base: Repo): Iterable<readonly [Cid, Uint8Array]> {
    yield this.block(this.head.commit)
    const { added, changes } = diff(base.work(), base.root, this.work(), this.root)
    for (const node of added) yield [node.cid!, bytesOf(node)]
    for (const { cid } of changes) if (cid !== null) yield this.block(cid)
  }

  /**
   * For a reader who has this repository as it was before something happened at
   * these paths and nowhere else: the commit, every node that may be new (the
   * covering proofs of the paths), and the records that stand there now.
   */
  *exportAt(paths: Iterable<RepoPath>): Iterable<readonly [Cid, Uint8Array]> {
    yield this.block(this.head.commit)
    for (const { bytes, cid } of this.layoutAt(paths)) yield bytes === undefined ? this.block(cid) : [cid, bytes]
  }

  /** As `layout`, of what `exportAt` gives: the nodes first, then the records in the order of `paths`. */
  *layoutAt(paths: Iterable<RepoPath>): Iterable<Piece> {
    const nodes = new Set<Node>()
    const records = new Map<string, Piece>()
    const work = this.work()
    for (const path of paths) {
      const cid = find(work, this.root, path, (node) => nodes.add(node), true)
      if (cid !== undefined && !records.has(cid.key)) records.set(cid.key, { cid, bytes: undefined, path })
    }
    for (const node of nodes) yield { cid: node.cid!, bytes: bytesOf(node), path: undefined }
    yield* records.values()
  }

  /** Those of `cids` that some path holds. Walks the whole tree. */
  stillHeld(cids: Iterable<Cid>): Array<Cid> {
    const asked = new Map<string, Cid>()
    for (const cid of cids) asked.set(cid.key, cid)
    const held: Array<Cid> = []
    for (const [, { key }] of entries(this.work(), this.root)) {
      if (asked.size === 0) break
      const cid = asked.get(key)
      if (cid !== undefined) {
        held.push(cid)
        asked.delete(key)
      }
    }
    return held
  }

  private work(): Work {
    return new Work(this.blocks)
  }

  private block(cid: Cid): readonly [Cid, Uint8Array] {
    const bytes = this.blocks.get(cid)
    if (bytes === undefined) throw new MissingBlock({ cid })
    return [cid, bytes]
  }
}

const commitTo = (base: Base, writes: ReadonlyArray<RepoWrite>, signing: Signing) =>
  Result.map(
    commitWrites(base, writes, signing),
    (committed): CommitResult => ({ ...committed, repo: new Repo(committed.head, base.blocks, committed.root) })
  )
