import { describe, expect, it } from "vitest"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { Data } from "../../../src/protocol/data/Data.ts"
import { excess } from "../../../src/protocol/data/RecordLimits.ts"

/** `depth` containers, lists and objects in turn, one within the other, and in the innermost a value. */
const nested = (depth: number, value: Data): Data => {
  let data = value
  for (let i = 0; i < depth; i++) data = i % 2 === 0 ? { a: data } : [data]
  return data
}

const fields = (count: number): Data => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 0]))

describe("a record that is to be written", () => {
  it.each<readonly [string, Data]>([["a number", 1], ["bytes", new Uint8Array(2)], ["a link", Cid.ofCbor(Uint8Array.of(1))], ["null", null]])(
    "is nested 32 deep at the most, and %s is no level",
    (_, value) => {
      expect(excess(nested(32, value))).toBeUndefined()
      expect(excess(nested(33, value))).toBe("nested deeper than 32")
      expect(Cbor.encode(nested(33, value)).length).toBeGreaterThan(33)
    }
  )

  it("is nested too deep wherever that is", () => {
    expect(excess({ a: 1, b: [0, nested(31, 1)] })).toBe("nested deeper than 32")
    expect(excess({ a: 1, b: [0, nested(30, 1)] })).toBeUndefined()
  })

  it("has 131,072 elements at the most in a list, and as many fields in an object", () => {
    const list = Array.from({ length: 131_072 }, () => 0)
    expect(excess({ list })).toBeUndefined()
    expect(excess({ list: [...list, 0] })).toBe("a list of more than 131072 elements")
    expect(excess({ inner: fields(131_072) })).toBeUndefined()
    expect(excess({ inner: fields(131_073) })).toBe("an object of more than 131072 fields")
  })

  it("has names of 8,192 bytes at the most, as UTF-8 counts them", () => {
    for (const [letter, bytes] of [["a", 1], ["é", 2], ["€", 3], ["\u{1f600}", 4]] as const) {
      const most = Math.floor(8_192 / bytes)
      expect(excess({ outer: [{ [letter.repeat(most)]: 0 }] })).toBeUndefined()
      expect(excess({ outer: [{ [letter.repeat(most + 1)]: 0 }] })).toBe("a field name of more than 8192 bytes")
    }
  })
})
