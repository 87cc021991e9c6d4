import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Merkle from "../../../src/protocol/tlog/Merkle.ts"
import * as Naive from "./NaiveTree.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const entry = (i: number): Uint8Array => Buffer.from(`entry ${i}`)

/** A tree grown leaf by leaf, with the store of its nodes. */
const grow = (entries: ReadonlyArray<Uint8Array>) => {
  const store = new Map<string, Uint8Array>()
  let tree = Merkle.Compact.empty
  const roots = [tree.root]
  for (const each of entries) {
    const grown = tree.append(Merkle.leafHash(each))
    for (const { hash, index, level } of grown.nodes) store.set(`${level}/${index}`, hash)
    tree = grown.tree
    roots.push(tree.root)
  }
  const node: Merkle.NodeAt = (level, index) => {
    const hash = store.get(`${level}/${index}`)
    if (hash === undefined) throw new Error(`no node ${level}/${index}`)
    return hash
  }
  return { tree, node, roots }
}

const largest = 70
const all = Array.from({ length: largest }, (_, i) => entry(i))
const { node, roots, tree } = grow(all)

const flipped = (bytes: Uint8Array, at: number, mask: number): Uint8Array => {
  const copy = bytes.slice()
  copy[at % copy.length]! ^= mask
  return copy
}

describe("a Merkle tree", () => {
  it("hashes nothing, a leaf and a pair as RFC 6962 says", () => {
    expect(hex(Merkle.emptyRoot)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    expect(hex(Merkle.leafHash(new Uint8Array(0)))).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    // The eight leaves that implementations of Certificate Transparency share as test data.
    const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    expect(hex(grow(leaves.map((leaf) => Buffer.from(leaf, "hex"))).tree.root))
      .toBe("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
  })

  it("has the naive root at every size", () => {
    for (let size = 0; size <= largest; size++) {
      expect(hex(roots[size]!)).toBe(hex(Naive.root(all.slice(0, size))))
      expect(hex(Merkle.rootAt(size, node))).toBe(hex(roots[size]!))
      expect(hex(Merkle.Compact.at(size, node).root)).toBe(hex(roots[size]!))
    }
  })

  it("grows on from what a store kept of it", () => {
    const resumed = Merkle.Compact.at(37, node).append(Merkle.leafHash(all[37]!))
    expect(hex(resumed.tree.root)).toBe(hex(roots[38]!))
    expect(tree.size).toBe(largest)
  })

  it("proves every leaf of every size, as the naive tree does, and no other", () => {
    for (let size = 1; size <= largest; size++) {
      for (let index = 0; index < size; index++) {
        const proof = Merkle.inclusionProof(index, size, node)
        expect(proof.map(hex)).toEqual(Naive.path(index, all.slice(0, size)).map(hex))
        const verify = (leaf: number, at: number, of: number) =>
          Merkle.verifyInclusion(Merkle.leafHash(all[leaf]!), at, of, proof, roots[of]!)
        expect(verify(index, index, size)).toBe(true)
        expect(verify((index + 1) % largest, index, size)).toBe(false)
        if (size > 1) expect(verify(index, (index + 1) % size, size)).toBe(false)
        if (size < largest) expect(verify(index, index, size + 1)).toBe(false)
      }
    }
  })

  it("proves every smaller tree a prefix of every larger one, as the naive tree does", () => {
    for (let to = 0; to <= largest; to++) {
      for (let from = 0; from <= to; from++) {
        const proof = Merkle.consistencyProof(from, to, node)
        expect(proof.map(hex)).toEqual(Naive.proof(from, all.slice(0, to)).map(hex))
        expect(Merkle.verifyConsistency(from, roots[from]!, to, roots[to]!, proof)).toBe(true)
        if (from > 0 && from < to) {
          expect(Merkle.verifyConsistency(from, roots[from - 1]!, to, roots[to]!, proof)).toBe(false)
          expect(Merkle.verifyConsistency(from, roots[from]!, to, roots[to - 1]!, proof)).toBe(false)
          expect(Merkle.verifyConsistency(from, roots[from]!, to, roots[to]!, [...proof, roots[1]!])).toBe(false)
          expect(Merkle.verifyConsistency(from, roots[from]!, to, roots[to]!, proof.slice(1))).toBe(false)
        }
      }
    }
  })

  it("finds any changed byte of an inclusion proof, its leaf or its root", () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: largest }), fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }),
      (size, pick, which, at, mask) => {
        const index = pick % size
        const proof = Merkle.inclusionProof(index, size, node)
        const parts = [Merkle.leafHash(all[index]!), roots[size]!, ...proof]
        const changed = parts.map((part, i) => i === which % parts.length ? flipped(part, at, mask) : part)
        expect(Merkle.verifyInclusion(changed[0]!, index, size, changed.slice(2), changed[1]!)).toBe(false)
      }
    ), { seed: 4, numRuns: 300 })
  })

  it("finds any changed byte of a consistency proof or its roots", () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: largest }), fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }),
      (to, pick, which, at, mask) => {
        const from = 1 + pick % to
        const parts = [roots[from]!, roots[to]!, ...Merkle.consistencyProof(from, to, node)]
        const changed = parts.map((part, i) => i === which % parts.length ? flipped(part, at, mask) : part)
        expect(Merkle.verifyConsistency(from, changed[0]!, to, changed[1]!, changed.slice(2))).toBe(false)
      }
    ), { seed: 4, numRuns: 300 })
  })

  it("takes no proof for two different leaves at one place", () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 40 }), fc.nat(), fc.uint8Array({ maxLength: 8 }),
      (entries, pick, other) => {
        const grown = grow(entries)
        const index = pick % entries.length
        const proof = Merkle.inclusionProof(index, entries.length, grown.node)
        expect(hex(grown.tree.root)).toBe(hex(Naive.root(entries)))
        expect(Merkle.verifyInclusion(Merkle.leafHash(other), index, entries.length, proof, grown.tree.root))
          .toBe(Buffer.compare(entries[index]!, other) === 0)
      }), { seed: 4, numRuns: 150 })
  })
})
