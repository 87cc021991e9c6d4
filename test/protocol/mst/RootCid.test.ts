import { describe, expect, it } from "vitest"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { build } from "../../../src/protocol/mst/Build.ts"
import { put } from "../../../src/protocol/mst/Insert.ts"
import { NO_BLOCKS, Work } from "../../../src/protocol/mst/Node.ts"
import { rootCid, seal } from "../../../src/protocol/mst/NodeEncoder.ts"
import { remove } from "../../../src/protocol/mst/Remove.ts"

const value = Cid.ofCbor(Uint8Array.of(0xa0))
const keys = (count: number) => Array.from({ length: count }, (_, i) => `app.bsky.feed.post/${String(i).padStart(6, "0")}`)
const tree = (count: number) => build(keys(count).map((key) => [key, value] as const))

describe("the root's CID alone", () => {
  it("is the one that a seal gives, of trees small, large and edited", () => {
    for (const count of [0, 1, 7, 300, 3000]) expect(rootCid(tree(count)).equals(seal(tree(count)))).toBe(true)
    const edited = (root = tree(300)) => {
      seal(root)
      const work = new Work(NO_BLOCKS)
      return remove(work, put(work, root, "app.bsky.feed.post/000100x", value), "app.bsky.feed.post/000200")
    }
    expect(rootCid(edited()).equals(seal(edited()))).toBe(true)
  })

  it("leaves the bytes alone that a seal gave out", () => {
    const given: Array<readonly [Cid, Uint8Array]> = []
    for (let count = 1; count < 60; count++) {
      seal(tree(count), (_, cid, bytes) => given.push([cid, bytes]))
      rootCid(tree(count + 200))
    }
    expect(given.filter(([cid, bytes]) => !cid.matches(bytes))).toEqual([])
  })
})
