import * as Result from "effect/Result"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { depthOf, sharedPrefix } from "../../../src/protocol/mst/Key.ts"
import { Mst } from "../../../src/protocol/mst/Mst.ts"
import { invert } from "../../../src/protocol/sync/VerifyCommit.ts"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import type { Node } from "../../../src/protocol/mst/Node.ts"
import { seal } from "../../../src/protocol/mst/NodeEncoder.ts"
import * as naive from "./naive.ts"

const folder = join(process.env["ORRERY_VECTORS"] ?? "../shared/vectors", "atproto-interop")
const read = (file: string) => readFileSync(join(folder, file), "utf8")
const json = <A>(file: string): ReadonlyArray<A> => JSON.parse(read(file)) as ReadonlyArray<A>

describe.skipIf(!existsSync(folder))("MST-6: the interop vectors (shared/vectors/atproto-interop)", () => {
  it("key_heights: every key has its depth", () => {
    for (const { height, key } of json<{ key: string; height: number }>("mst/key_heights.json")) {
      expect([key, depthOf(key)]).toEqual([key, height])
    }
  })

  it("common_prefix: every pair shares as many bytes", () => {
    for (const { left, len, right } of json<{ left: string; right: string; len: number }>("mst/common_prefix.json")) {
      const bytes = (text: string) => Buffer.from(text).toString("latin1")
      expect([left, right, sharedPrefix(bytes(left), bytes(right))]).toEqual([left, right, len])
    }
  })

  it("example_keys: the digit in each key is its depth, and the tree of all is the reference's", () => {
    const keys = read("mst/example_keys.txt").split("\n").filter((line) => line !== "")
    const value = Cid.ofCbor(Uint8Array.of(0xa0))
    let tree = Mst.empty()
    for (const key of keys) {
      expect([key, depthOf(key)]).toEqual([key, Number(key[1])])
      tree = Result.getOrThrow(tree.put(key, value))
    }
    expect([...tree.entries()].map(([key]) => key)).toEqual([...keys].sort())
    expect(tree.cid.toString()).toBe(naive.build(new Map(keys.map((key) => [key, value.toString()]))).root)
  })
})

interface Fixture {
  readonly comment: string
  readonly leafValue: string
  readonly keys: ReadonlyArray<string>
  readonly adds: ReadonlyArray<string>
  readonly dels: ReadonlyArray<string>
  readonly rootBeforeCommit: string
  readonly rootAfterCommit: string
  readonly blocksInProof: ReadonlyArray<string>
}

describe.skipIf(!existsSync(folder))("REPO-4: the interop commit-proof fixtures", () => {
  const fixtures = existsSync(folder) ? json<Fixture>("firehose/commit-proof-fixtures.json") : []

  it.each(fixtures)("$comment", (fixture) => {
    const leaf = Result.getOrThrow(Cid.parse(fixture.leafValue))
    let tree = Mst.empty()
    for (const key of fixture.keys) tree = Result.getOrThrow(tree.put(key, leaf))
    expect(tree.cid.toString()).toBe(fixture.rootBeforeCommit)
    for (const key of fixture.adds) tree = Result.getOrThrow(tree.put(key, leaf))
    for (const key of fixture.dels) tree = Result.getOrThrow(tree.delete(key))
    expect(tree.cid.toString()).toBe(fixture.rootAfterCommit)

    const proof = new BlockMap()
    for (const key of [...fixture.adds, ...fixture.dels]) {
      for (const [cid, bytes] of Result.getOrThrow(tree.coveringProof(key))) proof.set(cid, bytes)
    }
    expect([...proof.cids()].map(String).sort()).toEqual([...fixture.blocksInProof].sort())

    const partial = Result.getOrThrow(Mst.loadPartial(tree.cid, proof))
    const before = invert(partial.root, [
      ...fixture.adds.map((path) => ({ action: "create" as const, path: path as never, cid: leaf })),
      ...fixture.dels.map((path) => ({ action: "delete" as const, path: path as never, cid: null, prev: leaf }))
    ])
    expect(seal(before as Node).toString()).toBe(fixture.rootBeforeCommit)
  })
})
