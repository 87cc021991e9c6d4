import * as Result from "effect/Result"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { fromJson, toJson } from "../../../src/protocol/data/Json.ts"
import { assert, sameBytes, type Target } from "../Target.ts"
import { parseJson } from "../parseJson.ts"
import { values } from "./cbor.ts"

const blob = { $type: "blob", ref: { $link: "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity" }, mimeType: "image/png", size: 9 }

export const target: Target = {
  name: "json",
  form: "json",
  seeds: () => [...values.map(toJson), { $type: "app.bsky.feed.post", embed: { images: [{ image: blob, alt: "" }] } }]
    .map((json) => new TextEncoder().encode(JSON.stringify(json))),
  run: (bytes) => {
    const json = parseJson(bytes)
    if (json === undefined) return false
    const data = fromJson(json.value)
    if (Result.isFailure(data)) return false
    const encoded = Cbor.encode(data.success)
    const again = fromJson(JSON.parse(JSON.stringify(toJson(data.success))))
    assert(Result.isSuccess(again) && sameBytes(Cbor.encode(again.success), encoded), "not the same after a trip through JSON")
    return true
  }
}
