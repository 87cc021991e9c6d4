/** Strings: format, length in UTF-8 bytes, length in graphemes, closed sets. [lexicon] LEX-3 */
import * as AtIdentifier from "../syntax/AtIdentifier.ts"
import * as AtUri from "../syntax/AtUri.ts"
import * as CidString from "../syntax/CidString.ts"
import * as Datetime from "../syntax/Datetime.ts"
import * as Did from "../syntax/Did.ts"
import * as Handle from "../syntax/Handle.ts"
import * as Language from "../syntax/Language.ts"
import * as Nsid from "../syntax/Nsid.ts"
import * as RecordKey from "../syntax/RecordKey.ts"
import * as Tid from "../syntax/Tid.ts"
import * as Uri from "../syntax/Uri.ts"
import { type Check, fail } from "./Check.ts"
import type { StringField, StringFormat } from "./Document.ts"

export const formats: Readonly<Record<StringFormat, (value: string) => boolean>> = {
  "at-identifier": AtIdentifier.is,
  "at-uri": AtUri.is,
  cid: CidString.is,
  datetime: Datetime.is,
  did: Did.is,
  handle: Handle.is,
  language: Language.is,
  nsid: Nsid.is,
  "record-key": RecordKey.is,
  tid: Tid.is,
  uri: Uri.is
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" })

const countGraphemes = (text: string): number => {
  let count = 0
  for (const _ of graphemes.segment(text)) count++
  return count
}

/** UTF-8 bytes; a UTF-16 unit is at least one and at most three of them. */
const countBytes = (text: string): number => Buffer.byteLength(text, "utf8")

const ascii = /^[\x20-\x7e]*$/

export const stringCheck = (field: StringField): Check => {
  const { const: constant, enum: values, format, maxGraphemes, maxLength, minGraphemes, minLength } = field
  const fits = format === undefined ? undefined : formats[format]
  return (value) => {
    if (typeof value !== "string") return fail("a string", value)
    if (constant !== undefined && value !== constant) return fail(JSON.stringify(constant), value)
    if (values !== undefined && !values.includes(value)) return fail(`one of ${values.join(", ")}`, value)
    if (maxLength !== undefined && value.length * 3 > maxLength && countBytes(value) > maxLength) {
      return fail(`at most ${maxLength} bytes`, value)
    }
    if (minLength !== undefined && value.length < minLength && countBytes(value) < minLength) {
      return fail(`at least ${minLength} bytes`, value)
    }
    // A grapheme is at least one UTF-16 unit, and printable ASCII is one each: most texts need no segmenting.
    if (maxGraphemes !== undefined && value.length > maxGraphemes && countGraphemes(value) > maxGraphemes) {
      return fail(`at most ${maxGraphemes} graphemes`, value)
    }
    if (minGraphemes !== undefined && minGraphemes > 0) {
      const count = ascii.test(value) ? value.length : countGraphemes(value)
      if (count < minGraphemes) return fail(`at least ${minGraphemes} graphemes`, value)
    }
    if (fits !== undefined && !fits(value)) return fail(`a ${format}`, value)
    return undefined
  }
}
