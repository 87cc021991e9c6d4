/**
 * What a few hashes prove about a whole stretch of a Merkle tree. [RFC 6962] §2.1
 *
 *     tree of 7           ┌───── · ─────┐
 *                     ┌── a ──┐     ┌── b ──┐        [0,5) = a, l4
 *                   0   1   2   3  l4  l5   l6       [5,7) = l5, l6
 *
 * 1. A stretch [from, to) is covered by the largest aligned subtrees that fit,
 *    in order; their levels follow from `from` and `to` alone.
 * 2. The nodes that cover [0, n) determine the root of the tree of size n.
 * 3. So the nodes of [0, m) and of [m, n) together give two roots, of the tree
 *    of size m and of its extension to n. If the second is the one that
 *    somebody signed, the first is the only root that tree can have had at
 *    size m: another hash there would be a collision of SHA-256. Unlike a
 *    consistency proof (RFC 6962 §2.1.2) it thereby shows what the root *was*,
 *    and with it the lie of whoever signed another one.
 * 4. With leaves in place of [m, n) it proves what all of those leaves are, and
 *    so what is not among them.
 */
import * as Result from "effect/Result"
import * as Merkle from "../tlog/Merkle.ts"

/** Levels of the subtrees that cover [from, to); a subtree of level l has 2^l leaves. */
export const levels = (from: number, to: number): ReadonlyArray<number> => {
  const out: Array<number> = []
  for (let at = from; at < to;) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level++
    out.push(level)
    at += 2 ** level
  }
  return out
}

/** The tree so far, as the nodes that cover it: log₂ n hashes for any n. */
export class CompactRange {
  size = 0
  private readonly nodes: Array<{ readonly level: number; readonly hash: Uint8Array }> = []

  /** The next aligned subtree: a leaf hash is of level 0. */
  append(hash: Uint8Array, level = 0): void {
    this.size += 2 ** level
    let node = { level, hash }
    for (let last = this.nodes.at(-1); last?.level === node.level; last = this.nodes.at(-1)) {
      this.nodes.pop()
      node = { level: node.level + 1, hash: Merkle.nodeHash(last.hash, node.hash) }
    }
    this.nodes.push(node)
  }

  /** The nodes that cover [0, size), left to right. */
  hashes(): ReadonlyArray<Uint8Array> {
    return this.nodes.map(({ hash }) => hash)
  }

  root(): Uint8Array {
    let root: Uint8Array | undefined
    for (const { hash } of this.nodes.toReversed()) root = root === undefined ? hash : Merkle.nodeHash(hash, root)
    return root ?? Merkle.emptyRoot
  }

  copy(): CompactRange {
    const copy = new CompactRange()
    copy.size = this.size
    copy.nodes.push(...this.nodes)
    return copy
  }

  /** The tree that these nodes cover; undefined if they are not as many as it takes. */
  static of(size: number, hashes: ReadonlyArray<Uint8Array>): CompactRange | undefined {
    return new CompactRange().extended(size, hashes)
  }

  /** This tree extended to `size` by the nodes that cover what is between. */
  extended(size: number, hashes: ReadonlyArray<Uint8Array>): CompactRange | undefined {
    const wanted = levels(this.size, size)
    if (wanted.length !== hashes.length || size < this.size) return undefined
    const copy = this.copy()
    wanted.forEach((level, i) => copy.append(hashes[i]!, level))
    return copy
  }
}

/** The nodes that cover [from, to), of a tree whose perfect subtrees are at hand. */
export const cover = (node: Merkle.NodeAt, from: number, to: number): ReadonlyArray<Uint8Array> => {
  let at = from
  return levels(from, to).map((level) => {
    const hash = node(level, at / 2 ** level)
    at += 2 ** level
    return hash
  })
}

/** Two trees, the smaller at the root of the larger: what the nodes of [0, from) and [from, to) amount to. */
export const roots = (
  from: number,
  to: number,
  prefix: ReadonlyArray<Uint8Array>,
  rest: ReadonlyArray<Uint8Array>
): Result.Result<{ readonly from: Uint8Array; readonly to: Uint8Array }, "wrong number of hashes"> => {
  const smaller = CompactRange.of(from, prefix)
  const larger = smaller?.extended(to, rest)
  return smaller === undefined || larger === undefined
    ? Result.fail("wrong number of hashes")
    : Result.succeed({ from: smaller.root(), to: larger.root() })
}
