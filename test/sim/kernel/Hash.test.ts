import { describe, expect, it } from "vitest"
import { hashBytes, hashString, RollingHash } from "../../../src/sim/kernel/Hash.ts"

describe("hashing", () => {
  it("sees every byte of a message, and its length", () => {
    const hashes = new Set<number>()
    for (let length = 0; length < 40; length++) hashes.add(hashBytes(new Uint8Array(length)))
    for (let at = 0; at < 39; at++) {
      const bytes = new Uint8Array(39)
      bytes[at] = 1
      hashes.add(hashBytes(bytes))
    }
    expect(hashes.size).toBe(79)
    expect(hashString("alice")).not.toBe(hashString("ecila"))
  })

  it("rolls: order and every value matter", () => {
    const digest = (...values: ReadonlyArray<number>) => {
      const hash = new RollingHash(1)
      for (const value of values) hash.foldWide(value)
      return hash.digest()
    }
    expect(digest(1, 2)).toBe(digest(1, 2))
    expect(digest(1, 2)).not.toBe(digest(2, 1))
    expect(digest(2 ** 40)).not.toBe(digest(2 ** 41))
    expect(digest()).toMatch(/^[0-9a-f]{16}$/)
  })
})
