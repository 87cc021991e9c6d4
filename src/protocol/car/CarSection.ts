/**
 * The parts of a CAR v1 file. [repository]
 *
 *     varint(size) header            {version: 1, roots: [cid …]} in DRISL
 *     varint(size) cid data          a block, any number of times
 *
 * A block is refused unless its CID is blessed and its bytes hash to it.
 */
import * as Result from "effect/Result"
import * as Cbor from "../data/Cbor.ts"
import { Cid, DAG_CBOR } from "../data/Cid.ts"
import { CarError } from "./CarError.ts"

export interface Limits {
  /** The whole file. */
  readonly maxBytes: number
  readonly maxBlocks: number
  /** One block without its CID. A record may have 1 MiB; larger is somebody else's data. */
  readonly maxBlockBytes: number
}

export const DEFAULT_LIMITS: Limits = { maxBytes: 1 << 30, maxBlocks: 8 << 20, maxBlockBytes: 2 << 20 }

export const CID_BYTES = 36
export const MAX_HEADER_BYTES = 64 << 10

export const varintSize = (value: number): number => {
  let size = 1
  while (value >= 128) {
    value = Math.floor(value / 128)
    size++
  }
  return size
}

/** Writes at `offset`; gives the offset behind. */
export const writeVarint = (out: Uint8Array, offset: number, value: number): number => {
  while (value >= 128) {
    out[offset++] = (value % 128) | 128
    value = Math.floor(value / 128)
  }
  out[offset++] = value
  return offset
}

/**
 * Reads at [offset, end): the value and the offset behind, `undefined` if it
 * runs past the end, `"invalid"` if it is above 2^49 or not in shortest form.
 */
export const readVarint = (
  bytes: Uint8Array,
  offset: number,
  end: number
): { readonly value: number; readonly end: number } | "invalid" | undefined => {
  let value = 0
  let scale = 1
  for (let i = offset; i < offset + 7; i++) {
    if (i >= end) return undefined
    const byte = bytes[i]!
    value += (byte & 127) * scale
    if (byte < 128) return byte === 0 && i > offset ? "invalid" : { value, end: i + 1 }
    scale *= 128
  }
  return "invalid"
}

/** Nearly every header has one blessed root, and varies in nothing else. */
const ONE_ROOT = Cbor.encode({ version: 1, roots: [Cid.ofDigest(DAG_CBOR, new Uint8Array(32))] })
const ROOT_AT = 13

export const encodeHeader = (roots: ReadonlyArray<Cid>): Uint8Array => {
  const [root] = roots
  if (root === undefined || roots.length > 1 || !root.isBlessed) return Cbor.encode({ version: 1, roots })
  const header = ONE_ROOT.slice()
  root.copyTo(header, ROOT_AT)
  return header
}

/** The root of a header with one blessed root. */
const onlyRoot = (header: Uint8Array): Cid | undefined => {
  if (header.length !== ONE_ROOT.length) return undefined
  for (let i = 0; i < ROOT_AT; i++) if (header[i] !== ONE_ROOT[i]) return undefined
  for (let i = ROOT_AT + CID_BYTES; i < ONE_ROOT.length; i++) if (header[i] !== ONE_ROOT[i]) return undefined
  return Cid.blessedAt(header, ROOT_AT)
}

export const decodeHeader = (bytes: Uint8Array, offset: number): Result.Result<ReadonlyArray<Cid>, CarError> => {
  const only = onlyRoot(bytes)
  if (only !== undefined) return Result.succeed([only])
  const fail = (reason: string) => Result.fail(new CarError({ reason, offset }))
  const header = Cbor.decode(bytes)
  if (Result.isFailure(header)) return fail(`header: ${header.failure.message}`)
  const fields = header.success
  if (typeof fields !== "object" || fields === null || !("version" in fields) || !("roots" in fields)) {
    return fail("header is not {version, roots}")
  }
  if (Object.keys(fields).length !== 2) return fail("header has unknown fields")
  if (fields["version"] !== 1) return fail("CAR version is not 1")
  const roots = fields["roots"]
  return Array.isArray(roots) && roots.every(Cid.isCid)
    ? Result.succeed(roots as ReadonlyArray<Cid>)
    : fail("header's roots are not links")
}

/** The block of the section at [start, end), as a view, if it is sound; else what is wrong with it. */
export const readBlock = (bytes: Uint8Array, start: number, end: number, limits: Limits): readonly [Cid, Uint8Array] | string => {
  const dataStart = start + CID_BYTES
  if (end < dataStart) return "section too short for a CID"
  if (end - dataStart > limits.maxBlockBytes) return `block above ${limits.maxBlockBytes} bytes`
  const cid = Cid.blessedAt(bytes, start)
  if (cid === undefined) return "block's CID is not a blessed CIDv1"
  const data = bytes.subarray(dataStart, end)
  return cid.matches(data) ? [cid, data] : "block does not hash to its CID"
}
