/**
 * References to blobs inside records. [data-model] [blob]
 *
 * The model: a plain object `{$type: "blob", ref, mimeType, size}`, found in
 * any record without knowing its schema. The legacy form `{cid, mimeType}` has
 * no `$type`: only a schema can tell that it is one. It is read, never written.
 */
import { Cid } from "./Cid.ts"
import type { Data, DataObject } from "./Data.ts"

export interface BlobRef {
  readonly $type: "blob"
  /** Codec raw in what is written. */
  readonly ref: Cid
  readonly mimeType: string
  /** Bytes, above zero. */
  readonly size: number
}

export interface LegacyBlobRef {
  /** A CID in its text form, not a link. */
  readonly cid: string
  readonly mimeType: string
}

export const blobRef = (ref: Cid, mimeType: string, size: number): BlobRef & DataObject => ({
  $type: "blob",
  ref,
  mimeType,
  size
})

/** Whether `data` is a sound blob reference. Unknown further fields are allowed: the form may grow. */
export const isBlobRef = (data: unknown): data is BlobRef => isObject(data) && whyNotBlob(data) === undefined

/** What keeps an object with `$type: "blob"` from being a blob reference; undefined if nothing does. */
export const whyNotBlob = (data: { readonly [key: string]: unknown }): string | undefined => {
  if (data["$type"] !== "blob") return "$type is not blob"
  if (!(data["ref"] instanceof Cid)) return "blob without a link in ref"
  // The specification wants codec raw, the interop vector record-data-valid "full" has dag-cbor: what is
  // written is raw, what is read need not be, as with any other link that is not of the blessed form.
  if (typeof data["mimeType"] !== "string" || data["mimeType"] === "") return "blob without a mimeType"
  if (!Number.isSafeInteger(data["size"]) || (data["size"] as number) <= 0) return "blob without a positive size"
  return undefined
}

/** To be asked only where a schema says that a blob stands. */
export const isLegacyBlobRef = (data: unknown): data is LegacyBlobRef =>
  isObject(data) && !("$type" in data) && typeof data["cid"] === "string" &&
  typeof data["mimeType"] === "string" && data["mimeType"] !== ""

/**
 * The first object of exactly the legacy form, wherever it stands: without a
 * schema it may be anything, but nobody writes new records with it. [ref pds]
 */
export const findLegacyBlob = (data: unknown): LegacyBlobRef | undefined => {
  if (Array.isArray(data)) return firstOf(data)
  if (!isObject(data)) return undefined
  if (isLegacyBlobRef(data) && Object.keys(data).length === 2) return data
  return firstOf(Object.values(data))
}

const firstOf = (values: ReadonlyArray<unknown>): LegacyBlobRef | undefined => {
  for (const value of values) {
    const found = typeof value === "object" && value !== null ? findLegacyBlob(value) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** All blob references in `data`, in the order in which they stand there; repeats stay. */
export const findBlobs = (data: Data): Array<BlobRef> => {
  const found: Array<BlobRef> = []
  collect(data, found)
  return found
}

const collect = (data: unknown, found: Array<BlobRef>): void => {
  if (Array.isArray(data)) {
    for (const item of data) collect(item, found)
  } else if (isBlobRef(data)) {
    found.push(data)
  } else if (isObject(data)) {
    for (const key of Object.keys(data)) collect(data[key], found)
  }
}

const isObject = (data: unknown): data is { readonly [key: string]: unknown } =>
  typeof data === "object" && data !== null && !Array.isArray(data) && !(data instanceof Cid) &&
  !(data instanceof Uint8Array)
