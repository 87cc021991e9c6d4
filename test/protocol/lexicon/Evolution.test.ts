import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import type { Document, Field, ObjectField } from "../../../src/protocol/lexicon/Document.ts"
import { incompatibilities } from "../../../src/protocol/lexicon/Evolution.ts"
import { Registry } from "../../../src/protocol/lexicon/Registry.ts"

const id = "com.example.note"
const document = (record: ObjectField): Document => ({ lexicon: 1, id, defs: { main: { type: "record", key: "tid", record } } })

const base: ObjectField = {
  type: "object",
  required: ["text"],
  nullable: ["mood"],
  properties: {
    text: { type: "string", maxLength: 100 },
    mood: { type: "string", knownValues: ["calm"] },
    count: { type: "integer", minimum: 0 },
    tags: { type: "array", items: { type: "string" }, maxLength: 3 },
    more: { type: "union", refs: ["com.example.a"] }
  }
}

const withProperty = (name: string, field: Field): ObjectField => ({ ...base, properties: { ...base.properties, [name]: field } })

describe("the evolution of a schema", () => {
  it.each<[string, ObjectField]>([
    ["a new optional field", withProperty("extra", { type: "boolean" })],
    ["another known value", withProperty("mood", { type: "string", knownValues: ["calm", "loud"] })],
    ["a wider open union", withProperty("more", { type: "union", refs: ["com.example.a", "com.example.b"] })]
  ])("takes %s", (_name, next) => {
    expect(incompatibilities(document(base), document(next))).toEqual([])
  })

  it.each<[string, ObjectField, string]>([
    ["a new required field", { ...withProperty("extra", { type: "boolean" }), required: ["text", "extra"] }, "a new field must be optional"],
    ["a field less", { ...base, properties: { text: base.properties!.text! }, nullable: [] }, "a field may not go"],
    ["a field that becomes required", { ...base, required: ["text", "count"] }, "an optional field may not become required"],
    ["a field that becomes optional", { ...base, required: [] }, "a required field may not become optional"],
    ["another type", withProperty("count", { type: "string" }), "the type may not change from integer to string"],
    ["a tighter limit", withProperty("text", { type: "string", maxLength: 50 }), "maxLength may not change"],
    ["a looser limit", withProperty("text", { type: "string" }), "maxLength may not change"],
    ["another limit inside an array", withProperty("tags", { type: "array", items: { type: "string", maxLength: 4 }, maxLength: 3 }), "maxLength may not change"],
    ["a union that closes", withProperty("more", { type: "union", refs: ["com.example.a"], closed: true }), "a union may neither open nor close"],
    ["a member less", withProperty("more", { type: "union", refs: [] }), "com.example.a may not go"],
    ["null where it was not allowed", { ...base, nullable: ["mood", "count"] }, "whether a field may be null may not change"]
  ])("refuses %s", (_name, next, reason) => {
    expect(incompatibilities(document(base), document(next)).map((found) => found.reason)).toContain(reason)
  })

  const field: fc.Arbitrary<Field> = fc.oneof(
    fc.record({ type: fc.constant("boolean" as const) }),
    fc.record({ type: fc.constant("integer" as const), maximum: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ type: fc.constant("string" as const), maxLength: fc.integer({ min: 1, max: 9 }) })
  )
  const record = fc.record({
    text: fc.string({ maxLength: 20 }),
    count: fc.oneof(fc.integer({ min: -1, max: 12 }), fc.constant("x")),
    extra: fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 12 }), fc.string({ maxLength: 12 }))
  }, { requiredKeys: [] })

  it("LEX-2: what was valid stays valid, and old readers take new data, under every change that passes", () => {
    fc.assert(
      fc.property(field, record, (extra, fields) => {
        const next = withProperty("extra", extra)
        fc.pre(incompatibilities(document(base), document(next)).length === 0)
        const data = { $type: id, ...fields } as unknown as DataObject
        const takes = (object: ObjectField, value: DataObject) =>
          Result.isSuccess(Registry.of([document(object)]).validateRecord(id, value))
        const { extra: _, ...old } = data
        // Old data under the new schema, and new data under the old one.
        expect(takes(next, old)).toBe(takes(base, old))
        if (takes(next, data)) expect(takes(base, data)).toBe(true)
      }),
      { numRuns: 300, seed: 5 }
    )
  })

  it("LEX-3: bytes and graphemes are counted apart, and both are enforced", () => {
    const family = "👩‍👩‍👦‍👦"
    const takes = (limits: Partial<Extract<Field, { readonly type: "string" }>>, text: string) =>
      Result.isSuccess(Registry.of([document({ type: "object", properties: { text: { type: "string", ...limits } } })])
        .validateRecord(id, { $type: id, text }))
    expect(takes({ maxGraphemes: 1 }, family)).toBe(true)
    expect(takes({ maxLength: 24 }, family)).toBe(false)
    expect(takes({ maxLength: 25 }, family)).toBe(true)
    expect(takes({ maxGraphemes: 1 }, "e\u0301")).toBe(true)
    expect(takes({ maxGraphemes: 1 }, "ee")).toBe(false)
    expect(takes({ minGraphemes: 2 }, family)).toBe(false)
  })
})
