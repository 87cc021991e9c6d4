/** The documents of `lexicons/`, read when first asked for. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Nsid from "../syntax/Nsid.ts"
import type { Document } from "./Document.ts"

const folder = new URL("../../../lexicons/", import.meta.url)
const read = new Map<string, Document | undefined>()

const load = (nsid: string): Document | undefined => {
  // Only a well-formed NSID may become a path.
  if (!Nsid.is(nsid)) return undefined
  try {
    return JSON.parse(readFileSync(fileURLToPath(new URL(`${nsid.replaceAll(".", "/")}.json`, folder)), "utf8")) as Document
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

export const standardDocuments = (nsid: string): Document | undefined => {
  if (!read.has(nsid)) {
    // Records of unknown collections must not fill the memory with names.
    if (read.size > 10_000) return load(nsid)
    read.set(nsid, load(nsid))
  }
  return read.get(nsid)
}
