/**
 * How deep, wide and long-keyed a record may be that is to be written. Readers
 * take more (`Cbor.decode` has limits of its own), so that what one server
 * writes any other reads. [g:data-validation]
 */
import { Cid } from "./Cid.ts"
import type { Data } from "./Data.ts"

export const maxDepth = 32
export const maxElements = 131_072
export const maxKeyBytes = 8_192

const encoder = new TextEncoder()

const keyFits = (key: string): boolean => key.length * 3 <= maxKeyBytes || encoder.encode(key).length <= maxKeyBytes

/** Why a record is not written; undefined if it may be. */
export const excess = (data: Data, depth = 0): string | undefined => {
  if (typeof data !== "object" || data === null || data instanceof Uint8Array || Cid.isCid(data)) return undefined
  if (depth >= maxDepth) return `nested deeper than ${maxDepth}`
  if (Array.isArray(data)) {
    if (data.length > maxElements) return `a list of more than ${maxElements} elements`
    for (const element of data as ReadonlyArray<Data>) {
      const found = excess(element, depth + 1)
      if (found !== undefined) return found
    }
    return undefined
  }
  const keys = Object.keys(data)
  if (keys.length > maxElements) return `an object of more than ${maxElements} fields`
  for (const key of keys) {
    if (!keyFits(key)) return `a field name of more than ${maxKeyBytes} bytes`
    const found = excess((data as Readonly<Record<string, Data>>)[key]!, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
