import { createHash } from "node:crypto"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { CompactRange, cover, levels, roots } from "../../../src/protocol/evidence/CompactRange.ts"

const sha256 = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}
const leaf = (data: string): Uint8Array => sha256(Uint8Array.of(0), Buffer.from(data))

/** RFC 6962 §2.1, word for word. */
const mth = (leaves: ReadonlyArray<Uint8Array>): Uint8Array => {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0]!
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha256(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const leaves = Array.from({ length: 70 }, (_, i) => leaf(`entry ${i}`))
const node = (level: number, index: number) => mth(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))
const stretches = Array.from({ length: 71 }, (_, to) => Array.from({ length: to + 1 }, (_, from) => [from, to] as const)).flat()

describe("a compact range", () => {
  it("has the root of RFC 6962 at every size", () => {
    const range = new CompactRange()
    leaves.forEach((hash, size) => {
      expect(hex(range.root())).toBe(hex(mth(leaves.slice(0, size))))
      range.append(hash)
    })
  })

  it("of any stretch is few subtrees that fill it", () => {
    for (const [from, to] of stretches) {
      const found = levels(from, to)
      expect(found.reduce((sum, level) => sum + 2 ** level, 0)).toBe(to - from)
      expect(found.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(to - from + 2)))
    }
  })

  it("of a prefix, with the rest, gives the roots of both trees", () => {
    for (const [from, to] of stretches) {
      const found = Result.getOrThrow(roots(from, to, cover(node, 0, from), cover(node, from, to)))
      expect(hex(found.from)).toBe(hex(mth(leaves.slice(0, from))))
      expect(hex(found.to)).toBe(hex(mth(leaves.slice(0, to))))
    }
  })

  it("cannot be made of more or fewer nodes than it takes", () => {
    const prefix = cover(node, 0, 13)
    expect(CompactRange.of(13, prefix)).toBeDefined()
    expect(CompactRange.of(13, prefix.slice(1))).toBeUndefined()
    expect(CompactRange.of(13, [...prefix, leaves[0]!])).toBeUndefined()
    expect(CompactRange.of(13, prefix)!.extended(12, [])).toBeUndefined()
  })
})
