import { describe, expect, it } from "vitest"
import { findLegacyBlob } from "../../../src/protocol/data/Blob.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"

const cid = Cid.ofRaw(Uint8Array.of(1)).toString()
const legacy = { cid, mimeType: "image/png" }

describe("a blob of the legacy form", () => {
  it("is found wherever it stands, the first of several", () => {
    const other = { cid, mimeType: "image/jpeg" }
    expect(findLegacyBlob(legacy)).toBe(legacy)
    expect(findLegacyBlob({ a: 1, b: [null, "x", { c: [legacy] }], d: other })).toBe(legacy)
    expect(findLegacyBlob([[], other, legacy])).toBe(other)
  })

  it.each([
    ["a field more", { ...legacy, size: 1 }],
    ["a $type", { ...legacy, $type: "blob" }],
    ["a link for its CID", { ...legacy, cid: Cid.ofRaw(Uint8Array.of(1)) }],
    ["no MIME type", { cid }],
    ["an empty MIME type", { cid, mimeType: "" }],
    ["bytes", new Uint8Array(3)],
    ["a link", Cid.ofRaw(Uint8Array.of(1))]
  ])("is no object with %s", (_, data) => {
    expect(findLegacyBlob(data)).toBeUndefined()
    expect(findLegacyBlob({ around: [data] })).toBeUndefined()
  })
})
