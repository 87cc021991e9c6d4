/**
 * The Lexicon string format `cid`. [lexicon] [data-model]
 *
 * As wide as the interop files: any multibase text that could be a CID, but not
 * a CIDv0. Links of the protocol itself are `Cid` values, and those are strict.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type CidString = Branded<string, "CidString">

const SHAPE = /^[a-zA-Z0-9+=]{8,256}$/

export const { is, parse, make } = Format.make<CidString>("cid", (input) =>
  !SHAPE.test(input)
    ? "expected 8 to 256 letters, digits, + or ="
    : input.startsWith("Qmb")
    ? "CIDv0 is not supported"
    : undefined)
