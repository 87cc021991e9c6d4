/**
 * Take a key out of a tree. [repository]
 *
 * The subtrees on both sides of the entry are merged along their facing edges;
 * a node left without entries and subtrees vanishes; the root sinks while it
 * has no entry and only a subtree.
 */
import { depthOf } from "./Key.ts"
import { childAt } from "./Load.ts"
import { emptyNode, gapOf, Node, type Work } from "./Node.ts"

/** The tree without `key`; `root` itself if it is not there. Throws as `childAt`. */
export const remove = (work: Work, root: Node, key: string): Node => {
  const depth = depthOf(key)
  work.previous = undefined
  if (depth > root.layer) return root
  let top = removeBelow(work, root, key, depth)
  if (top === root) return root
  while (top !== null && top.keys.length === 0) {
    const below = childAt(work, top, 0)
    work.touched++
    work.replace(top)
    top = below
  }
  return top ?? emptyNode()
}

const removeBelow = (work: Work, node: Node, key: string, depth: number): Node | null => {
  work.touched++
  const { keys, values, children, layer } = node
  const gap = gapOf(keys, key)
  if (layer === depth) {
    if (keys[gap] !== key) return node
    work.previous = values[gap]
    const merged = merge(work, childAt(work, node, gap), childAt(work, node, gap + 1))
    work.replace(node)
    if (keys.length === 1 && merged === null) return null
    const newChildren = children.toSpliced(gap, 2, merged)
    return new Node(layer, keys.toSpliced(gap, 1), values.toSpliced(gap, 1), newChildren)
  }
  const child = childAt(work, node, gap)
  if (child === null) return node
  const next = removeBelow(work, child, key, depth)
  if (next === child) return node
  work.replace(node)
  if (next === null && keys.length === 0) return null
  return node.withChild(gap, next)
}

/** One node of two neighbours on the same layer. */
const merge = (work: Work, left: Node | null, right: Node | null): Node | null => {
  if (left === null) return right
  if (right === null) return left
  work.touched += 2
  work.replace(left)
  work.replace(right)
  const last = left.children.length - 1
  const inner = merge(work, childAt(work, left, last), childAt(work, right, 0))
  return new Node(
    left.layer,
    [...left.keys, ...right.keys],
    [...left.values, ...right.values],
    [...left.children.slice(0, last), inner, ...right.children.slice(1)]
  )
}
