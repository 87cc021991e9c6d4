/**
 * Our syntax beside @atproto/syntax, on strings one or two edits away from
 * valid ones. Where the two differ, the difference is named with the sentence
 * that we follow.
 */
import * as theirs from "@atproto/syntax"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as AtIdentifier from "../../../src/protocol/syntax/AtIdentifier.ts"
import * as AtUri from "../../../src/protocol/syntax/AtUri.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Handle from "../../../src/protocol/syntax/Handle.ts"
import * as Language from "../../../src/protocol/syntax/Language.ts"
import * as Nsid from "../../../src/protocol/syntax/Nsid.ts"
import * as RecordKey from "../../../src/protocol/syntax/RecordKey.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import * as Uri from "../../../src/protocol/syntax/Uri.ts"

interface Pair {
  readonly name: string
  readonly ours: (input: string) => boolean
  readonly theirs: (input: string) => boolean
  readonly seeds: ReadonlyArray<string>
  /** Inputs on which the two are known to differ, and why we are right. */
  readonly differs?: (input: string) => boolean
}

const pairs: ReadonlyArray<Pair> = [
  { name: "did", ours: Did.is, theirs: theirs.isValidDid, seeds: ["did:plc:7iza6de2dwap2sbkpav7c6c6", "did:web:localhost%3A1234", "did:m:v", `did:x:${"a".repeat(2042)}`] },
  { name: "handle", ours: Handle.is, theirs: theirs.isValidHandle, seeds: ["alice.test", "xn--ls8h.test", "a.co", `${"a".repeat(63)}.test`, `${"abcdefgh.".repeat(27)}example.de`] },
  { name: "nsid", ours: Nsid.is, theirs: theirs.isValidNsid, seeds: ["com.atproto.sync.getRepo", "a-0.b-1.c", "cn.8.lex.stuff", `com.${"a".repeat(63)}.${"b".repeat(63)}`, `com.${"middle.".repeat(43)}fooBarBaz`] },
  { name: "record-key", ours: RecordKey.is, theirs: theirs.isValidRecordKey, seeds: ["self", "3jzfcijpj2z2a", "~1.2-3_:", "..", ".", "a".repeat(512)] },
  { name: "tid", ours: Tid.is, theirs: theirs.isValidTid, seeds: ["3jzfcijpj2z2a", "2222222222222", "jzzzzzzzzzzzz"] },
  { name: "at-identifier", ours: AtIdentifier.is, theirs: theirs.isAtIdentifierString, seeds: ["did:plc:abc", "bob.test", "did.test"] },
  {
    name: "at-uri",
    ours: AtUri.is,
    theirs: (input) => theirs.isAtUriString(input),
    seeds: ["at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a", "at://carol.test", "at://did:web:a/com.example.thing/self:~"],
    // "The fragment part is not allowed" in the restricted form [at-uri]; strict mode there still lets it pass.
    differs: (input) => input.includes("#")
  },
  { name: "datetime", ours: Datetime.is, theirs: theirs.isDatetimeString, seeds: ["1985-04-12T23:20:50.123Z", "1985-04-12T23:20:50+01:45", "0000-01-01T00:00:00-00:01", "2024-02-29T12:00:00.123456Z", `2024-01-01T00:00:00.${"1".repeat(43)}Z`],
    // A "calendar date" [lexicon]: JavaScript's Date takes 31 days in every month.
    differs: (input) => /^\d{4}-(02-(29|30|31)|(04|06|09|11)-31)T/.test(input) },
  { name: "language", ours: Language.is, theirs: theirs.isValidLanguage, seeds: ["en", "pt-BR", "zh-Hant", "de-CH-1901", "hy-Latn-IT-arevela", "en-GB-boont-r-extended-sequence-x-private", "x-fr-ch", "i-default", "zh-min-nan"],
    // The interop files hold a primary subtag of four letters or in upper case to be invalid; and case of a
    // grandfathered tag means nothing (RFC 5646 §2.1.1), where they compare it.
    differs: (input) => !/^([a-z]{2,3}|[ix])(-|$)/i.test(input) || input !== input.toLowerCase() || input.length > 128 },
  { name: "uri", ours: Uri.is, theirs: theirs.isValidUri, seeds: ["https://example.com/path?q=1#frag", "at://did:plc:a", "dns:example.com", "content-type:text/plain"],
    // A scheme begins with a letter and may hold + - . (RFC 3986 §3.1), there \w; and what follows is ASCII,
    // there any non-space, but not a slash first.
    differs: (input) => /^[^:]*[+._-]|^[0-9]|[^ -~\n]|^[^:]*:(\/\/)?(\/|$)/.test(input) }
]

const edit = fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.constantFrom(..."aAzZ059-._~:/#?%@+ \n\u00e9\u{1f600}TZ"))

describe.each(pairs)("$name beside @atproto/syntax", ({ differs = () => false, ours, seeds, theirs }) => {
  it("accepts and refuses the same", () => {
    const verdicts = { accepted: 0, refused: 0 }
    fc.assert(fc.property(fc.constantFrom(...seeds), fc.array(edit, { maxLength: 2 }), (seed, edits) => {
      let input = seed
      for (const [where, kind, letter] of edits) {
        const at = where % (input.length + 1)
        input = input.slice(0, at) + (kind === 2 ? "" : letter) + input.slice(at + (kind === 0 ? 0 : 1))
      }
      if (differs(input)) return
      expect([input, ours(input)]).toEqual([input, theirs(input)])
      verdicts[ours(input) ? "accepted" : "refused"]++
    }), { numRuns: 1000, seed: 1 })
    expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(20)
  })
})
