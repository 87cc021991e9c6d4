/**
 * `atproto-accept-labelers` and `atproto-content-labelers`: whose labels are
 * wanted, and whose were consulted. [label]
 *
 *   did:web:mod.test;redact, did:plc:…
 *
 * A structured-field list (RFC 8941) in which the only parameter type is a bare
 * boolean flag. A DID that is repeated is one entry, its flags or-ed. Empty:
 * no labels at all. Absent: the server's default, so the caller asks before.
 * Flags other than `redact` are well-formed and mean nothing yet.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Did from "../syntax/Did.ts"

export interface AcceptedLabeler {
  readonly did: Did.Did
  /** Whether its `!takedown` and `!suspend` redact content. */
  readonly redact: boolean
}

export class InvalidLabelersHeader extends Data.TaggedError("InvalidLabelersHeader")<{ readonly item: string; readonly reason: string }> {
  override get message(): string {
    return `${this.reason}: "${this.item.slice(0, 100)}"`
  }
}

const flag = /^[a-z*][a-z0-9_.*-]*$/

/** Spaces and tabs only; a loop, since /[ \t]+$/ is quadratic on a header full of them. */
const trim = (text: string): string => {
  let [start, end] = [0, text.length]
  while (start < end && (text[start] === " " || text[start] === "\t")) start++
  while (end > start && (text[end - 1] === " " || text[end - 1] === "\t")) end--
  return text.slice(start, end)
}

/** A header that is sent several times is joined with commas first. */
export const parse = (header: string): Result.Result<ReadonlyArray<AcceptedLabeler>, InvalidLabelersHeader> => {
  if (trim(header) === "") return Result.succeed([])
  const redacting = new Map<Did.Did, boolean>()
  for (const item of header.split(",").map(trim)) {
    const fail = (reason: string) => Result.fail(new InvalidLabelersHeader({ item, reason }))
    const [did, ...flags] = item.split(";")
    if (did === undefined || !Did.is(did)) return fail("not a labeler's DID")
    const names = flags.map((name) => name.replace(/^ +/, ""))
    if (!names.every((name) => flag.test(name))) return fail("a flag is a bare name after ;")
    redacting.set(did, redacting.get(did) === true || names.includes("redact"))
  }
  return Result.succeed([...redacting].map(([did, redact]) => ({ did, redact })))
}

export const format = (labelers: ReadonlyArray<AcceptedLabeler>): string =>
  labelers.map(({ did, redact }) => redact ? `${did};redact` : did).join(", ")
