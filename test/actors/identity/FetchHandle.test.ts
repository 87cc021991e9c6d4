/** Where a handle leads, whatever stands in its TXT records and on its page. [handle]; HANDLE-5 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Dns from "effect/net/Dns"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as FetchHandle from "../../../src/actors/identity/FetchHandle.ts"
import * as Handle from "../../../src/protocol/syntax/Handle.ts"

const alice = `did:plc:${"a".repeat(24)}`
const bob = "did:web:bob.test"

const resolve = (txt: ReadonlyArray<string>, page: string | undefined) => {
  let pages = 0
  const dns = Dns.make({
    lookup: () => Effect.succeed([]),
    resolve: (hostname) => txt.length === 0
      ? Effect.fail(new Dns.DnsError({ reason: "NotFound", method: "resolve", hostname, recordType: "TXT" }))
      : Effect.succeed(txt.map((text) => Dns.makeRecordUnsafe("TXT", { chunks: [text] })))
  })
  const client = HttpClient.make((request) => {
    pages++
    return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(page ?? "", { status: page === undefined ? 404 : 200 })))
  })
  return Effect.runPromise(Effect.flatMap(FetchHandle.make({ dnssec: false }), (fetch) => Effect.result(fetch(Handle.make("somebody.test")))).pipe(
    Effect.provideService(Dns.Dns, dns),
    Effect.provideService(HttpClient.HttpClient, client),
    Effect.map((answer) => ({ pages, found: Result.match(answer, { onFailure: ({ reason }) => reason, onSuccess: (did): string => did }) }))
  ))
}

const noise = fc.constantFrom("v=spf1 -all", "did=", "did=nonsense", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", " did=did:web:carol.test", "DID=did:web:carol.test", "")
const record = fc.oneof(noise, fc.constantFrom(`did=${alice}`, `did=${bob}`))
const space = fc.array(fc.constantFrom(" ", "\n", "\r\n", "\t"), { maxLength: 4 }).map((all) => all.join(""))

describe("a handle", () => {
  it("leads where its TXT records agree, nowhere if they name two DIDs, and to its page only if they name none", async () => {
    await fc.assert(fc.asyncProperty(fc.array(record, { maxLength: 6 }), fc.boolean(), async (txt, hasPage) => {
      const named = new Set([alice, bob].filter((did) => txt.includes(`did=${did}`)))
      const { found, pages } = await resolve(txt, hasPage ? bob : undefined)
      expect(found).toBe(named.size > 1 ? "Invalid" : [...named][0] ?? (hasPage ? bob : "NotFound"))
      expect(pages).toBe(named.size === 0 ? 1 : 0)
    }), { numRuns: 200, seed: 1 })
  })

  it("leads to the DID on its page, whatever white space is around it, and to none with anything else there", async () => {
    await fc.assert(fc.asyncProperty(space, space, fc.constantFrom("", "did=", "<p>", "; "), async (before, after, more) => {
      const { found } = await resolve([], `${before}${more}${alice}${after}`)
      expect(found).toBe(more === "" ? alice : "NotFound")
    }), { numRuns: 200, seed: 2 })
  })
})
