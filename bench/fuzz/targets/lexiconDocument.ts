import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import * as Result from "effect/Result"
import * as DocumentCheck from "../../../src/protocol/lexicon/DocumentCheck.ts"
import { incompatibilities } from "../../../src/protocol/lexicon/Evolution.ts"
import { Registry } from "../../../src/protocol/lexicon/Registry.ts"
import { parseJson } from "../parseJson.ts"
import { assert, type Target } from "../Target.ts"

const lexicons = resolve(import.meta.dirname, "../../../lexicons")
const names = ["app.bsky.feed.post", "app.bsky.feed.defs", "com.atproto.repo.createRecord", "com.atproto.sync.subscribeRepos", "com.atproto.sync.getRepo", "com.atproto.label.defs"]
const post = { $type: "app.bsky.feed.post", text: "hello", createdAt: "2026-01-05T18:00:00.000Z" }

export const target: Target = {
  name: "lexicon-document",
  form: "json",
  seeds: () =>
    names.map((name) => {
      const document: unknown = JSON.parse(readFileSync(`${lexicons}/${name.replaceAll(".", "/")}.json`, "utf8"))
      return new TextEncoder().encode(JSON.stringify(document))
    }),
  run: (bytes) => {
    const json = parseJson(bytes)
    if (json === undefined) return false
    const parsed = DocumentCheck.parse(json.value)
    if (Result.isFailure(parsed)) return false
    const document = parsed.success
    assert(incompatibilities(document, document).length === 0, "a document is not compatible with itself")
    // Whatever a sound document says, judging by it is a verdict, not a throw.
    const registry = Registry.of([document])
    registry.validateRecord(document.id, { ...post, $type: document.id })
    for (const name of Object.keys(document.defs)) registry.validate(`${document.id}#${name}`, post)
    registry.validateParams(document.id, { did: "did:plc:alice", limit: 5 })
    registry.validateInput(document.id, { repo: "alice.test", collection: "app.bsky.feed.post", record: post })
    return true
  }
}
