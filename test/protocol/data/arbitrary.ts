/** Random values of the data model, with the awkward ones made likely. */
import * as fc from "fast-check"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { Data, DataObject } from "../../../src/protocol/data/Data.ts"

export const bytes = (maxLength = 40): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ maxLength }).map((bytes) => new Uint8Array(bytes))

/** Any code points, so that UTF-16 and UTF-8 order and count differ. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 70 }),
  fc.string({ minLength: 20, maxLength: 300 }),
  fc.constantFrom("", "\ufffd", "\ufeffbom", "\u{1f600}\u{10ffff}", "é".repeat(12), "x".repeat(23), "x".repeat(24))
)

export const integer: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1).chain((edge) =>
    fc.constantFrom(edge, -edge, Math.max(-edge - 1, Number.MIN_SAFE_INTEGER)).map((n) => n + 0)
  )
)

export const link: fc.Arbitrary<Cid> = fc.tuple(bytes(), fc.boolean()).map(([bytes, raw]) =>
  raw ? Cid.ofRaw(bytes) : Cid.ofCbor(bytes))

/** Names of the protocol, names that JavaScript objects stumble over, and anything. */
export const key: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("a", "b", "aa", "ab", "z", "text", "createdAt", "subject", "__proto__", "constructor", "toString", "1", "10", "é", "ﬀ", "𐀀"),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 4 })
)

/** Keys that JSON reserves are left out: `{"$link": …}` means something else there. */
const plainKey = key.filter((key) => !key.startsWith("$"))

export const object = (value: fc.Arbitrary<Data>, maxEntries = 8): fc.Arbitrary<DataObject> =>
  fc.uniqueArray(fc.tuple(plainKey, value), { maxLength: maxEntries, selector: ([key]) => key }).map((entries) => {
    const object: { [key: string]: Data } = {}
    for (const [key, value] of entries) {
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
    }
    return object
  })

export const data: fc.Arbitrary<Data> = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: integer },
    { weight: 3, arbitrary: text },
    fc.constantFrom<Data>(null, true, false),
    bytes(),
    link,
    fc.array(tie("data"), { maxLength: 6 }),
    fc.array(integer, { minLength: 20, maxLength: 28 }),
    object(integer, 30),
    { weight: 2, arbitrary: object(tie("data")) }
  )
})).data

export const dataObject: fc.Arbitrary<DataObject> = object(data)
