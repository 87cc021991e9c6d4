import * as Result from "effect/Result"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { skip } from "../../../src/protocol/data/CborSkip.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { Data } from "../../../src/protocol/data/Data.ts"
import { fromJson, toJson } from "../../../src/protocol/data/Json.ts"
import { assert, sameBytes, type Target } from "../Target.ts"

const cid = Cid.ofCbor(new Uint8Array())

export const values: ReadonlyArray<Data> = [
  { $type: "app.bsky.feed.post", text: "Hello \u{1f600} wörld", createdAt: "2026-01-05T18:00:00.000Z", langs: ["en"], reply: { root: { uri: "at://did:plc:alice/app.bsky.feed.post/a", cid: cid.toString() } } },
  { e: [{ k: new Uint8Array(20), p: 0, t: null, v: cid }, { k: new Uint8Array(3), p: 17, t: cid, v: cid }], l: null },
  { did: "did:plc:alice", rev: "3jzfcijpj2z2a", sig: new Uint8Array(64), data: cid, prev: null, version: 3 },
  [0, 23, 24, 255, 256, 65535, 65536, 4294967296, 9007199254740991, -1, -25, -257, -65537, -9007199254740991, true, false, null],
  { "": "", "é": "ﬀ", "𐀀": "\ufffd", long: "x".repeat(300), "a key of more than twenty-four bytes": new Uint8Array(300), deep: [[[[[[{ a: [] }]]]]]] }
]

export const target: Target = {
  name: "cbor",
  form: "cbor",
  seeds: () => values.map(Cbor.encode),
  run: (bytes) => {
    const result = Cbor.decode(bytes)
    if (Result.isFailure(result)) {
      const { offset } = result.failure
      assert(offset >= 0 && offset <= bytes.length, `offset ${offset} is outside of the input`)
      return false
    }
    assert(sameBytes(Cbor.encode(result.success), bytes), "accepted bytes do not re-encode to themselves")
    assert(skip(bytes, 0) === bytes.length, "skip does not find the end of accepted bytes")
    // To JSON it must go too; back only without names that JSON reserves.
    const json = fromJson(toJson(result.success))
    if (Result.isSuccess(json) && !JSON.stringify(toJson(result.success)).includes("\"$")) {
      assert(sameBytes(Cbor.encode(json.success), bytes), "JSON does not lead back to the same bytes")
    }
    return true
  }
}
