/** A walk over a range reads no node in which no key of the range could be. */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import type { Cid } from "../../../src/protocol/data/Cid.ts"
import { Mst } from "../../../src/protocol/mst/Mst.ts"
import { Node } from "../../../src/protocol/mst/Node.ts"
import { mined, values } from "./keys.ts"

const keys = [0, 1, 2, 3].flatMap((layer) => mined("app.bsky.feed.post/3k", layer, 12 >> layer)).sort()
const whole = Result.getOrThrow(Mst.build(keys.map((key) => [key, values[0]!])))
const store = BlockMap.of(whole.nodeBlocks())

interface Span {
  readonly above: string
  readonly below: string
}

/** Between which keys a node is; by its CID. */
const spans = new Map<string, Span>()
const visit = (node: Node, { above, below }: Span): void => {
  spans.set(node.cid!.key, { above, below })
  node.children.forEach((child, gap) => {
    if (child instanceof Node) visit(child, { above: node.keys[gap - 1] ?? above, below: node.keys[gap] ?? below })
  })
}
visit(whole.root, { above: "", below: "~" })

const read = (from: string | undefined, to: string | undefined, reverse: boolean) => {
  const loaded: Array<Span> = []
  const blocks = {
    get: (cid: Cid) => {
      loaded.push(spans.get(cid.key)!)
      return store.get(cid)
    }
  }
  const tree = Result.getOrThrow(Mst.load(whole.cid, blocks))
  const found = [...tree.entries({ from, to, reverse })].map(([key]) => key)
  return { found: reverse ? found.reverse() : found, loaded: loaded.slice(1) }
}

describe.each([[false, "up"], [true, "down"]])("a walk over a range", (reverse, way) => {
  it(`${way} gives its keys, and reads only nodes that could hold one`, () => {
    expect(whole.root.layer).toBe(3)
    for (const from of [undefined, ...keys]) {
      for (const to of [undefined, ...keys].filter((to) => from === undefined || to === undefined || from < to)) {
        const { found, loaded } = read(from, to, reverse)
        expect(found).toEqual(keys.filter((key) => (from === undefined || key >= from) && (to === undefined || key < to)))
        const needless = loaded.filter(({ above, below }) => (from !== undefined && below <= from) || (to !== undefined && above >= to))
        expect(needless, `${from} to ${to}`).toEqual([])
      }
    }
  })
})
