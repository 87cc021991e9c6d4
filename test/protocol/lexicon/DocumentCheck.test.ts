/** The rules of the schema language that the interop vectors do not reach, each by its sentence in [lexicon]. */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as DocumentCheck from "../../../src/protocol/lexicon/DocumentCheck.ts"

const verdict = (defs: Readonly<Record<string, unknown>>): string =>
  Result.match(DocumentCheck.parse({ lexicon: 1, id: "com.example.note", defs }), {
    onFailure: (error) => error.message,
    onSuccess: () => "valid"
  })

const withField = (field: unknown, others: Readonly<Record<string, unknown>> = {}): string =>
  verdict({ thing: { type: "object", properties: { it: field } }, ...others })

const withParameter = (field: unknown): string =>
  verdict({ main: { type: "query", parameters: { type: "params", properties: { it: field } } } })

describe("a lexicon document", () => {
  it.each([
    ["a token as a field: they can only be declared as named definitions", { type: "token" }],
    ["params outside of parameters: they can not appear in other contexts", { type: "params", properties: {} }],
    ["permission outside of a permission-set", { type: "permission", resource: "repo" }],
    ["a closed union without members", { type: "union", refs: [], closed: true }],
    ["a partial glob of MIME types", { type: "blob", accept: ["text/ht*"] }],
    ["a stand-alone wildcard of MIME types", { type: "blob", accept: ["*"] }],
    ["an unknown format", { type: "string", format: "telephone" }],
    ["default beside const", { type: "boolean", default: true, const: true }],
    ["a default of another kind", { type: "integer", default: "1" }],
    ["a minimum above the maximum", { type: "integer", minimum: 2, maximum: 1 }],
    ["a negative length", { type: "string", maxLength: -1 }],
    ["a fraction as a limit", { type: "integer", maximum: 1.5 }],
    ["a required field that there is not", { type: "object", properties: {}, required: ["x"] }],
    ["an array without items", { type: "array" }],
    ["a description that is no text", { type: "boolean", description: 3 }],
    ["a reference to nothing here", { type: "ref", ref: "#gone" }],
    ["a reference with two fragments", { type: "ref", ref: "com.example.a#b#c" }],
    ["a primary type as a field", { type: "record", key: "tid", record: { type: "object", properties: {} } }]
  ])("refuses %s", (_name, field) => {
    expect(withField(field)).not.toBe("valid")
  })

  it("refuses a ref that points to a token, and takes one that points to anything with data", () => {
    expect(withField({ type: "ref", ref: "#calm" }, { calm: { type: "token" } })).toContain("may not name a token")
    expect(withField({ type: "ref", ref: "#mood" }, { mood: { type: "string" } })).toBe("valid")
    expect(withField({ type: "ref", ref: "com.example.elsewhere#mood" })).toBe("valid")
  })

  it("refuses a union of what is neither object nor record", () => {
    expect(withField({ type: "union", refs: ["#mood"] }, { mood: { type: "string" } })).toContain("may not name a string")
    expect(withField({ type: "union", refs: ["#other"] }, { other: { type: "object", properties: {} } })).toBe("valid")
    expect(withField({ type: "union", refs: [] })).toBe("valid")
  })

  it.each(["boolean", "integer", "string"])("takes a parameter of type %s, alone or as an array", (type) => {
    expect(withParameter({ type })).toBe("valid")
    expect(withParameter({ type: "array", items: { type } })).toBe("valid")
  })

  it.each(["unknown", "object", "bytes", "cid-link", "blob"])("refuses a parameter of type %s, alone or as an array", (type) => {
    expect(withParameter({ type })).not.toBe("valid")
    expect(withParameter({ type: "array", items: { type } })).not.toBe("valid")
  })

  it("demands messages of a subscription, and of nothing else", () => {
    const message = { schema: { type: "union", refs: ["com.example.event"] } }
    expect(verdict({ main: { type: "subscription", message } })).toBe("valid")
    expect(verdict({ main: { type: "subscription" } })).not.toBe("valid")
    expect(verdict({ main: { type: "query", message } })).not.toBe("valid")
    expect(verdict({ main: { type: "subscription", message: { schema: { type: "object", properties: {} } } } })).not.toBe("valid")
  })

  it("lets unknown keys be, as the language may grow", () => {
    expect(withField({ type: "string", shiny: true })).toBe("valid")
  })

  it("says where it is wrong", () => {
    expect(withField({ type: "array", items: { type: "string", maxLength: "3" } }))
      .toBe("must be a whole number at defs.thing.properties.it.items.maxLength")
  })
})
