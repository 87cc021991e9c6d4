/**
 * AT-URIs in the restricted form of the protocol. [at-uri]
 *
 *     at://AUTHORITY[/COLLECTION[/RKEY]]
 *
 * No query, fragment, port, user, trailing slash, empty segment or percent
 * escape. The broader syntax of the page's last sections is out of scope.
 */
import type { Branded } from "effect/Brand"
import * as AtIdentifier from "./AtIdentifier.ts"
import * as Format from "./Format.ts"
import * as Handle from "./Handle.ts"
import * as Nsid from "./Nsid.ts"
import * as RecordKey from "./RecordKey.ts"
import type * as RepoPath from "./RepoPath.ts"
import type { Tid } from "./Tid.ts"

export type AtUri = Branded<string, "AtUri">

export interface Parts {
  readonly authority: AtIdentifier.AtIdentifier
  readonly collection?: Nsid.Nsid
  readonly rkey?: RecordKey.RecordKey
}

export const MAX_LENGTH = 8192

export const { is, parse, make } = Format.make<AtUri>("at-uri", (input) => {
  if (input.length > MAX_LENGTH) return `longer than ${MAX_LENGTH} characters`
  if (!input.startsWith("at://")) return "expected at://"
  const authorityEnd = segmentEnd(input, 5)
  if (!AtIdentifier.is(input.slice(5, authorityEnd))) return "the authority is neither a DID nor a handle"
  if (authorityEnd === input.length) return undefined
  const collectionEnd = segmentEnd(input, authorityEnd + 1)
  if (!Nsid.is(input.slice(authorityEnd + 1, collectionEnd))) return "the collection is not an NSID"
  if (collectionEnd === input.length) return undefined
  return RecordKey.is(input.slice(collectionEnd + 1)) ? undefined : "the record key is not valid"
})

export const of = (
  authority: AtIdentifier.AtIdentifier,
  collection: Nsid.Nsid,
  rkey: RecordKey.RecordKey | Tid
): AtUri => `at://${authority}/${collection}/${rkey}` as AtUri

export const ofPath = (authority: AtIdentifier.AtIdentifier, path: RepoPath.RepoPath): AtUri =>
  `at://${authority}/${path}` as AtUri

export const split = (uri: AtUri): Parts => {
  const [authority, collection, rkey] = uri.slice(5).split("/") as [
    AtIdentifier.AtIdentifier,
    Nsid.Nsid?,
    RecordKey.RecordKey?
  ]
  return {
    authority,
    ...(collection === undefined ? {} : { collection }),
    ...(rkey === undefined ? {} : { rkey })
  }
}

/** Handle in lower case; DID, collection and record key untouched. */
export const normalize = (uri: AtUri): AtUri => {
  const end = segmentEnd(uri, 5)
  const authority = uri.slice(5, end) as AtIdentifier.AtIdentifier
  return AtIdentifier.isDid(authority) ? uri : `at://${Handle.normalize(authority)}${uri.slice(end)}` as AtUri
}

const segmentEnd = (input: string, start: number): number => {
  const slash = input.indexOf("/", start)
  return slash < 0 ? input.length : slash
}
