/**
 * Records that say something about one subject, of which an account needs only
 * one: a like, repost, follow or block. A new one replaces the older in the
 * same commit. [ref pds]
 */
import type { Data } from "../../../protocol/data/Data.ts"

const collections = new Set(["app.bsky.feed.like", "app.bsky.feed.repost", "app.bsky.graph.follow", "app.bsky.graph.block"])

export const isLinking = (collection: string): boolean => collections.has(collection)

/** The URI or DID that a record is about; undefined if it is of another kind, or malformed. */
export const subjectOf = (collection: string, record: Data): string | undefined => {
  if (!collections.has(collection) || typeof record !== "object" || record === null || !("subject" in record)) return undefined
  const subject = record["subject"]
  if (typeof subject === "string") return subject
  if (typeof subject !== "object" || subject === null || !("uri" in subject)) return undefined
  return typeof subject["uri"] === "string" ? subject["uri"] : undefined
}
