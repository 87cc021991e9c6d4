/** A decoded record as XRPC tells it, in text; keys sorted, so that equal values are equal text. [data-model] JSON */
import { CID } from "multiformats/cid"

const told = (value: unknown): unknown => {
  const link = CID.asCID(value)
  if (link !== null) return { $link: link.toString() }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64").replace(/=+$/, "") }
  if (Array.isArray(value)) return value.map(told)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, child]) => [key, told(child)]))
}

export const asJson = (value: unknown): string => JSON.stringify(told(value))
