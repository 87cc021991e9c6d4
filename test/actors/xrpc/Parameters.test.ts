/** Parameters in the query string and back, for every method that has some. [xrpc] */
import { schemas } from "@atproto/api"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Parameters from "../../../src/actors/xrpc/Parameters.ts"
import type { Field, ParamsField, StringField } from "../../../src/protocol/lexicon/Document.ts"
import { standard } from "../../../src/protocol/lexicon/Registry.ts"

const methods = schemas.flatMap(({ id }) => {
  const parameters = standard.method(id)?.parameters
  return parameters === undefined ? [] : [[id as string, parameters] as const]
})

const sample: { readonly [format in NonNullable<StringField["format"]>]: string } = {
  "at-identifier": "alice.test",
  "at-uri": "at://did:plc:alice/app.bsky.feed.post/a:b~c",
  cid: "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq",
  datetime: "2026-01-05T18:00:00.123+01:00",
  did: "did:web:alice.test%3A8080",
  handle: "bob.test",
  language: "pt-BR",
  nsid: "app.bsky.feed.post",
  "record-key": "self",
  tid: "3kznmn7xqxl22",
  uri: "https://carol.test/?a=b&c=d+e#f"
}

const valueOf = (field: Field): fc.Arbitrary<unknown> => {
  switch (field.type) {
    case "boolean":
      return fc.boolean()
    case "integer":
      return fc.integer({ min: field.minimum ?? -(2 ** 40), max: field.maximum ?? 2 ** 50 })
    case "string":
      if (field.format !== undefined) return fc.constant(sample[field.format])
      if (field.enum !== undefined) return fc.constantFrom(...field.enum)
      // Whatever a query string could trip over; well-formed, as no other text comes through UTF-8.
      return fc.string({ unit: fc.constantFrom("a", " ", "+", "&", "=", "%", "#", "é", "\u{1f600}"), minLength: field.minLength ?? 0, maxLength: 12 })
    case "array":
      return fc.array(valueOf(field.items), { minLength: Math.max(1, field.minLength ?? 1), maxLength: Math.min(field.maxLength ?? 5, 5) })
    default:
      throw new Error(`no parameter: ${field.type}`)
  }
}

const paramsOf = ({ properties = {}, required = [] }: ParamsField): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, name === "cursor" ? valueOf(field).filter((cursor) => cursor !== "") : valueOf(field)])), {
    requiredKeys: required.filter((name) => Object.hasOwn(properties, name))
  }) as fc.Arbitrary<Record<string, unknown>>

const defaultsOf = ({ properties = {} }: ParamsField): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).flatMap(([name, field]) => "default" in field && field.default !== undefined ? [[name, field.default]] : []))

const decode = (nsid: string, query: string) => Parameters.decode(nsid, new URLSearchParams(query))

describe("parameters of a method", () => {
  it("there are plenty of them", () => {
    expect(methods.length).toBeGreaterThan(100)
  })

  it.each(methods)("%s reads back what was written, with its defaults", (nsid, parameters) => {
    fc.assert(
      fc.property(paramsOf(parameters), (params) => {
        const written = Parameters.encode(nsid, params)
        expect(Result.getOrThrow(decode(nsid, written))).toEqual({ ...defaultsOf(parameters), ...params })
        // The order in which the caller names them shows nowhere.
        expect(Parameters.encode(nsid, Object.fromEntries(Object.entries(params).toReversed()))).toBe(written)
      }),
      { numRuns: 20, seed: 5 }
    )
  })

  it.each(["1e1", "0x10", "1.0", "+1", " 1", "", "ten", "9007199254740993", "99999999999999999"])("no integer is read from %j", (text) => {
    expect(decode("app.bsky.feed.getTimeline", new URLSearchParams({ limit: text }).toString())).toSatisfy(Result.isFailure)
  })

  it.each(["True", "1", "yes", ""])("no boolean is read from %j", (text) => {
    expect(decode("app.bsky.feed.getAuthorFeed", new URLSearchParams({ actor: "alice.test", includePins: text }).toString())).toSatisfy(Result.isFailure)
  })

  it("an empty cursor is none", () => {
    expect(decode("app.bsky.feed.getTimeline", "cursor=&limit=7")).toEqual(Result.succeed({ limit: 7 }))
    expect(decode("app.bsky.feed.getTimeline", "cursor=&cursor=a")).toSatisfy(Result.isFailure)
  })

  it("names that the method does not know are ignored, names of every object's own too", () => {
    expect(decode("app.bsky.feed.getTimeline", "novelty=1&__proto__=2&constructor=3&limit=7")).toEqual(Result.succeed({ limit: 7 }))
  })
})
