/** Record keys: the name of a record inside its collection, case-sensitive. [record-key] */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type RecordKey = Branded<string, "RecordKey">

export const MAX_LENGTH = 512

const SHAPE = /^[A-Za-z0-9._:~-]{1,512}$/

export const { is, parse, make } = Format.make<RecordKey>("record-key", (input) =>
  !SHAPE.test(input)
    ? "expected 1 to 512 of A-Z a-z 0-9 . _ : ~ -"
    : input === "." || input === ".."
    ? "reserved"
    : undefined)
