/**
 * Take a key out of a tree. [repository]
 *
 * The subtrees on both sides of the entry are merged along their facing edges;
 * a node left without entries and subtrees vanishes; the root sinks while it
 * has no entry and only a subtree.
 */
import { depthOf } from "./Key.ts"
import { knownDepth } from "./KnownKey.ts"
import { childAt } from "./Load.ts"
import { type Child, emptyNode, gapOf, Node, type Work } from "./Node.ts"

/** The tree without `key`; `root` itself if it is not there. Throws as `childAt`. */
export const remove = (work: Work, root: Node, key: string): Node => {
  const depth = work.checked ? knownDepth(key) : depthOf(key)
  work.previous = undefined
  work.layer = depth
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
    const merged = merge(work, node, gap, node, gap + 1)
    work.replace(node)
    if (keys.length === 1 && merged === null) return null
    return new Node(layer, keys.toSpliced(gap, 1), values.toSpliced(gap, 1), children.toSpliced(gap, 2, merged))
  }
  const child = childAt(work, node, gap)
  if (child === null) return node
  const next = removeBelow(work, child, key, depth)
  if (next === child) return node
  work.replace(node)
  if (next === null && keys.length === 0) return null
  return node.withChild(gap, next)
}

/** One subtree of two neighbours, the one in a gap of `a`, the other in a gap of `b`. Loads neither if one is empty. */
const merge = (work: Work, a: Node, aGap: number, b: Node, bGap: number): Child => {
  if (a.children[aGap] === null) return b.children[bGap]!
  if (b.children[bGap] === null) return a.children[aGap]!
  const left = childAt(work, a, aGap)!
  const right = childAt(work, b, bGap)!
  work.touched += 2
  work.replace(left)
  work.replace(right)
  const last = left.children.length - 1
  const inner = merge(work, left, last, right, 0)
  return new Node(
    left.layer,
    [...left.keys, ...right.keys],
    [...left.values, ...right.values],
    [...left.children.slice(0, last), inner, ...right.children.slice(1)]
  )
}
