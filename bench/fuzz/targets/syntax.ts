import * as AtIdentifier from "../../../src/protocol/syntax/AtIdentifier.ts"
import * as AtUri from "../../../src/protocol/syntax/AtUri.ts"
import * as CidString from "../../../src/protocol/syntax/CidString.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import type { Format } from "../../../src/protocol/syntax/Format.ts"
import * as Handle from "../../../src/protocol/syntax/Handle.ts"
import * as Language from "../../../src/protocol/syntax/Language.ts"
import * as Nsid from "../../../src/protocol/syntax/Nsid.ts"
import * as RecordKey from "../../../src/protocol/syntax/RecordKey.ts"
import * as RepoPath from "../../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import * as Uri from "../../../src/protocol/syntax/Uri.ts"
import * as Cid from "../../../src/protocol/data/Cid.ts"
import * as Result from "effect/Result"
import { assert, type Target } from "../Target.ts"

const formats: ReadonlyArray<Format<string>> = [
  AtIdentifier, AtUri, CidString, Datetime, Did, Handle, Language, Nsid, RecordKey, RepoPath, Tid, Uri
]

/** All string formats at once: expressions that backtrack would show as time. */
export const target: Target = {
  name: "syntax",
  form: "text",
  seeds: () =>
    [
      "did:plc:7iza6de2dwap2sbkpav7c6c6", "alice.test", `${"a".repeat(63)}.${"b-c.".repeat(40)}test`, "app.bsky.feed.post/3jzfcijpj2z2a",
      "at://did:web:bob.test/app.bsky.feed.post/self", "1985-04-12T23:20:50.123456789+01:45", "en-GB-boont-r-extended-sequence-x-private",
      "https://example.com/a?b#c", "3jzfcijpj2z2a", `x-${"abcd-".repeat(24)}y`, `a.${"b".repeat(62)}.${"c.".repeat(100)}d`,
      "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"
    ].map((text) => new TextEncoder().encode(text)),
  run: (bytes) => {
    const text = new TextDecoder().decode(bytes)
    let accepted = false
    for (const { is, parse } of formats) {
      const result = parse(text)
      assert(is(text) === Result.isSuccess(result), "is and parse do not agree")
      accepted ||= Result.isSuccess(result)
    }
    if (Handle.is(text)) assert(Handle.is(Handle.normalize(text)), "a normalised handle is none")
    if (AtUri.is(text)) assert(AtUri.is(AtUri.normalize(text)), "a normalised AT-URI is none")
    if (Datetime.is(text)) assert(Datetime.is(Datetime.fromMillis(Datetime.toMillis(text))), "a datetime's instant has no datetime")
    if (Tid.is(text) && text < "c") assert(Tid.fromMicros(Tid.toMicros(text), Tid.clockId(text)) === text, "a TID is not its parts")
    Language.isValid(text)
    const cid = Cid.Cid.parse(text)
    if (Result.isSuccess(cid)) assert(cid.success.toString() === text, "a CID does not print as it was read")
    return accepted
  }
}
