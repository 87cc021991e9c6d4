/**
 * Repository paths, the keys of the MST: `collection/rkey`. [repository]
 *
 * Both halves have their own full syntax. The repository page's list of path
 * characters forgets `:`, but record keys may hold it, so paths may.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"
import * as Nsid from "./Nsid.ts"
import * as RecordKey from "./RecordKey.ts"
import type { Tid } from "./Tid.ts"

export type RepoPath = Branded<string, "RepoPath">

export interface Parts {
  readonly collection: Nsid.Nsid
  readonly rkey: RecordKey.RecordKey
}

export const { is, parse, make } = Format.make<RepoPath>("repo-path", (input) => {
  const slash = input.indexOf("/")
  return slash < 0
    ? "expected collection/rkey"
    : !Nsid.is(input.slice(0, slash))
    ? "the collection is not an NSID"
    : !RecordKey.is(input.slice(slash + 1))
    ? "the record key is not valid"
    : undefined
})

/** Checks nothing: both halves are checked by their types. */
export const of = (collection: Nsid.Nsid, rkey: RecordKey.RecordKey | Tid): RepoPath =>
  `${collection}/${rkey}` as RepoPath

export const split = (path: RepoPath): Parts => {
  const slash = path.indexOf("/")
  return { collection: path.slice(0, slash) as Nsid.Nsid, rkey: path.slice(slash + 1) as RecordKey.RecordKey }
}

export const collection = (path: RepoPath): Nsid.Nsid => path.slice(0, path.indexOf("/")) as Nsid.Nsid

export const rkey = (path: RepoPath): RecordKey.RecordKey => path.slice(path.indexOf("/") + 1) as RecordKey.RecordKey
