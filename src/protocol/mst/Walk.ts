/**
 * Entries in key order, over a half-open range [from, to), either way. [repository]
 *
 * Subtrees outside the range are not loaded. The generators throw as `childAt`
 * when they reach a node that is not at hand.
 */
import type { Cid } from "../data/Cid.ts"
import { childAt } from "./Load.ts"
import { gapOf, type Node, type Work } from "./Node.ts"

export interface Range {
  /** The least key; absent: from the start. */
  readonly from?: string | undefined
  /** The first key no longer in the range; absent: to the end. */
  readonly to?: string | undefined
  readonly reverse?: boolean | undefined
}

/** The keys that start with `prefix`, which is not empty. */
export const rangeOfPrefix = (prefix: string): { readonly from: string; readonly to: string } => {
  const last = prefix.length - 1
  return { from: prefix, to: prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1) }
}

/** The least key above `key`. */
export const above = (key: string): string => `${key}\0`

export const entries = (work: Work, root: Node, range: Range = {}): Generator<readonly [string, Cid], void> =>
  range.reverse === true ? descending(work, root, range) : ascending(work, root, range)

/** `gap`: the entry that comes next is keys[gap] going up, keys[gap - 1] going down. */
interface Frame {
  readonly node: Node
  gap: number
}

function* ascending(work: Work, root: Node, { from = "", to }: Range): Generator<readonly [string, Cid], void> {
  const stack: Array<Frame> = []
  let node: Node | null = root
  while (node !== null) {
    const gap = gapOf(node.keys, from)
    stack.push({ node, gap })
    node = node.keys[gap] === from ? null : childAt(work, node, gap)
  }
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const key = top.node.keys[top.gap]
    if (key === undefined) {
      stack.pop()
      continue
    }
    if (to !== undefined && key >= to) return
    yield [key, top.node.values[top.gap]!]
    top.gap++
    for (node = childAt(work, top.node, top.gap); node !== null; node = childAt(work, node, 0)) {
      stack.push({ node, gap: 0 })
    }
  }
}

function* descending(work: Work, root: Node, { from = "", to }: Range): Generator<readonly [string, Cid], void> {
  const stack: Array<Frame> = []
  let node: Node | null = root
  while (node !== null) {
    const gap: number = to === undefined ? node.keys.length : gapOf(node.keys, to)
    stack.push({ node, gap })
    node = childAt(work, node, gap)
  }
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (top.gap === 0) {
      stack.pop()
      continue
    }
    top.gap--
    const key = top.node.keys[top.gap]!
    if (key < from) return
    yield [key, top.node.values[top.gap]!]
    if (key === from) return
    for (node = childAt(work, top.node, top.gap); node !== null; node = childAt(work, node, node.keys.length)) {
      stack.push({ node, gap: node.keys.length })
    }
  }
}

/** All nodes at hand or loadable, parents first, each followed by its subtrees in order. */
export function* nodes(work: Work, root: Node): Generator<Node, void> {
  yield root
  for (let gap = 0; gap < root.children.length; gap++) {
    const child = childAt(work, root, gap)
    if (child !== null) yield* nodes(work, child)
  }
}
