import * as Effect from "effect/Effect"
import { HttpClient, make as makeHttpClient } from "effect/http/HttpClient"
import { describe, expect, it } from "vitest"
import * as RichText from "../../../src/actors/client/RichText.ts"
import type { Session } from "../../../src/actors/client/Session.ts"

const nobody = makeHttpClient(() => Effect.die("alice asks nobody"))

/** A device that knows bob, and asks nobody else. */
const alice = {
  query: (_nsid: string, { handle }: { readonly handle: string }) =>
    handle === "bob.pds1.test" ? Effect.succeed({ did: "did:plc:bob" }) : Effect.fail(new Error("no such handle"))
} as unknown as Session

const facets = (text: string) =>
  Effect.runSync(Effect.provideService(RichText.facets(alice, text), HttpClient, nobody))
    .map(({ features, index }) => [Buffer.from(text).subarray(index.byteStart, index.byteEnd).toString(), features[0]])

describe("Facets of a text", () => {
  it("stand at the bytes of UTF-8, whatever comes before them", () => {
    expect(facets("héllo 👩‍👩‍👧 日本 @bob.pds1.test #größe https://alice.test/ü.")).toEqual([
      ["@bob.pds1.test", { $type: "app.bsky.richtext.facet#mention", did: "did:plc:bob" }],
      ["#größe", { $type: "app.bsky.richtext.facet#tag", tag: "größe" }],
      ["https://alice.test/ü.", { $type: "app.bsky.richtext.facet#link", uri: "https://alice.test/ü." }]
    ])
  })

  it("leave a mention of nobody as plain text", () => {
    expect(facets("@carol.pds1.test and mail@bob.pds1.test")).toEqual([])
  })

  it("find a mention in any case, once, and with what surrounds it", () => {
    expect(facets("(@Bob.PDS1.test), @bob.pds1.test!")).toEqual([
      ["@Bob.PDS1.test", { $type: "app.bsky.richtext.facet#mention", did: "did:plc:bob" }],
      ["@bob.pds1.test", { $type: "app.bsky.richtext.facet#mention", did: "did:plc:bob" }]
    ])
  })

  it("come in the order of the text", () => {
    expect(facets("https://a.test #one @bob.pds1.test").map(([text]) => text)).toEqual(["https://a.test", "#one", "@bob.pds1.test"])
  })
})
