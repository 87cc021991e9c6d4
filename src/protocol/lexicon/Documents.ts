/** The documents of `lexicons/`, each read when first asked for. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Document } from "./Document.ts"

const folder = join(import.meta.dirname, "../../../lexicons")
const suffix = ".json"

let known: ReadonlySet<string> | undefined
const read = new Map<string, Document>()

/**
 * Names come from the network, so none becomes a path, nor leaves a trace in
 * memory, that the folder does not list in exactly this spelling.
 */
const isKnown = (nsid: string): boolean => {
  known ??= new Set(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(suffix))
      .map((path) => path.slice(0, -suffix.length).replaceAll(/[/\\]/g, "."))
  )
  return known.has(nsid)
}

export const standardDocuments = (nsid: string): Document | undefined => {
  const found = read.get(nsid)
  if (found !== undefined || !isKnown(nsid)) return found
  const document = JSON.parse(readFileSync(join(folder, `${nsid.replaceAll(".", "/")}${suffix}`), "utf8")) as Document
  read.set(nsid, document)
  return document
}
