/**
 * Language tags: well-formed BCP 47. [lexicon] RFC 5646 §2.1
 *
 * `is` checks the grammar, with the primary subtag two or three lower-case
 * letters, as the interop files want it. `isValid` also refuses repeated
 * variants and singletons (§2.2.9). Neither looks into the registry.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type Language = Branded<string, "Language">

const MAX_LENGTH = 128

const LANGTAG = new RegExp(
  "^[a-z]{2,3}(?:-[a-z]{3}){0,3}" + // language, extlang
    "(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?" + // script, region
    "(?<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)" +
    "(?<extensions>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)" +
    "(?:-x(?:-[a-z0-9]{1,8})+)?$",
  "i"
)
const PRIVATE_USE = /^x(?:-[a-z0-9]{1,8})+$/i

/** Tags of RFC 4646 and before that do not fit the grammar, or that it would read otherwise. */
const GRANDFATHERED = new Set(
  ("en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu " +
    "sgn-be-fr sgn-be-nl sgn-ch-de art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka zh-min zh-min-nan zh-xiang")
    .split(" ")
)

export const { is, parse, make } = Format.make<Language>("language", (input) => {
  if (input.length > MAX_LENGTH) return `longer than ${MAX_LENGTH} characters`
  if (PRIVATE_USE.test(input) || GRANDFATHERED.has(input.toLowerCase())) return undefined
  if (!LANGTAG.test(input)) return "not a well-formed BCP 47 tag"
  return /^[a-z]{2,3}(?:-|$)/.test(input) ? undefined : "the language is not in lower case"
})

/** Well-formed, and no variant or extension singleton twice. */
export const isValid = (input: string): input is Language => {
  if (!is(input)) return false
  if (PRIVATE_USE.test(input) || GRANDFATHERED.has(input.toLowerCase())) return true
  const { variants = "", extensions = "" } = LANGTAG.exec(input)?.groups ?? {}
  return distinct(variants.split("-").slice(1)) &&
    distinct(extensions.split("-").filter((subtag) => subtag.length === 1))
}

const distinct = (subtags: ReadonlyArray<string>): boolean =>
  new Set(subtags.map((subtag) => subtag.toLowerCase())).size === subtags.length
