/**
 * Namespaced identifiers: a reversed domain, and a name. [nsid]
 *
 * The page also limits the authority to 253 characters; the interop files and
 * the reference have valid NSIDs beyond that, so only the total counts here.
 * Fragments (`nsid#name`) and globs (`com.example.*`) are written like NSIDs
 * but are none.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type Nsid = Branded<string, "Nsid">

export const MAX_LENGTH = 317

const SHAPE =
  /^[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+(\.[a-zA-Z][a-zA-Z0-9]{0,62})$/

export const { is, parse, make } = Format.make<Nsid>("nsid", (input) =>
  input.length > MAX_LENGTH
    ? `longer than ${MAX_LENGTH} characters`
    : SHAPE.test(input)
    ? undefined
    : "expected at least three segments, the last a name of letters and digits")

/** The domain, in DNS order: `feed.bsky.app` of `app.bsky.feed.post`. */
export const authority = (nsid: Nsid): string =>
  nsid.slice(0, nsid.lastIndexOf(".")).split(".").reverse().join(".").toLowerCase()

/** The last segment, case-sensitive. */
export const name = (nsid: Nsid): string => nsid.slice(nsid.lastIndexOf(".") + 1)

/** Authority in lower case; the name as it is. */
export const normalize = (nsid: Nsid): Nsid => {
  const dot = nsid.lastIndexOf(".")
  return (nsid.slice(0, dot).toLowerCase() + nsid.slice(dot)) as Nsid
}
