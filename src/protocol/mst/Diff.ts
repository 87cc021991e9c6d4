/**
 * What changed between two trees, skipping the subtrees that they share. [repository]
 *
 * Two cursors walk both trees in key order. Two subtrees of the same CID are
 * stepped over; of two different ones the higher is entered, and a subtree is
 * entered before an entry on the other side. Work is proportional to the nodes
 * that differ, times the depth at most.
 */
import type { Cid } from "../data/Cid.ts"
import { childAt } from "./Load.ts"
import { Node, type Work } from "./Node.ts"
import { seal } from "./NodeEncoder.ts"

/** `prev` null: created; `cid` null: deleted. */
export interface Change {
  readonly key: string
  readonly prev: Cid | null
  readonly cid: Cid | null
}

export interface TreeDiff {
  /** In key order. */
  readonly changes: ReadonlyArray<Change>
  /** Nodes of the new tree that the old one lacks, parents before their subtrees. */
  readonly added: ReadonlyArray<Node>
  /** Nodes of the old tree that the new one lacks. */
  readonly removed: ReadonlyArray<Node>
}

/** `oldWork` and `newWork` load nodes of the one and of the other. Throws as `childAt`. */
export const diff = (oldWork: Work, oldRoot: Node, newWork: Work, newRoot: Node): TreeDiff => {
  const changes: Array<Change> = []
  if (seal(oldRoot).equals(seal(newRoot))) return { changes, added: [], removed: [] }
  const left = new Cursor(oldWork, oldRoot)
  const right = new Cursor(newWork, newRoot)
  for (;;) {
    const leftLayer = left.subtreeLayer()
    const rightLayer = right.subtreeLayer()
    if (leftLayer >= 0 && leftLayer === rightLayer && left.subtreeCid().equals(right.subtreeCid())) {
      left.step()
      right.step()
    } else if (leftLayer >= 0 || rightLayer >= 0) {
      if (leftLayer >= rightLayer) left.enter()
      if (rightLayer >= leftLayer) right.enter()
    } else {
      const oldKey = left.key()
      const newKey = right.key()
      if (oldKey === undefined && newKey === undefined) break
      if (oldKey === newKey) {
        const prev = left.value()
        const cid = right.value()
        if (!prev.equals(cid)) changes.push({ key: newKey!, prev, cid })
        left.step()
        right.step()
      } else if (newKey === undefined || (oldKey !== undefined && oldKey < newKey)) {
        changes.push({ key: oldKey!, prev: left.value(), cid: null })
        left.step()
      } else {
        changes.push({ key: newKey, prev: null, cid: right.value() })
        right.step()
      }
    }
  }
  const before = new Set(left.entered.map((node) => node.cid!.key))
  const after = new Set(right.entered.map((node) => node.cid!.key))
  return {
    changes,
    added: right.entered.filter((node) => !before.has(node.cid!.key)),
    removed: left.entered.filter((node) => !after.has(node.cid!.key))
  }
}

/** Stands at a subtree, at an entry, or at the end. */
class Cursor {
  readonly work: Work
  readonly entered: Array<Node> = []
  /** `at` counts slots: even ones are gaps, odd ones entries. */
  readonly stack: Array<{ readonly node: Node; at: number }> = []

  constructor(work: Work, root: Node) {
    this.work = work
    this.push(root)
  }

  private push(node: Node): void {
    this.work.touched++
    this.entered.push(node)
    this.stack.push({ node, at: 0 })
    this.settle()
  }

  step(): void {
    this.stack.at(-1)!.at++
    this.settle()
  }

  enter(): void {
    const top = this.stack.at(-1)!
    const child = childAt(this.work, top.node, top.at >> 1)!
    top.at++
    this.push(child)
  }

  /** Skips empty gaps and leaves finished nodes. */
  private settle(): void {
    for (let top = this.stack.at(-1); top !== undefined; top = this.stack.at(-1)) {
      if (top.at > 2 * top.node.keys.length) this.stack.pop()
      else if ((top.at & 1) === 0 && top.node.children[top.at >> 1] === null) top.at++
      else return
    }
  }

  /** The layer of the subtree that it stands at, or −1. */
  subtreeLayer(): number {
    const top = this.stack.at(-1)
    return top !== undefined && (top.at & 1) === 0 ? top.node.layer - 1 : -1
  }

  subtreeCid(): Cid {
    const top = this.stack.at(-1)!
    const child = top.node.children[top.at >> 1]!
    return child instanceof Node ? child.cid! : child
  }

  key(): string | undefined {
    const top = this.stack.at(-1)
    return top === undefined ? undefined : top.node.keys[top.at >> 1]
  }

  value(): Cid {
    const top = this.stack.at(-1)!
    return top.node.values[top.at >> 1]!
  }
}
