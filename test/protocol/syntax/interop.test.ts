/** ID-1: every line of the interop syntax files. [interop] */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
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
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import * as Uri from "../../../src/protocol/syntax/Uri.ts"
import * as vectors from "../data/vectors.ts"

const formats: ReadonlyArray<readonly [file: string, format: Format<string>]> = [
  ["atidentifier", AtIdentifier],
  ["aturi", AtUri],
  ["cid", CidString],
  ["datetime", Datetime],
  ["did", Did],
  ["handle", Handle],
  ["language", Language],
  ["nsid", Nsid],
  ["recordkey", RecordKey],
  ["tid", Tid],
  ["uri", Uri]
]

describe.skipIf(!vectors.present).each(formats)("ID-1: %s", (file, format) => {
  it.each(vectors.lines(`atproto-interop/syntax/${file}_syntax_valid.txt`))("valid: %s", (line) => {
    expect(Result.getOrThrow(format.parse(line))).toBe(line)
    expect(format.is(line)).toBe(true)
    expect(format.make(line)).toBe(line)
  })

  it.each(vectors.lines(`atproto-interop/syntax/${file}_syntax_invalid.txt`))("invalid: %s", (line) => {
    const result = format.parse(line)
    expect(Result.isFailure(result) && result.failure._tag).toBe("InvalidSyntax")
    expect(format.is(line)).toBe(false)
    expect(() => format.make(line)).toThrow()
  })
})

describe.skipIf(!vectors.present)("ID-1: sound grammar, wrong sense", () => {
  it.each(vectors.lines("atproto-interop/syntax/datetime_parse_invalid.txt"))("datetime: %s", (line) => {
    expect(Datetime.is(line)).toBe(false)
  })

  it.each(vectors.lines("atproto-interop/syntax/language_parse_invalid.txt"))("language: %s", (line) => {
    expect(Language.is(line)).toBe(true)
    expect(Language.isValid(line)).toBe(false)
  })

  it.each(vectors.lines("atproto-interop/syntax/language_syntax_valid.txt"))("language also valid in sense: %s", (line) => {
    expect(Language.isValid(line)).toBe(true)
  })
})
