/**
 * URIs: a scheme of RFC 3986, a colon, and visible ASCII. [lexicon]
 *
 * Permissive beyond that: any scheme, no look at its own rules.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type Uri = Branded<string, "Uri">

export const MAX_LENGTH = 8192

const SHAPE = /^[a-zA-Z][a-zA-Z0-9+.-]{0,80}:[!-~]+$/

export const { is, parse, make } = Format.make<Uri>("uri", (input) =>
  input.length > MAX_LENGTH
    ? `longer than ${MAX_LENGTH} characters`
    : SHAPE.test(input)
    ? undefined
    : "expected scheme:rest in visible ASCII")
