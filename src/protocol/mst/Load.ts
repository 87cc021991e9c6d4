/**
 * From CIDs to nodes. [repository]
 *
 * `childAt` loads one subtree when it is first needed, and keeps it. For a
 * repo's own store, whose blocks were checked when they came in, key depths are
 * not checked again; for the blocks of others they are (`work.checked`).
 *
 * `loadPartial` loads and checks at once all nodes that `blocks` holds,
 * including that keys lie between those of all ancestors, and leaves links to
 * absent nodes as they are. An operation that needs one of those fails with
 * `MissingBlock`. Linear in the nodes at hand: a subtree that is linked twice
 * has keys out of bounds the second time.
 *
 * `loadAsked` loads and checks a whole tree whose blocks have to be waited for.
 *
 * `checkOrder` is that check of keys for a tree that `childAt` loaded.
 */
import type { Blocks } from "../car/BlockMap.ts"
import { Cid } from "../data/Cid.ts"
import { InvalidNode, MissingBlock } from "./MstError.ts"
import { Node, type Work } from "./Node.ts"
import { decodeNode } from "./NodeDecoder.ts"

/** Throws `MissingBlock`, `InvalidNode`. */
export const childAt = (work: Work, node: Node, gap: number): Node | null => {
  const child = node.children[gap]!
  if (child === null || child instanceof Node) return child
  const bytes = work.blocks.get(child)
  if (bytes === undefined) throw new MissingBlock({ cid: child })
  const loaded = decodeNode(bytes, child, node.layer - 1, !work.checked)
  checkBounds(loaded, node.keys[gap - 1], node.keys[gap])
  node.children[gap] = loaded
  return loaded
}

/** Throws `MissingBlock`, `InvalidNode`. */
export const loadRoot = (work: Work, cid: Cid): Node => {
  const bytes = work.blocks.get(cid)
  if (bytes === undefined) throw new MissingBlock({ cid })
  return decodeNode(bytes, cid, undefined, !work.checked)
}

/** `onNode` sees each node that was at hand, parents first. Throws `MissingBlock` for the root, `InvalidNode`. */
export const loadPartial = (blocks: Blocks, root: Cid, onNode?: (cid: Cid, bytes: Uint8Array) => void): Node => {
  const load = (cid: Cid, bytes: Uint8Array, layer: number | undefined, low?: string, high?: string): Node => {
    const node = decodeNode(bytes, cid, layer, false)
    checkBounds(node, low, high)
    onNode?.(cid, bytes)
    const { keys, children } = node
    for (let gap = 0; gap < children.length; gap++) {
      const child = children[gap]!
      if (child === null || child instanceof Node) continue
      const bytes = blocks.get(child)
      if (bytes === undefined) continue
      const left = gap === 0 ? low : keys[gap - 1]
      const right = gap === keys.length ? high : keys[gap]
      children[gap] = load(child, bytes, node.layer - 1, left, right)
    }
    return node
  }
  const bytes = blocks.get(root)
  if (bytes === undefined) throw new MissingBlock({ cid: root })
  return load(root, bytes, undefined)
}

/**
 * Asks for the nodes one after another, parents first, and takes each when it
 * is given; gives the root with all nodes loaded. In memory are nodes, not
 * blocks. Throws `MissingBlock` where undefined is given, `InvalidNode`.
 */
export function* loadAsked(root: Cid): Generator<Cid, Node, Uint8Array | undefined> {
  return yield* loadAskedBelow(root, undefined, undefined, undefined)
}

function* loadAskedBelow(cid: Cid, layer: number | undefined, low: string | undefined, high: string | undefined): Generator<Cid, Node, Uint8Array | undefined> {
  const bytes = yield cid
  if (bytes === undefined) throw new MissingBlock({ cid })
  const node = decodeNode(bytes, cid, layer, false)
  checkBounds(node, low, high)
  const { children, keys } = node
  for (let gap = 0; gap < children.length; gap++) {
    const child = children[gap]!
    if (child === null || child instanceof Node) continue
    const left = gap === 0 ? low : keys[gap - 1]
    const right = gap === keys.length ? high : keys[gap]
    children[gap] = yield* loadAskedBelow(child, node.layer - 1, left, right)
  }
  return node
}

/**
 * That the keys of the nodes at hand rise through the whole tree. `childAt`
 * compares with the parent alone, which tells nothing where the parent has no
 * key, or none on that side. Throws `InvalidNode`.
 */
export const checkOrder = (root: Node): void => {
  let last = ""
  const visit = (node: Node): void => {
    const { children, keys } = node
    for (let gap = 0; gap < children.length; gap++) {
      const child = children[gap]
      if (child instanceof Node) visit(child)
      const key = keys[gap]
      if (key === undefined) continue
      if (key <= last) throw new InvalidNode({ cid: node.cid!, reason: "keys do not rise through the tree", offset: 0 })
      last = key
    }
  }
  visit(root)
}

const checkBounds = (node: Node, low: string | undefined, high: string | undefined): void => {
  const { keys } = node
  if (keys.length === 0) return
  if ((low !== undefined && keys[0]! <= low) || (high !== undefined && keys[keys.length - 1]! >= high)) {
    throw new InvalidNode({ cid: node.cid!, reason: "keys out of the parent's bounds", offset: 0 })
  }
}
