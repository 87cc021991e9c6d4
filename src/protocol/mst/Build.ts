/**
 * A tree from its sorted entries, in one pass. [repository]
 *
 * Each layer has one open node. A key of depth d closes the open nodes below
 * layer d, each becoming the last subtree of the one above.
 */
import type { Cid } from "../data/Cid.ts"
import { depthOf, isKey, MAX_LAYER } from "./Key.ts"
import { InvalidKey } from "./MstError.ts"
import { type Child, emptyNode, Node } from "./Node.ts"

interface Open {
  keys: Array<string>
  values: Array<Cid>
  children: Array<Child>
}

/** Linear. Throws `InvalidKey` at a key that is none, repeated, or out of order. */
export const build = (entries: Iterable<readonly [string, Cid]>): Node => {
  const open: Array<Open> = []
  let previous = ""
  for (const [key, value] of entries) {
    if (!isKey(key)) throw new InvalidKey({ key, reason: "not a path" })
    if (key <= previous) throw new InvalidKey({ key, reason: "not above the key before" })
    previous = key
    const depth = depthOf(key)
    if (depth > MAX_LAYER) throw new InvalidKey({ key, reason: `of depth ${depth}` })
    while (open.length <= depth) open.push({ keys: [], values: [], children: [] })
    const child = close(open, depth)
    const top = open[depth]!
    top.keys.push(key)
    top.values.push(value)
    top.children.push(child)
  }
  if (open.length === 0) return emptyNode()
  return close(open, open.length) ?? emptyNode()
}

/** The subtree of all that is open below `layer`. */
const close = (open: Array<Open>, layer: number): Node | null => {
  let child: Node | null = null
  for (let i = 0; i < layer; i++) {
    const { keys, values, children } = open[i]!
    if (keys.length === 0 && child === null) continue
    children.push(child)
    child = new Node(i, keys, values, children)
    open[i] = { keys: [], values: [], children: [] }
  }
  return child
}
