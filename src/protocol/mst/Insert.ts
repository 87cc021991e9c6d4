/**
 * Put a key into a tree. [repository]
 *
 * At the key's layer the subtree found in its gap is split in two; below the
 * tree's reach, intermediate nodes are made down to the key's layer; above the
 * root, the whole tree is split and each half lifted under the new root.
 */
import type { Cid } from "../data/Cid.ts"
import { depthOf } from "./Key.ts"
import { knownDepth } from "./KnownKey.ts"
import { childAt } from "./Load.ts"
import { type Child, gapOf, Node, type Work } from "./Node.ts"

/** The tree in which `key` maps to `value`; `root` itself if it did. Throws as `childAt`. */
export const put = (work: Work, root: Node, key: string, value: Cid): Node => {
  const depth = work.checked ? knownDepth(key) : depthOf(key)
  work.previous = undefined
  work.layer = depth
  if (depth > root.layer) {
    const [left, right] = split(work, root, key)
    work.touched++
    return new Node(depth, [key], [value], [lift(left, depth - 1), lift(right, depth - 1)])
  }
  return putBelow(work, root, key, depth, value)
}

const putBelow = (work: Work, node: Node, key: string, depth: number, value: Cid): Node => {
  work.touched++
  const { keys, values, children, layer } = node
  const gap = gapOf(keys, key)
  if (keys[gap] === key) {
    work.previous = values[gap]
    if (values[gap]!.equals(value)) return node
    work.replace(node)
    return new Node(layer, keys, values.with(gap, value), children.slice())
  }
  const child = childAt(work, node, gap)
  if (layer === depth) {
    const [left, right] = child === null ? NOTHING : split(work, child, key)
    work.replace(node)
    return new Node(
      layer,
      keys.toSpliced(gap, 0, key),
      values.toSpliced(gap, 0, value),
      children.toSpliced(gap, 1, left, right)
    )
  }
  const next = child === null
    ? lift(new Node(depth, [key], [value], [null, null]), layer - 1)
    : putBelow(work, child, key, depth, value)
  if (next === child) return node
  work.replace(node)
  return node.withChild(gap, next)
}

const NOTHING: readonly [null, null] = [null, null]

/**
 * The parts of `node` left and right of `key`, which is not in it; an empty
 * part is null, the other then `node` itself.
 */
const split = (work: Work, node: Node, key: string): readonly [Node | null, Node | null] => {
  work.touched++
  const { keys, values, children, layer } = node
  const gap = gapOf(keys, key)
  const child = childAt(work, node, gap)
  const [innerLeft, innerRight] = child === null ? NOTHING : split(work, child, key)
  if (gap === 0 && innerLeft === null && !node.isEmpty) return [null, node]
  if (gap === keys.length && innerRight === null && !node.isEmpty) return [node, null]
  work.replace(node)
  const part = (from: number, to: number, parts: Array<Child>): Node | null =>
    from === to && parts[0] === null ? null : new Node(layer, keys.slice(from, to), values.slice(from, to), parts)
  return [
    part(0, gap, [...children.slice(0, gap), innerLeft]),
    part(gap, keys.length, [innerRight, ...children.slice(gap + 1)])
  ]
}

/** `node` under as many intermediate nodes as bring it to `layer`. */
const lift = (node: Node | null, layer: number): Node | null => {
  if (node === null) return null
  let top = node
  while (top.layer < layer) top = new Node(top.layer + 1, [], [], [top])
  return top
}
