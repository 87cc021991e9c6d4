/** Our trees against @atproto/repo's and @atcute/mst's: the same roots, the same bytes. */
import { MemoryBlockStore, NodeStore, NodeWrangler } from "@atcute/mst"
import { MemoryBlockstore, MST } from "@atproto/repo"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { CID } from "multiformats/cid"
import { describe, expect, it } from "vitest"
import type { Cid } from "../../../src/protocol/data/Cid.ts"
import { Mst } from "../../../src/protocol/mst/Mst.ts"
import { content, key, pool, sorted, value } from "./keys.ts"

const ok = Result.getOrThrow
const runs = { numRuns: 40, seed: 5 }
const built = (model: ReadonlyMap<string, Cid>): Mst => ok(Mst.build(sorted(model)))
const blocksOf = (tree: Mst) => new Map([...tree.nodeBlocks()].map(([cid, bytes]) => [cid.toString(), Buffer.from(bytes)]))

const edits = fc.array(fc.tuple(key, fc.option(value, { nil: null })), { maxLength: 25 })

/** Our tree after the edits, and the edits that change something. */
const edited = (start: ReadonlyMap<string, Cid>, all: ReadonlyArray<readonly [string, Cid | null]>) => {
  const model = new Map(start)
  const effective: Array<readonly ["add" | "update" | "delete", string, Cid]> = []
  for (const [key, cid] of all) {
    const before = model.get(key)
    if (cid === null) {
      if (before === undefined) continue
      model.delete(key)
      effective.push(["delete", key, before])
    } else {
      model.set(key, cid)
      effective.push([before === undefined ? "add" : "update", key, cid])
    }
  }
  return { model, effective }
}

const reference = async (entries: Iterable<readonly [string, Cid]>): Promise<MST> => {
  let tree = await MST.create(new MemoryBlockstore())
  for (const [key, cid] of entries) tree = await tree.add(key, CID.parse(cid.toString()) as never)
  return tree
}

describe("@atproto/repo", () => {
  it("has the same root, the same node blocks and the same covering proofs after the same edits", async () => {
    await fc.assert(
      fc.asyncProperty(content(25), edits, key, async (start, all, probe) => {
        const { effective, model } = edited(start, all)
        let theirs = await reference(start)
        for (const [action, key, cid] of effective) {
          theirs = action === "delete"
            ? await theirs.delete(key)
            : await theirs[action](key, CID.parse(cid.toString()) as never)
        }
        const ours = built(model)
        expect((await theirs.getPointer()).toString()).toBe(ours.cid.toString())
        const { blocks } = await theirs.getUnstoredBlocks()
        expect(new Map([...blocks.entries()].map(({ bytes, cid }) => [cid.toString(), Buffer.from(bytes)]))).toEqual(blocksOf(ours))
        const proof = await theirs.getCoveringProof(probe)
        expect(new Set(ok(ours.coveringProof(probe)).map(([cid]) => cid.toString()))).toEqual(
          new Set([...proof.entries()].map(({ cid }) => cid.toString()))
        )
      }),
      runs
    )
  })

  it("lists a range as we do", async () => {
    const model = new Map(pool.map((key) => [key, built(new Map()).cid] as const).filter((_, i) => i % 2 === 0))
    const theirs = await reference(model)
    const after = "app.bsky.feed.post/3k"
    expect((await theirs.list(undefined, after)).map(({ key }) => key)).toEqual(
      [...built(model).entries({ from: `${after}\0` })].map(([key]) => key)
    )
  })
})

describe("@atcute/mst", () => {
  it("has the same root and node bytes after the same edits", async () => {
    await fc.assert(
      fc.asyncProperty(content(25), edits, async (start, all) => {
        const { effective, model } = edited(start, all)
        const store = new MemoryBlockStore()
        const wrangler = new NodeWrangler(new NodeStore(store))
        let root: string | null = null
        const put = async (key: string, cid: Cid) => {
          root = await wrangler.putRecord(root, key, { $link: cid.toString() } as never)
        }
        for (const [key, cid] of start) await put(key, cid)
        for (const [action, key, cid] of effective) {
          if (action === "delete") root = await wrangler.deleteRecord(root!, key)
          else await put(key, cid)
        }
        const ours = built(model)
        if (root === null) return
        expect(root).toBe(ours.cid.toString())
        for (const [cid, bytes] of blocksOf(ours)) expect(Buffer.from((await store.get(cid))!)).toEqual(bytes)
      }),
      runs
    )
  })
})
