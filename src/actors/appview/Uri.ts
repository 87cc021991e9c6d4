/** The parts of AT-URIs that are known to be sound, without parsing them whole. [at-uri] */
import type { RepoPath } from "../../protocol/syntax/RepoPath.ts"

export const of = (did: string, path: string): string => `at://${did}/${path}`

/** The DID of the authority; undefined if it is a handle, which is no lasting reference. ID-6 */
export const did = (uri: string): string | undefined => {
  const end = uri.indexOf("/", 5)
  const authority = end < 0 ? uri.slice(5) : uri.slice(5, end)
  return authority.startsWith("did:") ? authority : undefined
}

/** The DID of one of our own rows, which have no other authority. */
export const author = (uri: string): string => uri.slice(5, uri.indexOf("/", 5))

export const path = (uri: string): RepoPath => uri.slice(uri.indexOf("/", 5) + 1) as RepoPath

export const collection = (uri: string): string => {
  const start = uri.indexOf("/", 5) + 1
  return uri.slice(start, uri.indexOf("/", start))
}

export const rkey = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1)

/** All records of a repository, or of one of its collections, are in [from, to). `0` comes after `/`. */
export const range = (did: string, collection?: string): { readonly from: string; readonly to: string } => {
  const prefix = collection === undefined ? `at://${did}` : `at://${did}/${collection}`
  return { from: `${prefix}/`, to: `${prefix}0` }
}
