/**
 * The atproto data model as JavaScript values. [data-model]
 *
 * null, boolean, integer (safe range), string, bytes, link, array, object.
 * There are no floats. A blob is the plain object
 * `{ $type: "blob", ref: Cid, mimeType, size }`.
 */
import type { Cid } from "./Cid.ts"

export type Data = null | boolean | number | string | Uint8Array | Cid | ReadonlyArray<Data> | DataObject

export interface DataObject {
  readonly [key: string]: Data
}
