import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { skip } from "../../../src/protocol/data/CborSkip.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { Data } from "../../../src/protocol/data/Data.ts"
import * as arbitrary from "./arbitrary.ts"

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"))
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const accepted = (bytes: Uint8Array): Data => Result.getOrThrow(Cbor.decode(bytes))
const reason = (bytes: Uint8Array): string | undefined => {
  const result = Cbor.decode(bytes)
  return Result.isFailure(result) ? result.failure.reason : undefined
}

/** Offsets of all heads; in DRISL one follows the other but for the payload of strings. */
const heads = (bytes: Uint8Array): Array<number> => {
  const offsets: Array<number> = []
  let offset = 0
  while (offset < bytes.length) {
    offsets.push(offset)
    const first = bytes[offset]!
    const width = (first & 31) < 24 ? 0 : 1 << ((first & 31) - 24)
    let argument = width === 0 ? first & 31 : 0
    for (let i = 1; i <= width; i++) argument = argument * 256 + bytes[offset + i]!
    offset += 1 + width + (first >> 5 === 2 || first >> 5 === 3 ? argument : 0)
  }
  return offsets
}

const splice = (bytes: Uint8Array, at: number, remove: number, insert: ReadonlyArray<number>): Uint8Array =>
  Uint8Array.from([...bytes.subarray(0, at), ...insert, ...bytes.subarray(at + remove)])

describe("DRISL", () => {
  it("writes what the specification's examples show", () => {
    expect(toHex(Cbor.encode({ l: null, e: [] }))).toBe("a2616580616cf6")
    expect(Cid.ofCbor(Cbor.encode({ l: null, e: [] })).toString())
      .toBe("bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm")
    expect(toHex(Cbor.encode({ t: "#commit", op: 1 }))).toBe("a261746723636f6d6d6974626f7001")
    expect(toHex(Cbor.encode({ op: -1 }))).toBe("a1626f7020")
    const cid = Cid.ofCbor(hex("a0"))
    expect(toHex(Cbor.encode(cid))).toBe("d82a58250001711220" + toHex(cid.bytes.subarray(4)))
  })

  it.each([
    [0, "00"], [23, "17"], [24, "1818"], [255, "18ff"], [256, "190100"], [65535, "19ffff"], [65536, "1a00010000"],
    [4294967295, "1affffffff"], [4294967296, "1b0000000100000000"], [9007199254740991, "1b001fffffffffffff"],
    [-1, "20"], [-24, "37"], [-25, "3818"], [-256, "38ff"], [-257, "390100"], [-9007199254740991, "3b001ffffffffffffe"]
  ])("writes the integer %d in its shortest form", (integer, expected) => {
    expect(toHex(Cbor.encode(integer))).toBe(expected)
    expect(accepted(hex(expected))).toBe(integer)
  })

  it("takes -0 and 1.0 for the integers that they are", () => {
    expect(toHex(Cbor.encode(-0))).toBe("00")
    expect(toHex(Cbor.encode(JSON.parse("1.0") as number))).toBe("01")
  })

  it("orders the keys of a commit, a node entry and a #commit payload as the sheet lists them", () => {
    const order = (keys: string) =>
      Object.keys(accepted(Cbor.encode(Object.fromEntries(keys.split(" ").toSorted().map((key) => [key, 0])))) as object).join(" ")
    for (
      const keys of [
        "did rev sig data prev version",
        "k p t v",
        "ops rev seq repo time blobs since blocks commit rebase tooBig prevData",
        "sig prev type services alsoKnownAs rotationKeys verificationMethods"
      ]
    ) expect(order(keys)).toBe(keys)
  })

  it("orders keys by their UTF-8 bytes, not by their UTF-16 units", () => {
    // U+FB00 is EF AC 80 and U+10000 F0 90 80 80; é has two bytes like "zz".
    expect(toHex(Cbor.encode({ "𐀀": 1, "ﬀ": 2, "é": 3, zz: 4, a: 5 }))).toBe(
      toHex(hex("a5 6161 05 627a7a 04 62c3a9 03 63efac80 02 64f0908080 01"))
    )
  })

  it("leaves out entries that are undefined, also beyond 23 entries", () => {
    const holes = { a: undefined, b: 1 } as unknown as Data
    expect(toHex(Cbor.encode(holes))).toBe("a1616201")
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, i % 2 === 0 ? i : undefined]))
    expect(Object.keys(accepted(Cbor.encode(many as unknown as Data)) as object)).toHaveLength(20)
  })

  it("keeps a key __proto__ as an entry, without touching any prototype", () => {
    const bytes = hex("a1 695f5f70726f746f5f5f a1 61780 1".replaceAll(" ", ""))
    const value = accepted(bytes) as Record<string, Data>
    expect(Object.keys(value)).toEqual(["__proto__"])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined()
    expect(toHex(Cbor.encode(value))).toBe(toHex(bytes))
  })

  it("gives plain byte views even out of a Buffer", () => {
    const value = accepted(Buffer.from("43010203", "hex")) as Uint8Array
    expect(value.constructor).toBe(Uint8Array)
    expect([...value]).toEqual([1, 2, 3])
  })

  it("reads one item after the other where several follow", () => {
    const first = Result.getOrThrow(Cbor.decodeFirst(hex("a0 6161 05")))
    expect(first).toEqual({ value: {}, end: 1 })
    expect(Result.getOrThrow(Cbor.decodeFirst(hex("a0 6161 05"), 1))).toEqual({ value: "a", end: 3 })
  })
})

describe("DATA-1: encoding and decoding are inverse", () => {
  it("decode(encode(x)) = x for any value", () => {
    fc.assert(fc.property(arbitrary.data, (data) => {
      expect(accepted(Cbor.encode(data))).toEqual(data)
    }), { numRuns: 300, seed: 1 })
  })

  it("encode(decode(b)) = b for any bytes that are accepted, however they were mutated", () => {
    let survivors = 0
    fc.assert(fc.property(arbitrary.data, fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 2 }), (data, where, byte, kind) => {
      const bytes = Cbor.encode(data)
      const mutant = splice(bytes, where % bytes.length, kind === 0 ? 0 : 1, kind === 2 ? [] : [byte])
      const result = Cbor.decode(mutant)
      if (Result.isFailure(result)) return
      survivors++
      expect(toHex(Cbor.encode(result.success))).toBe(toHex(mutant))
    }), { numRuns: 2000, seed: 2 })
    expect(survivors).toBeGreaterThan(100)
  })

  it("finds the end of any item without decoding it", () => {
    fc.assert(fc.property(arbitrary.data, (data) => {
      const bytes = Cbor.encode(data)
      expect(skip(bytes, 0)).toBe(bytes.length)
      expect(skip(bytes.subarray(0, bytes.length - 1), 0)).toBeUndefined()
    }), { numRuns: 200, seed: 3 })
  })
})

describe("DATA-2: one value has one encoding", () => {
  it("whatever the insertion order of keys", () => {
    fc.assert(fc.property(arbitrary.dataObject, fc.infiniteStream(fc.nat()), (object, order) => {
      const shuffled: Record<string, Data> = {}
      const ranked = Object.keys(object).map((key) => [order.next().value, key] as const).toSorted(([a], [b]) => a - b)
      for (const [, key] of ranked) {
        Object.defineProperty(shuffled, key, { value: object[key], enumerable: true, configurable: true, writable: true })
      }
      expect(toHex(Cbor.encode(shuffled))).toBe(toHex(Cbor.encode(object)))
    }), { numRuns: 200, seed: 4 })
  })

  it("also with more keys than are sorted by insertion", () => {
    const keys = Array.from({ length: 500 }, (_, i) => `key${i * 7919 % 500}${i % 3 === 0 ? "é" : ""}`)
    const forward = Cbor.encode(Object.fromEntries(keys.map((key) => [key, 1])))
    const backward = Cbor.encode(Object.fromEntries(keys.toReversed().map((key) => [key, 1])))
    expect(toHex(forward)).toBe(toHex(backward))
    expect(accepted(forward)).toBeDefined()
  })
})

describe("DATA-3: what is not canonical is refused", () => {
  it.each([
    ["an integer in a long head", "1800", "head not in its shortest form"],
    ["an integer in two bytes that needs one", "1900ff", "head not in its shortest form"],
    ["an integer in four bytes that needs two", "1a0000ffff", "head not in its shortest form"],
    ["an integer in eight bytes that needs four", "1b00000000ffffffff", "head not in its shortest form"],
    ["a negative integer in a long head", "3817", "head not in its shortest form"],
    ["bytes with a long head", "580100", "head not in its shortest form"],
    ["text with a long head", "780161", "head not in its shortest form"],
    ["an array with a long head", "980100", "head not in its shortest form"],
    ["a map with a long head", "b801616100", "head not in its shortest form"],
    ["a map key with a long head", "a178016100", "head not in its shortest form"],
    ["a tag with a long head", "d9002a58250001711220" + "00".repeat(32), "head not in its shortest form"],
    ["a link's bytes with a long head", "d82a5900250001711220" + "00".repeat(32), "head not in its shortest form"],
    ["an integer above 2^53-1", "1b0020000000000000", "integer above 2^53-1"],
    ["an integer below -(2^53-1)", "3b001fffffffffffff", "integer below -(2^53-1)"],
    ["the largest 64-bit integer", "1bffffffffffffffff", "integer above 2^53-1"],
    ["swapped keys of one length", "a2616200616100", "map keys not in canonical order"],
    ["swapped keys of different lengths", "a262616100616200", "map keys not in canonical order"],
    ["keys in the order of plain bytes", "a262616100616200", "map keys not in canonical order"],
    ["a duplicate key", "a2616100616101", "map keys not in canonical order"],
    ["a key that is not text", "a10000", "map key is not text"],
    ["a key of bytes", "a1416100", "map key is not text"],
    ["a half float", "f93c00", "float"],
    ["a float", "fa3f800000", "float"],
    ["a double", "fb3ff0000000000000", "float"],
    ["a double not a number", "fb7ff8000000000000", "float"],
    ["undefined", "f7", "simple value other than false, true, null"],
    ["simple value 0", "e0", "simple value other than false, true, null"],
    ["false in a long head", "f814", "simple value other than false, true, null"],
    ["a break without a beginning", "ff", "simple value other than false, true, null"],
    ["bytes of indefinite length", "5f4100ff", "indefinite length"],
    ["text of indefinite length", "7f6161ff", "indefinite length"],
    ["an array of indefinite length", "9f00ff", "indefinite length"],
    ["a map of indefinite length", "bf616100ff", "indefinite length"],
    ["a reserved head", "1c", "reserved head"],
    ["tag 0", "c06161", "tag 0"],
    ["tag 43", "d82b4100", "tag 43"],
    ["the self-describing tag", "d9d9f700", "tag 55799"],
    ["a link of text", "d82a6161", "link is not a byte string"],
    ["a link without the zero byte", "d82a582401711220" + "00".repeat(32), "link without the leading zero byte"],
    ["a link of nothing", "d82a4100", "link without the leading zero byte"],
    ["a link that is a CIDv0", "d82a5823001220" + "00".repeat(32), "link is not a CIDv1"],
    ["a link with a digest cut short", "d82a58240001711220" + "00".repeat(31), "link is not a CIDv1"],
    ["a trailing byte", "a000", "bytes after the end"],
    ["nothing at all", "", "unexpected end"],
    ["half an integer", "19ff", "unexpected end"],
    ["bytes cut short", "4200", "byte string runs past the end"],
    ["text cut short", "626 1".replaceAll(" ", ""), "text runs past the end"],
    ["a lone continuation byte", "6180", "bad UTF-8"],
    ["a sequence cut short", "61c3", "bad UTF-8"],
    ["an overlong slash", "62c0af", "bad UTF-8"],
    ["a surrogate in UTF-8", "63eda080", "bad UTF-8"],
    ["a code point above 10FFFF", "64f4908080", "bad UTF-8"],
    ["a key in bad UTF-8", "a161ff00", "bad UTF-8"],
    ["a long text with one bad byte", "784061" + "61".repeat(62) + "ff", "bad UTF-8"]
  ])("%s", (_name, bytes, expected) => {
    expect(reason(hex(bytes))).toBe(expected)
  })

  it("a real U+FFFD and a byte order mark are text like any other", () => {
    expect(accepted(hex("63efbfbd"))).toBe("\ufffd")
    expect(accepted(hex("64efbbbf61"))).toBe("\ufeffa")
  })

  it("any one head of any value made longer", () => {
    fc.assert(fc.property(arbitrary.data, fc.nat(), fc.nat({ max: 3 }), (data, which, wider) => {
      const bytes = Cbor.encode(data)
      const candidates = heads(bytes).filter((at) => bytes[at]! >> 5 !== 7)
      if (candidates.length === 0) return
      const at = candidates[which % candidates.length]!
      const first = bytes[at]!
      const width = (first & 31) < 24 ? 0 : 1 << ((first & 31) - 24)
      const target = [1, 2, 4, 8][wider]!
      if (target <= width) return
      const argument = width === 0 ? [first & 31] : [...bytes.subarray(at + 1, at + 1 + width)]
      const long = [(first & 0xe0) | (24 + wider), ...Array.from({ length: target - argument.length }, () => 0), ...argument]
      expect(reason(splice(bytes, at, 1 + width, long))).toBe("head not in its shortest form")
    }), { numRuns: 300, seed: 5 })
  })

  it("any two neighbouring entries of any map swapped, and any entry repeated", () => {
    fc.assert(fc.property(
      fc.uniqueArray(arbitrary.key, { minLength: 2, maxLength: 12 }), fc.nat(), fc.boolean(),
      (keys, which, repeat) => {
        const object: Record<string, number> = {}
        for (const key of keys) Object.defineProperty(object, key, { value: 1, enumerable: true })
        const bytes = Cbor.encode(object)
        const starts = heads(bytes).slice(1).filter((_, i) => i % 2 === 0)
        const i = which % (starts.length - 1)
        const end = (i: number) => starts[i + 1] ?? bytes.length
        const [a, b, c] = [starts[i]!, starts[i + 1]!, end(i + 1)]
        const mutant = repeat
          ? Uint8Array.from([...bytes.subarray(0, b), ...bytes.subarray(a, b), ...bytes.subarray(c)])
          : Uint8Array.from([...bytes.subarray(0, a), ...bytes.subarray(b, c), ...bytes.subarray(a, b), ...bytes.subarray(c)])
        expect(reason(mutant)).toBe("map keys not in canonical order")
      }
    ), { numRuns: 300, seed: 6 })
  })

  it("any value cut anywhere, or with a byte behind", () => {
    fc.assert(fc.property(arbitrary.data, fc.nat(), fc.nat({ max: 255 }), (data, where, byte) => {
      const bytes = Cbor.encode(data)
      expect(reason(bytes.subarray(0, where % bytes.length))).toBeDefined()
      expect(reason(Uint8Array.from([...bytes, byte]))).toBe("bytes after the end")
    }), { numRuns: 300, seed: 7 })
  })

  it("says at which byte", () => {
    const result = Cbor.decode(hex("82 00 1800"))
    expect(Result.isFailure(result) && result.failure.offset).toBe(2)
  })
})

describe("the encoder refuses what the model cannot hold", () => {
  const cycle: Array<unknown> = []
  cycle.push(cycle)
  it.each<[string, unknown, string, ReadonlyArray<string | number>]>([
    ["a float", { a: [1, 1.5] }, "1.5 is not an integer", ["a", 1]],
    ["not a number", Number.NaN, "NaN is not an integer", []],
    ["infinity", [Infinity], "Infinity is not an integer", [0]],
    ["an unsafe integer", { n: 2 ** 53 }, "integer beyond ±(2^53-1)", ["n"]],
    ["undefined in an array", [undefined], "undefined is not in the data model", [0]],
    ["undefined itself", undefined, "undefined is not in the data model", []],
    ["a bigint", 1n, "bigint is not in the data model", []],
    ["a function", { f: () => 1 }, "function is not in the data model", ["f"]],
    ["a lone surrogate", { t: "a\ud800" }, "text with a lone surrogate", ["t"]],
    ["a lone surrogate in a long text", "x".repeat(99) + "\udc00", "text with a lone surrogate", []],
    ["a lone surrogate in a key", { "\ud800": 1 }, "text with a lone surrogate", ["\ud800"]],
    ["a Map", { m: new Map() }, "an object that is not plain", ["m"]],
    ["a Date", new Date(0), "an object that is not plain", []]
  ])("%s", (_name, value, reason, path) => {
    try {
      Cbor.encode(value as Data)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(Cbor.CborEncodeError)
      expect(error).toMatchObject({ reason, path })
    }
    // And is none the worse for it.
    expect(toHex(Cbor.encode({ a: 1 }))).toBe("a1616101")
  })

  it("a cycle", () => {
    expect(() => Cbor.encode(cycle as unknown as Data)).toThrow("nested deeper than 128")
  })

  it("survives a getter that encodes in turn", () => {
    const sly = { a: 1, get b(): Uint8Array {
      return Cbor.encode({ deep: [1, 2, 3] })
    }, c: 3 }
    const { b, ...rest } = accepted(Cbor.encode(sly)) as { b: Uint8Array }
    expect(rest).toEqual({ a: 1, c: 3 })
    expect(accepted(b)).toEqual({ deep: [1, 2, 3] })
  })
})

describe("DATA-7: hostile input costs no more than its size", () => {
  const decodeMillis = (bytes: Uint8Array, times = 1): number => {
    const start = process.hrtime.bigint()
    for (let n = 0; n < times; n++) Cbor.decode(bytes)
    return Number(process.hrtime.bigint() - start) / 1e6
  }
  /** The least of some: what more it takes once is not the decoder's. */
  const least = (millis: () => number): number => Math.min(...Array.from({ length: 5 }, millis))

  it.each([["arrays", 0x81], ["tags", 0xc0], ["maps", 0xa1]])("a bomb of nested %s is refused at once", (_name, byte) => {
    const bomb = new Uint8Array(5_000_000).fill(byte)
    expect(reason(bomb)).toBeDefined()
    expect(least(() => decodeMillis(bomb))).toBeLessThan(50)
  })

  it("depth 128 is read and written, 129 is not", () => {
    const nested = (depth: number) => Uint8Array.from([...Array.from({ length: depth }, () => 0x81), 0])
    expect(toHex(Cbor.encode(accepted(nested(128))))).toBe(toHex(nested(128)))
    expect(reason(nested(129))).toBe("nested deeper than 128")
    expect(Result.isFailure(Cbor.decode(nested(5), { ...Cbor.DEFAULT_LIMITS, maxDepth: 4 }))).toBe(true)
  })

  it.each([
    ["an array", "9affffffff"], ["a map", "baffffffff"], ["bytes", "5affffffff"], ["text", "7affffffff"],
    ["an array of 2^53 items", "9b001fffffffffffff"], ["a map in an array", "81bb001fffffffffffff"]
  ])("%s that lies about its length allocates nothing", (_name, bytes) => {
    const before = process.memoryUsage().rss
    expect(reason(hex(bytes))).toMatch(/past the end|more than the bytes left/)
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20)
  })

  it("one container holds at most 131,072 items, all together at most 1,048,576", () => {
    const container = (count: number) => Uint8Array.from([0x9a, count >>> 24, count >>> 16, count >>> 8, count])
    const full = Buffer.concat([container(131_072), new Uint8Array(131_072)])
    expect(reason(full)).toBeUndefined()
    expect(reason(Buffer.concat([container(131_073), new Uint8Array(131_073)]))).toBe("more than 131072 items in a container")
    expect(reason(Buffer.concat([Uint8Array.of(0x89), ...Array.from({ length: 9 }, () => full)]))).toBe("too many items in total")
  })

  it("a map key has at most 8192 bytes", () => {
    const key = (length: number) => Buffer.concat([Uint8Array.of(0xa1, 0x79, length >> 8, length), Buffer.alloc(length, 0x61), Uint8Array.of(0)])
    expect(reason(key(8192))).toBeUndefined()
    expect(reason(key(8193))).toBe("map key longer than 8192 bytes")
  })

  it("time grows with the input, not faster", () => {
    const wide = (count: number) => Cbor.encode(Array.from({ length: count }, (_, i) => ({ [`k${i}`]: i })))
    const [small, large] = [wide(1_000), wide(64_000)]
    // As many bytes of each, so that a busy machine takes as much from either.
    const times = Math.round(large.length / small.length)
    decodeMillis(small, times)
    expect(least(() => decodeMillis(large))).toBeLessThan(least(() => decodeMillis(small, times)) * 20)
  })
})
