/** MST-5 and limits: what is not exactly a node is refused, by name and place. */
import * as dagCbor from "@ipld/dag-cbor"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { CID } from "multiformats/cid"
import { describe, expect, it } from "vitest"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { isKey, MAX_KEY_BYTES, MAX_LAYER } from "../../../src/protocol/mst/Key.ts"
import { Mst } from "../../../src/protocol/mst/Mst.ts"
import { attempt, MissingBlock } from "../../../src/protocol/mst/MstError.ts"
import { decodeNode } from "../../../src/protocol/mst/NodeDecoder.ts"
import { MAX_ENTRIES } from "../../../src/protocol/mst/NodeEncoder.ts"
import { content, mined, sorted, values } from "./keys.ts"
import * as naive from "./naive.ts"

const value = CID.parse(values[0]!.toString())
const raw = CID.createV1(0x55, value.multihash)
const child = CID.parse(values[1]!.toString())

const decode = (bytes: Uint8Array, layer?: number) => attempt(() => decodeNode(bytes, Cid.ofCbor(bytes), layer, false))
const reason = (node: unknown, layer?: number): string => {
  const result = decode(node instanceof Uint8Array ? node : dagCbor.encode(node), layer)
  return Result.isSuccess(result) ? "accepted" : result.failure.message.replace(/^node \w+: /, "").replace(/ at byte \d+$/, "")
}

const [a, b] = mined("com.example.a/", 1, 2) as [string, string]
const [low] = mined("com.example.b/", 0, 1) as [string]
const prefix = (left: string, right: string) => [...left].findIndex((char, i) => char !== right[i])
const entry = (key: string, previous = "", rest: object = {}) => {
  const p = previous === "" ? 0 : prefix(previous, key)
  return { p, k: Buffer.from(key.slice(p)), v: value, t: null, ...rest }
}
const node = (...e: ReadonlyArray<unknown>) => ({ l: null, e })

describe("MST-5: a node's bytes", () => {
  it("are accepted if they are those of the definition", () => {
    expect(reason(node(entry(a), entry(b, a)))).toBe("accepted")
    expect(reason({ l: child, e: [entry(a, "", { t: child })] })).toBe("accepted")
    expect(reason(node())).toBe("accepted")
    expect(reason({ l: child, e: [] }, 3)).toBe("accepted")
  })

  it.each([
    ["a shorter prefix than there is", node(entry(a), { ...entry(b), p: 3, k: Buffer.from(b.slice(3)) }), "prefix not maximal"],
    ["a prefix beyond the key before", node(entry(a), { ...entry(b), p: 99 }), "prefix longer than the previous key"],
    ["a prefix on the first entry", node({ ...entry(a), p: 1 }), "prefix longer than the previous key"],
    ["falling keys", node(entry(b), entry(a, b)), "key not above the previous"],
    ["a repeated key", node(entry(a), { ...entry(a), p: a.length, k: Buffer.alloc(0) }), "key not above the previous"],
    ["a key of another layer", node(entry(a), entry(low, a)), "key of another layer than 1"],
    ["a key without a slash", node({ ...entry(a), k: Buffer.from("com.example") }), "key without both halves"],
    ["a key that ends in its slash", node({ ...entry(a), k: Buffer.from("com.example/") }), "key without both halves"],
    ["a key of two slashes", node({ ...entry(a), k: Buffer.from("a/b/c") }), "slash out of place"],
    ["a byte that no key has", node({ ...entry(a), k: Buffer.from("com.example.a/é") }), "byte not allowed in a key"],
    ["a key too long", node({ ...entry(a), k: Buffer.from(`a/${"b".repeat(MAX_KEY_BYTES)}`) }), "key too long"],
    ["a missing field", node({ p: 0, k: Buffer.from(a), v: value }), "not the shape of a node"],
    ["an extra field", node({ ...entry(a), x: null }), "not the shape of a node"],
    ["an extra field in the node", { l: null, e: [entry(a)], x: null }, "not the shape of a node"],
    ["no l", { e: [entry(a)] }, "not the shape of a node"],
    ["a negative prefix", node({ ...entry(a), p: -1 }), "not the shape of a node"],
    ["a subtree that is a raw block", { l: raw, e: [entry(a)] }, "subtree link is not dag-cbor"],
    ["a null value", node({ ...entry(a), v: null }), "not a blessed link"],
    ["a text key", node({ ...entry(a), k: a }), "not the shape of a node"],
    ["a root that only points down", { l: child, e: [] }, "root without an entry"],
    ["a subtree under layer 0", { l: child, e: [entry(low)] }, "subtree under layer 0"]
  ])("are refused with %s", (_, input, expected) => {
    expect(reason(input)).toBe(expected)
  })

  it("are refused as an empty node below the root, on a wrong layer, and with long heads or bytes behind", () => {
    expect(reason(node(), 2)).toBe("node without entry and subtree")
    expect(reason({ l: child, e: [] }, 0)).toBe("subtree under layer 0")
    expect(reason(node(entry(a)), 2)).toBe("key of another layer than 2")
    const bytes = Buffer.from(dagCbor.encode(node(entry(a))))
    expect(reason(Buffer.concat([bytes, Buffer.of(0)]))).toBe("bytes after the end")
    expect(reason(Buffer.concat([bytes.subarray(0, 3), Buffer.of(0x98, 1), bytes.subarray(4)]))).toBe("head not in its shortest form")
  })

  it("with any byte changed or cut off are refused, or are another node's canonical bytes", () => {
    fc.assert(
      fc.property(content(12), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (model, which, at, mask) => {
        const blocks = [...Result.getOrThrow(Mst.build(sorted(model))).nodeBlocks()]
        const [, bytes] = blocks[which % blocks.length]!
        const changed = bytes.slice()
        changed[at % changed.length]! ^= mask
        const result = decode(changed)
        if (Result.isSuccess(result)) {
          const { l } = dagCbor.decode<{ l: unknown }>(changed)
          expect(Buffer.from(dagCbor.encode({ ...dagCbor.decode<object>(changed), l }))).toEqual(Buffer.from(changed))
        }
        expect(Result.isFailure(decode(bytes.slice(0, at % bytes.length)))).toBe(true)
      }),
      { numRuns: 500, seed: 13 }
    )
  })
})

describe("limits against mined keys", () => {
  it(`a node of ${MAX_ENTRIES + 1} entries is neither written nor read`, () => {
    const keys = mined("com.example.mined/", 0, MAX_ENTRIES + 1).sort()
    const entries = keys.map((key) => [key, values[0]!] as const)
    const failure = Result.match(Mst.build(entries), { onFailure: (error) => error._tag, onSuccess: () => "built" })
    expect(failure).toBe("TreeLimit")
    expect(Result.isSuccess(Mst.build(entries.slice(1)))).toBe(true)
    const { nodes, root } = naive.build(new Map(keys.map((key) => [key, values[0]!.toString()])))
    expect(reason(nodes.get(root)!)).toBe(`${MAX_ENTRIES + 1} entries`)
  })

  it(`a node above layer ${MAX_LAYER} is refused`, () => {
    const bytes = dagCbor.encode({ e: [], l: CID.decode(values[0]!.bytes) })
    expect([MAX_LAYER, MAX_LAYER + 1].map((layer) => Result.isSuccess(decode(bytes, layer)))).toEqual([true, false])
  })

  it("a node that claims entries it does not have is refused at once", () => {
    expect(reason(Buffer.of(0xa2, 0x61, 0x65, 0x99, 0x02, 0x00))).toBe("not the shape of a node")
  })

  it("a tree that links one subtree from two gaps is refused, however deep the links multiply", () => {
    const model = new Map([[mined("com.example.c/", 0, 1)[0]!, values[0]!.toString()]])
    const leaf = naive.build(model)
    const blocks = new Map(leaf.nodes)
    let below = CID.parse(leaf.root)
    for (let layer = 1; layer <= 6; layer++) {
      const key = mined("com.example.d/", layer, 1)[0]!
      const bytes = dagCbor.encode({ l: below, e: [{ ...entry(key), t: below }] })
      below = naive.cidOf(bytes)
      blocks.set(below.toString(), bytes)
    }
    const map = BlockMap.of([...blocks].map(([cid, bytes]) => [Result.getOrThrow(Cid.parse(cid)), bytes] as const))
    const result = Mst.loadPartial(Result.getOrThrow(Cid.parse(below.toString())), map)
    expect(Result.isFailure(result) && result.failure._tag).toBe("InvalidNode")
  })
})

describe("keys", () => {
  it("are two non-empty halves of the allowed characters, at most 1024 bytes", () => {
    for (const key of ["a/b", "a.b-c_d~e:f/A:0", `a/${"b".repeat(1022)}`]) expect([key, isKey(key)]).toEqual([key, true])
    for (const key of ["", "a", "/a", "a/", "a//b", "a/b/c", "a/b c", "a/é", "a/b\0", `a/${"b".repeat(1023)}`, "a/b%", "a/ſ"]) {
      expect([key, isKey(key)]).toEqual([key, false])
      expect(Result.isFailure(Mst.empty().put(key, values[0]!))).toBe(true)
      expect(Result.isFailure(Mst.build([[key, values[0]!]]))).toBe(true)
    }
  })

  it("must come in order to be built from", () => {
    expect(Result.isFailure(Mst.build([["b/b", values[0]!], ["a/a", values[0]!]]))).toBe(true)
    expect(Result.isFailure(Mst.build([["a/a", values[0]!], ["a/a", values[0]!]]))).toBe(true)
  })
})

describe("partial trees", () => {
  it("say which block they lack, and work wherever they are not partial", () => {
    const model = new Map([...mined("com.example.p/", 0, 20), ...mined("com.example.p/", 2, 3)].map((key) => [key, values[0]!]))
    const tree = Result.getOrThrow(Mst.build(sorted(model)))
    const [root, ...rest] = [...tree.nodeBlocks()]
    for (const [cid] of rest) {
      const partial = Result.getOrThrow(Mst.loadPartial(tree.cid, BlockMap.of([root!, ...rest.filter(([other]) => !other.equals(cid))])))
      let missed = 0
      for (const [key, value] of model) {
        const found = partial.get(key)
        if (Result.isSuccess(found)) expect(found.success!.equals(value)).toBe(true)
        else {
          expect((found.failure as MissingBlock).cid).toBeInstanceOf(Cid)
          missed++
        }
      }
      expect(missed).toBeGreaterThan(0)
    }
    const nothing = Mst.load(tree.cid, new BlockMap())
    expect(Result.isFailure(nothing) && nothing.failure._tag).toBe("MissingBlock")
  })
})
