import { describe, expect, it } from "vitest"
import { depthOf } from "../../../src/protocol/mst/Key.ts"
import { depth, keyBytes, knownDepth, knownKey } from "../../../src/protocol/mst/KnownKey.ts"

/** As the decoder leaves it: the key, and behind it what stood there before. */
const ask = (key: string, behind = ""): string => {
  Buffer.from(keyBytes.buffer).write(key + behind, "latin1")
  return knownKey(key.length)
}

const isRight = (key: string, behind?: string): boolean => ask(key, behind) === key && depth === depthOf(key) && knownDepth(key) === depthOf(key)

describe("keys of others' trees", () => {
  it("are found with their depth, the first time and again, however long", () => {
    for (let length = 3; length <= 1024; length++) {
      const key = `a/${"b".repeat(length - 3)}c`
      for (const behind of ["", "rest"]) expect(isRight(key, behind.slice(0, 1024 - length)), key).toBe(true)
    }
  })

  it("are not mistaken for one another where one begins with the other, or two differ in one byte", () => {
    const keys = ["a/b", "a/bc", "a/bcd", "a/bcde", "a/bcdf", "b/bcde", "a/bcdefgh", "a/bcdefgi"]
    for (let round = 0; round < 3; round++) for (const key of keys) expect(isRight(key, "fghi"), key).toBe(true)
  })

  it("drive each other out where they meet, and none is taken for another", () => {
    const wrong: Array<string> = []
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 60_000; i++) if (ask(`c/${i}`) !== `c/${i}` || (i % 100 === 0 && depth !== depthOf(`c/${i}`))) wrong.push(`c/${i}`)
    }
    expect(wrong).toEqual([])
  })
})
