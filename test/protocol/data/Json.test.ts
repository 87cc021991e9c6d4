import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { findBlobs } from "../../../src/protocol/data/Blob.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { fromJson, objectFromJson, toJson } from "../../../src/protocol/data/Json.ts"
import * as arbitrary from "./arbitrary.ts"
import * as vectors from "./vectors.ts"

const link = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"
const raw = "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity"

describe("DATA-4: the JSON form is lossless", () => {
  it("data → JSON text → data is the identity", () => {
    fc.assert(fc.property(arbitrary.data, (data) => {
      const text = JSON.stringify(toJson(data))
      expect(Result.getOrThrow(fromJson(JSON.parse(text)))).toEqual(data)
    }), { numRuns: 300, seed: 1 })
  })

  it("JSON → CBOR → JSON is the identity", () => {
    fc.assert(fc.property(arbitrary.data, (data) => {
      const json: unknown = JSON.parse(JSON.stringify(toJson(data)))
      const bytes = Cbor.encode(Result.getOrThrow(fromJson(json)))
      expect(toJson(Result.getOrThrow(Cbor.decode(bytes)))).toEqual(json)
    }), { numRuns: 300, seed: 2 })
  })

  it("whatever it lets pass, the encoder can write", () => {
    fc.assert(fc.property(fc.json({ stringUnit: "binary" }), (text) => {
      const data = fromJson(JSON.parse(text))
      if (Result.isSuccess(data)) expect(() => Cbor.encode(data.success)).not.toThrow()
    }), { numRuns: 300, seed: 3 })
  })

  it("base64 padding is optional, bits behind the last byte are dropped, anything else is refused", () => {
    expect(Result.getOrThrow(fromJson({ $bytes: "YQ" }))).toEqual(Uint8Array.of(0x61))
    expect(Result.getOrThrow(fromJson({ $bytes: "YQ==" }))).toEqual(Uint8Array.of(0x61))
    expect(Result.getOrThrow(fromJson({ $bytes: "" }))).toEqual(new Uint8Array())
    expect(Result.getOrThrow(fromJson({ $bytes: "YR" }))).toEqual(Uint8Array.of(0x61))
    for (const bad of ["YQ=", "Y", "YQ===", "=", "Y Q=", "-_", "YQ\n"]) {
      expect(Result.isFailure(fromJson({ $bytes: bad })), bad).toBe(true)
    }
  })

  it("a key __proto__ is an entry like any other", () => {
    const json: unknown = JSON.parse(`{"__proto__": {"polluted": 1}, "a": 2}`)
    const data = Result.getOrThrow(fromJson(json))
    expect(JSON.stringify(toJson(data))).toBe(`{"__proto__":{"polluted":1},"a":2}`)
    expect((data as Record<string, unknown>)["polluted"]).toBeUndefined()
  })

  it.each<[string, unknown, string, ReadonlyArray<string | number>]>([
    ["a link with company", { a: { $link: link, x: 1 } }, "$link with other keys beside it", ["a"]],
    ["a link that is a number", { $link: 3 }, "$link is not a string", []],
    ["a link that is no CID", { $link: "." }, "$link: a CID is base32 with prefix b", []],
    ["a link in upper case", { $link: link.toUpperCase() }, "$link: a CID is base32 with prefix b", []],
    ["bytes that are a number", { b: [{ $bytes: 3 }] }, "$bytes is not base64", ["b", 0]],
    ["bytes with company", { $bytes: "", x: 1 }, "$bytes with other keys beside it", []],
    ["a float", { a: 1.5 }, "1.5 is not an integer", ["a"]],
    ["an unsafe integer", [2 ** 53], "integer beyond ±(2^53-1)", [0]],
    ["a lone surrogate", ["\ud800"], "text with a lone surrogate", [0]],
    ["a lone surrogate in a key", { "\ud800": 1 }, "key with a lone surrogate", []],
    ["undefined", [undefined], "undefined is not JSON", [0]],
    ["a Date", { d: new Date(0) }, "an object that is not plain", ["d"]],
    ["a blob without a size", { $type: "blob", ref: { $link: raw }, mimeType: "a/b" }, "blob without a positive size", []],
    ["a blob of size 0", { $type: "blob", ref: { $link: raw }, mimeType: "a/b", size: 0 }, "blob without a positive size", []]
  ])("%s is refused, and where it stands is said", (_name, json, reason, path) => {
    const result = fromJson(json)
    expect(Result.isFailure(result) && { reason: result.failure.reason, path: result.failure.path }).toEqual({ reason, path })
  })

  it("a bomb of nested arrays is a typed failure", () => {
    let bomb: unknown = 1
    for (let i = 0; i < 100_000; i++) bomb = [bomb]
    const result = fromJson(bomb)
    expect(Result.isFailure(result) && result.failure.reason).toBe("nested deeper than 128")
  })
})

interface Case {
  readonly note: string
  readonly json: unknown
}

interface Fixture {
  readonly json: unknown
  readonly cbor_base64: string
  readonly cid: string
}

describe.skipIf(!vectors.present)("interop data-model", () => {
  it.each(vectors.json<Case>("atproto-interop/data-model/data-model-valid.json"))("valid: $note", ({ json }) => {
    const data = Result.getOrThrow(objectFromJson(json))
    expect(toJson(Result.getOrThrow(Cbor.decode(Cbor.encode(data))))).toEqual(json)
  })

  it.each(vectors.json<Case>("atproto-interop/data-model/data-model-invalid.json"))("invalid: $note", ({ json }) => {
    expect(Result.isFailure(objectFromJson(json))).toBe(true)
  })

  it.each(vectors.json<Fixture>("atproto-interop/data-model/data-model-fixtures.json"))(
    "DATA-5: one CID from JSON and from CBOR: $cid",
    ({ cbor_base64, cid, json }) => {
      const bytes = new Uint8Array(Buffer.from(cbor_base64, "base64"))
      const data = Result.getOrThrow(fromJson(json))
      expect(Buffer.from(Cbor.encode(data)).equals(bytes)).toBe(true)
      expect(Cid.ofCbor(bytes).toString()).toBe(cid)
      const decoded = Result.getOrThrow(Cbor.decode(bytes))
      expect(decoded).toEqual(data)
      expect(toJson(decoded)).toEqual(json)
    }
  )
})

describe("blobs", () => {
  it("are found wherever they stand, in order, without a schema", () => {
    const blob = (size: number) => ({ $type: "blob", ref: { $link: raw }, mimeType: "image/png", size })
    const record = Result.getOrThrow(fromJson({ $type: "x.y.z", a: [{ image: blob(1) }, blob(2)], b: { c: { d: blob(3) } } }))
    expect(findBlobs(record).map(({ size }) => size)).toEqual([1, 2, 3])
  })

  it("of the legacy form are kept as they are", () => {
    const legacy = { avatar: { cid: raw, mimeType: "image/jpeg" } }
    expect(toJson(Result.getOrThrow(fromJson(legacy)))).toEqual(legacy)
  })

  it("may carry fields from the future", () => {
    const blob = { $type: "blob", ref: { $link: raw }, mimeType: "image/png", size: 1, more: true }
    expect(findBlobs(Result.getOrThrow(fromJson(blob)))).toHaveLength(1)
  })
})
