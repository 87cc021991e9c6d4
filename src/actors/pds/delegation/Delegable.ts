/**
 * Methods that may be delegated at all. Everything else asks for a session,
 * whatever a token says: `*` never reaches accounts, keys, mail or moves.
 */
import { standard } from "../../../protocol/lexicon/Registry.ts"

const writes: ReadonlySet<string> = new Set(
  ["createRecord", "putRecord", "deleteRecord", "applyWrites", "uploadBlob"].map((name) => `com.atproto.repo.${name}`)
)

/** Reads of the App View; preferences are the account's own and are no such read. */
const isRead = (nsid: string): boolean =>
  nsid.startsWith("app.bsky.") && nsid !== "app.bsky.actor.getPreferences" && standard.method(nsid)?.type === "query"

export const isDelegable = (nsid: string): boolean => writes.has(nsid) || isRead(nsid)
