/**
 * Where a key is, and which nodes prove it. [repository] [sync]
 *
 * The path proof of a key, present or absent: the nodes from the root to the
 * entry, or to the gap where it would be. The covering proof adds the paths to
 * the neighbour keys left and right. If the key is absent, or the gap at its
 * side is empty, that neighbour's entry stands on the path already; else the
 * neighbour is the last key of the subtree left of it (or the first key of
 * the one right of it), at the end of that subtree's edge.
 */
import type { Cid } from "../data/Cid.ts"
import { childAt } from "./Load.ts"
import { gapOf, type Node, type Work } from "./Node.ts"

export type Visit = (node: Node) => void

/** The value of `key`. Throws as `childAt`. */
export const find = (work: Work, root: Node, key: string, visit?: Visit, neighbours = false): Cid | undefined => {
  let node: Node | null = root
  while (node !== null) {
    work.touched++
    visit?.(node)
    const gap = gapOf(node.keys, key)
    if (node.keys[gap] === key) {
      if (neighbours && visit !== undefined) {
        edge(work, childAt(work, node, gap), true, visit)
        edge(work, childAt(work, node, gap + 1), false, visit)
      }
      return node.values[gap]
    }
    node = childAt(work, node, gap)
  }
  return undefined
}

/** Visits the nodes down the right (or left) edge of a subtree. */
const edge = (work: Work, subtree: Node | null, right: boolean, visit: Visit): void => {
  let node = subtree
  while (node !== null) {
    work.touched++
    visit(node)
    node = childAt(work, node, right ? node.keys.length : 0)
  }
}
