/**
 * Every constraint of the schema language on every kind of value, beside
 * @atproto/lexicon: all pairs of the two lists below, as a field that may be
 * left out, that is required, and that may be null. Where the two differ,
 * `differences` names the sentence that ours follows. [lexicon]
 */
import { jsonToLex, Lexicons } from "@atproto/lexicon"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import * as Json from "../../../src/protocol/data/Json.ts"
import type { Document, Field } from "../../../src/protocol/lexicon/Document.ts"
import * as DocumentCheck from "../../../src/protocol/lexicon/DocumentCheck.ts"
import { Registry } from "../../../src/protocol/lexicon/Registry.ts"

const id = "com.example.note"

const raw = "bafkreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"
const link = { $link: "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq" }
const blob = { $type: "blob", ref: { $link: raw }, mimeType: "image/png", size: 10 }
const legacyBlob = { cid: raw, mimeType: "image/png" }

/** LEX-3: four people, 7 code points, 25 bytes, one grapheme. */
const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}"

const fields: ReadonlyArray<Field> = [
  { type: "boolean" },
  { type: "boolean", const: true },
  { type: "integer" },
  { type: "integer", minimum: 2 },
  { type: "integer", maximum: 2 },
  { type: "integer", minimum: 0, maximum: 3 },
  { type: "integer", enum: [1, 3] },
  { type: "integer", const: 3 },
  { type: "string" },
  { type: "string", minLength: 3 },
  { type: "string", maxLength: 3 },
  { type: "string", maxLength: 25 },
  { type: "string", minGraphemes: 2 },
  { type: "string", maxGraphemes: 1 },
  { type: "string", minLength: 2, maxGraphemes: 1 },
  { type: "string", enum: ["a", "abc"] },
  { type: "string", const: "abc" },
  { type: "string", knownValues: ["abc"] },
  ...(["at-identifier", "at-uri", "cid", "datetime", "did", "handle", "language", "nsid", "record-key", "tid", "uri"] as const)
    .map((format): Field => ({ type: "string", format })),
  { type: "bytes" },
  { type: "bytes", minLength: 2 },
  { type: "bytes", maxLength: 2 },
  { type: "cid-link" },
  { type: "blob" },
  { type: "unknown" },
  { type: "array", items: { type: "integer" } },
  { type: "array", items: { type: "string", maxLength: 1 }, minLength: 1, maxLength: 2 },
  { type: "array", items: { type: "array", items: { type: "boolean" } } },
  { type: "object", properties: { n: { type: "integer" } } },
  { type: "object", properties: { n: { type: "integer", minimum: 1 }, m: { type: "string" } }, required: ["n"], nullable: ["m"] },
  { type: "ref", ref: "#left" },
  { type: "ref", ref: "com.example.note#text" },
  { type: "union", refs: ["#left", "#right"] },
  { type: "union", refs: ["#left", "com.example.note#right"], closed: true },
  { type: "union", refs: [] }
]

const values: ReadonlyArray<unknown> = [
  null, true, false, -1, 0, 1, 2, 3, 4, Number.MAX_SAFE_INTEGER,
  "", "a", "ab", "abc", "abcd", "\u00e9", "e\u0301", "e\u0301a", family, `${family}a`, "\r\n", "\u{1f600}",
  "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "did:key:zQ3sh", "alice.test", "app.bsky.feed.post", "at://alice.test/app.bsky.feed.post/self",
  "at://alice.test/app.bsky.feed.post/self#a", link.$link, raw, "2026-01-05T18:00:00.000Z", "2026-01-05T18:00:00+01:00",
  "2026-01-05T18:00:00", "2026-02-30T00:00:00Z", "0000-01-01T00:00:00+01:00", "en", "pt-BR", "i-navajo", "self", ".", "a:b~c", "3kznmn7xqxl22", "zzzzzzzzzzzzz",
  "https://alice.test/x", "mailto:alice", "//alice.test",
  [], [1], [true], ["a"], ["ab"], ["a", "b", "c"], [[]], [[true], [1]], [null],
  {}, { n: 0 }, { n: 1 }, { n: 1, m: null }, { n: null }, { m: "a" }, { n: 1, more: [1] },
  { $type: `${id}#left` }, { $type: `${id}#left`, n: 1 }, { $type: `${id}#right`, n: 1 }, { $type: `${id}#right`, s: "a" },
  { $type: "com.example.other", n: 1 }, { $type: "" }, { $type: 3 },
  { $bytes: "" }, { $bytes: "YWI" }, { $bytes: "YWJj" }, link, { $link: raw }, blob, legacyBlob
]

const document = (field: Field, presence: object): Document => ({
  lexicon: 1,
  id,
  defs: {
    main: { type: "record", key: "any", record: { type: "object", properties: { it: field }, ...presence } },
    left: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] },
    right: { type: "object", properties: { s: { type: "string" } } },
    text: { type: "string", maxLength: 3 }
  }
})

const presences: ReadonlyArray<object> = [{}, { required: ["it"] }, { nullable: ["it"] }, { required: ["it"], nullable: ["it"] }]

const oursTakes = (registry: Registry, record: object): boolean => {
  const data = Json.fromJson(record)
  return Result.isSuccess(data) && Result.isSuccess(registry.validateRecord(id, data.success as DataObject))
}

const theirsTakes = (lexicons: Lexicons, record: object): boolean => {
  try {
    lexicons.assertValidRecord(id, jsonToLex(record as never))
    return true
  } catch {
    return false
  }
}

interface Difference {
  readonly sentence: string
  readonly covers: (field: Field, value: unknown) => boolean
  readonly ours: boolean
}

const hasFormat = (format: string) => (field: Field): boolean => field.type === "string" && field.format === format
const isMap = (value: unknown): value is DataObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("$link" in value) && !("$bytes" in value)

const differences: ReadonlyArray<Difference> = [
  {
    sentence: "a cid is any text of CID's shape: mBcDxtdWx0aWhhc2g+ is valid [interop], cid_syntax_valid",
    covers: (field, value) => hasFormat("cid")(field) && (value === "3kznmn7xqxl22" || value === "zzzzzzzzzzzzz"),
    ours: true
  },
  {
    sentence: "Timezone specification is required [lexicon], datetime",
    covers: (field, value) => hasFormat("datetime")(field) && value === "2026-01-05T18:00:00",
    ours: false
  },
  {
    sentence: "Implementations should validate that the semantics of the datetime are valid [lexicon], datetime",
    covers: (field, value) => hasFormat("datetime")(field) && value === "2026-02-30T00:00:00Z",
    ours: false
  },
  {
    sentence: "normalizes to a negative time [lexicon], datetime, invalid examples",
    covers: (field, value) => hasFormat("datetime")(field) && value === "0000-01-01T00:00:00+01:00",
    ours: false
  },
  {
    sentence: "jaja is no language [interop], language_syntax_invalid",
    covers: (field, value) => hasFormat("language")(field) && (value === "abcd" || value === "self"),
    ours: false
  },
  {
    sentence: "should never write them [data-model], of legacy blobs; whoever reads is lenient",
    covers: (field, value) => field.type === "blob" && value === legacyBlob,
    ours: false
  },
  {
    sentence: "$type, if it is there, is a non-empty string [interop], data-model-invalid",
    covers: (_field, value) => isMap(value) && "$type" in value && (value["$type"] === "" || value["$type"] === 3),
    ours: false
  },
  {
    sentence: "The top-level data must be an object, without the structure of a compound data type [lexicon], unknown",
    covers: (field, value) => field.type === "unknown" && (!isMap(value) || value === blob),
    ours: false
  },
  {
    sentence: "array, bytes, cid-link and object are types apart [data-model], data types",
    covers: (field, value) => field.type === "object" && typeof value === "object" && !isMap(value),
    ours: false
  }
]

describe("constraints beside @atproto/lexicon", () => {
  const met = new Set<Difference>()
  const verdicts = { taken: 0, refused: 0 }

  it.each(fields.map((field) => [JSON.stringify(field), field] as const))("%s", (_name, field) => {
    for (const presence of presences) {
      const ours = document(field, presence)
      expect(DocumentCheck.parse(ours)).toSatisfy(Result.isSuccess)
      const registry = new Registry((nsid) => nsid === id ? ours : undefined)
      // It rewrites the references of what it is given.
      const lexicons = new Lexicons([structuredClone(ours) as never])
      for (const value of [undefined, ...values]) {
        const record = { $type: id, ...(value === undefined ? {} : { it: value }) }
        const [taken, byThem] = [oursTakes(registry, record), theirsTakes(lexicons, record)]
        verdicts[taken ? "taken" : "refused"]++
        const difference = differences.find(({ covers }) => covers(field, value))
        if (difference !== undefined && taken !== byThem) {
          met.add(difference)
          expect(taken, `${difference.sentence}: ${JSON.stringify(value)}`).toBe(difference.ours)
        } else {
          expect(taken, JSON.stringify([presence, value])).toBe(byThem)
        }
      }
    }
  })

  it("have seen many of both verdicts, and every difference that is named", () => {
    expect(Math.min(verdicts.taken, verdicts.refused)).toBeGreaterThan(1000)
    expect(differences.filter((difference) => !met.has(difference)).map(({ sentence }) => sentence)).toEqual([])
  })
})
