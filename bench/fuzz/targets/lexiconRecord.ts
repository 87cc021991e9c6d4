import * as Result from "effect/Result"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import { objectFromJson } from "../../../src/protocol/data/Json.ts"
import { standard } from "../../../src/protocol/lexicon/Registry.ts"
import { parseJson } from "../parseJson.ts"
import type { Target } from "../Target.ts"

const link = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"
const ref = { uri: "at://did:plc:alice/app.bsky.feed.post/3jzfcijpj2z2a", cid: link }
const createdAt = "2026-01-05T18:00:00.000Z"
const image = { $type: "blob", ref: { $link: "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity" }, mimeType: "image/png", size: 9 }

const records: ReadonlyArray<unknown> = [
  {
    $type: "app.bsky.feed.post",
    text: "hello @alice.test \u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
    createdAt,
    langs: ["en", "pt-BR"],
    reply: { root: ref, parent: ref },
    facets: [{ index: { byteStart: 6, byteEnd: 17 }, features: [{ $type: "app.bsky.richtext.facet#mention", did: "did:plc:alice" }] }],
    embed: { $type: "app.bsky.embed.images", images: [{ image, alt: "a" }] },
    labels: { $type: "com.atproto.label.defs#selfLabels", values: [{ val: "porn" }] },
    tags: ["a"]
  },
  { $type: "app.bsky.feed.like", subject: ref, createdAt },
  { $type: "app.bsky.graph.follow", subject: "did:plc:bob", createdAt },
  { $type: "app.bsky.actor.profile", displayName: "Alice", description: "", avatar: image },
  { $type: "app.bsky.feed.threadgate", post: ref.uri, allow: [{ $type: "app.bsky.feed.threadgate#mentionRule" }], createdAt }
]

export const target: Target = {
  name: "lexicon-record",
  form: "json",
  seeds: () => records.map((record) => new TextEncoder().encode(JSON.stringify(record))),
  run: (bytes) => {
    const json = parseJson(bytes)
    const data = json === undefined ? undefined : Result.getOrUndefined(objectFromJson(json.value))
    return data !== undefined && valid(data)
  }
}

const valid = (data: DataObject): boolean => {
  const type = typeof data["$type"] === "string" ? data["$type"] : "app.bsky.feed.post"
  standard.validateRecord(type, data, { mode: "lenient" })
  return Result.isSuccess(standard.validateRecord(type, data))
}
