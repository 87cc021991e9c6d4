/**
 * Our validator beside @atproto/lexicon: the same verdict on generated records
 * and parameters. Where they are known to differ, the exception names the
 * sentence of the specification that ours follows.
 */
import * as fc from "fast-check"
import { jsonToLex, Lexicons } from "@atproto/lexicon"
import { schemas } from "@atproto/api"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import * as Json from "../../../src/protocol/data/Json.ts"
import type { Document, Field, ObjectField } from "../../../src/protocol/lexicon/Document.ts"
import { standard } from "../../../src/protocol/lexicon/Registry.ts"
import { standardDocuments } from "../../../src/protocol/lexicon/Documents.ts"

const theirs = new Lexicons([...schemas])

const did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
const cid = "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"

const samples: Readonly<Record<string, ReadonlyArray<string>>> = {
  did: [did, "did:web:alice.test", "did:", "alice"],
  handle: ["alice.test", "bob", "carol..test"],
  "at-identifier": [did, "dan.test", "@dan"],
  nsid: ["app.bsky.feed.post", "post"],
  "at-uri": [`at://${did}/app.bsky.feed.post/3kznmn7xqxl22`, "at://alice.test", "https://alice.test"],
  cid: [cid, "bafy"],
  datetime: ["2026-01-05T18:00:00.000Z", "2026-01-05", "2026-01-05T18:00:00+01:00", "2026-13-05T18:00:00Z"],
  language: ["en", "pt-BR", "!!"],
  uri: ["https://alice.test/x", "alice"],
  tid: ["3kznmn7xqxl22", "000"],
  "record-key": ["self", "."]
}

/** Values near a field: mostly right, sometimes wrong in kind, length or form. */
const near = (id: string, field: Field, depth: number): fc.Arbitrary<unknown> => {
  const wrong = field.type === "unknown" ? fc.constantFrom<unknown>(null, true, 7, "x") : fc.constantFrom<unknown>(null, true, 7, "x", [], {})
  const right = (): fc.Arbitrary<unknown> => {
    switch (field.type) {
      case "boolean":
        return fc.boolean()
      case "integer":
        return fc.integer({ min: (field.minimum ?? 0) - 1, max: Math.min((field.maximum ?? 100) + 1, 1_000_000) })
      case "string":
        if (field.format !== undefined) return fc.constantFrom(...samples[field.format]!)
        if (field.enum !== undefined) return fc.constantFrom(...field.enum, "other")
        return fc.oneof(
          fc.string({ maxLength: 12 }),
          fc.string({ unit: "grapheme", maxLength: 40 }),
          fc.nat((field.maxLength ?? field.maxGraphemes ?? 10) + 2).map((n) => "é".repeat(Math.min(n, 1600)))
        )
      case "bytes":
        return fc.constant({ $bytes: "YWJj" })
      case "cid-link":
        return fc.constant({ $link: cid })
      case "blob":
        return fc.record({
          $type: fc.constant("blob"),
          ref: fc.constant({ $link: "bafkreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq" }),
          mimeType: fc.constantFrom("image/png", "text/plain"),
          size: fc.constantFrom(1, 900_000, 3_000_000)
        })
      case "unknown":
        return fc.constantFrom<unknown>({}, { a: 1 })
      case "array":
        return fc.array(near(id, field.items, depth + 1), { maxLength: Math.min((field.maxLength ?? 4) + 1, 9) })
      case "object":
      case "params":
        return nearObject(id, field as ObjectField, depth)
      case "ref":
        return named(id, field.ref, depth)
      case "union":
        return fc.oneof(
          ...field.refs.slice(0, 4).map((ref) =>
            named(id, ref, depth).map((value) => typeof value === "object" && value !== null && !Array.isArray(value)
              ? { ...value, $type: ref.startsWith("#") ? `${id}${ref}` : ref }
              : value)),
          fc.constant({ $type: "com.example.other", a: 1 })
        )
      default:
        return fc.constant("token")
    }
  }
  return depth > 5 ? wrong : fc.oneof({ weight: 30, arbitrary: right() }, { weight: 1, arbitrary: wrong })
}

const nearObject = (id: string, object: ObjectField, depth: number): fc.Arbitrary<unknown> =>
  fc.tuple(
    fc.record(
      Object.fromEntries(Object.entries(object.properties ?? {}).map(([name, field]) => [name, near(id, field, depth + 1)])),
      { requiredKeys: (object.required ?? []).filter((name) => Object.hasOwn(object.properties ?? {}, name)) }
    ),
    // Now and then a field is left out, required or not.
    fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(undefined, ...Object.keys(object.properties ?? {})) })
  ).map(([value, absent]) => Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== absent)))

const named = (id: string, reference: string, depth: number): fc.Arbitrary<unknown> => {
  const [nsid, name = "main"] = (reference.startsWith("#") ? `${id}${reference}` : reference).split("#") as [string, string?]
  const definition = standardDocuments(nsid)?.defs[name]
  if (definition === undefined) return fc.constant({})
  if (definition.type === "record") return nearObject(nsid, definition.record, depth)
  return near(nsid, definition as Field, depth)
}

const main = (schema: (typeof schemas)[number]) => (schema.defs as unknown as Document["defs"]).main
const idsOf = (fits: (definition: NonNullable<ReturnType<typeof main>>) => boolean) =>
  schemas.filter((schema) => main(schema) !== undefined && fits(main(schema)!)).map((schema) => schema.id as string)

const records = idsOf((definition) => definition.type === "record")
const withParams = idsOf((definition) => "parameters" in definition && definition.parameters !== undefined)
const withInput = idsOf((definition) => "input" in definition && definition.input?.schema !== undefined)

const passes = (act: () => unknown): boolean => {
  try {
    act()
    return true
  } catch {
    return false
  }
}

/** The same JSON to both, each in its own data model. */
const oursTakes = (json: unknown, judge: (data: DataObject) => Result.Result<unknown, unknown>): boolean => {
  const data = Json.fromJson(json)
  return Result.isSuccess(data) && Result.isSuccess(judge(data.success as DataObject))
}

/**
 * The reference checks neither `accept` nor `maxSize` of a blob in a record
 * ("Schema limits accept and maxSize are enforced when the record is created",
 * [blob]), so blobs beyond them are left out of the comparison.
 */
const beyondBlobLimits = (json: unknown): boolean => /"mimeType":"text\/plain"|"size":(900000|3000000)/.test(JSON.stringify(json))

describe("the validator beside @atproto/lexicon", () => {
  const verdicts = { taken: 0, refused: 0 }
  const alike = (numRuns: number, arbitrary: fc.Arbitrary<unknown>, ours: (json: unknown) => boolean, theirs: (json: unknown) => boolean) =>
    fc.assert(
      fc.property(arbitrary, (json) => {
        fc.pre(!beyondBlobLimits(json))
        const taken = theirs(json)
        verdicts[taken ? "taken" : "refused"]++
        expect(ours(json), JSON.stringify(json)).toBe(taken)
      }),
      { numRuns, seed: 11 }
    )

  it.each(records)("judges records of %s alike", (nsid) => {
    alike(
      120,
      nearObject(nsid, standard.record(nsid)!.record, 0).map((value) => ({ ...(value as object), $type: nsid })),
      (json) => oursTakes(json, (data) => standard.validateRecord(nsid, data)),
      (json) => passes(() => theirs.assertValidRecord(nsid, jsonToLex(json as never)))
    )
  })

  it("judges parameters of every method alike", () => {
    for (const nsid of withParams) {
      alike(
        25,
        nearObject(nsid, standard.method(nsid)!.parameters as unknown as ObjectField, 0),
        (params) => Result.isSuccess(standard.validateParams(nsid, params)),
        (params) => passes(() => theirs.assertValidXrpcParams(nsid, params))
      )
    }
  })

  it("judges inputs of every procedure alike, and fills in the same defaults", () => {
    for (const nsid of withInput) {
      alike(
        25,
        near(nsid, standard.input(nsid)!.schema!, 0),
        (json) => oursTakes(json, (data) => standard.validateInput(nsid, data)),
        (json) => passes(() => theirs.assertValidXrpcInput(nsid, jsonToLex(json as never)))
      )
    }
    for (const [nsid, input] of [["com.atproto.server.createInviteCodes", { useCount: 1 }], ["tools.ozone.safelink.queryRules", {}]] as const) {
      expect(standard.fillInput(nsid, input)).toEqual(theirs.assertValidXrpcInput(nsid, input))
    }
  })

  it("has seen many of both verdicts", () => {
    expect(Math.min(verdicts.taken, verdicts.refused)).toBeGreaterThan(1000)
  })

  it("refuses what the reference takes where the specification's words do", () => {
    const post = { $type: "app.bsky.feed.post", text: "", createdAt: "2026-01-05T18:00:00.000Z" }
    const both = (json: object) => ({
      ours: oursTakes(json, (data) => standard.validateRecord(post.$type, data)),
      theirs: passes(() => theirs.assertValidRecord(post.$type, jsonToLex(json as never)))
    })
    // "main types must be referenced in $type fields as just the NSID". [lexicon], When to use $type
    expect(both({ ...post, embed: { $type: "app.bsky.embed.images#main", images: [] } })).toEqual({ ours: false, theirs: true })
    // `unknown`: "The top-level data must be an object". [lexicon]
    const input = { repo: "alice.test", collection: "app.bsky.feed.post", record: [] as unknown }
    expect(passes(() => theirs.assertValidXrpcInput("com.atproto.repo.createRecord", input))).toBe(true)
    expect(standard.validateInput("com.atproto.repo.createRecord", input)).toSatisfy(Result.isFailure)
  })
})
