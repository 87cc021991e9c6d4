/**
 * CAR v1 files in memory. [repository]
 *
 * Reading verifies every hash and gives blocks as views of the input: nothing
 * is decoded, nothing copied. Any block order, duplicates, unrelated blocks
 * and dangling links are fine here; whether a structure is complete is the
 * repository's question. The streaming twin is CarStream.ts.
 */
import * as Result from "effect/Result"
import type { Cid } from "../data/Cid.ts"
import { allocate } from "../data/Slab.ts"
import { BlockMap } from "./BlockMap.ts"
import { CarError } from "./CarError.ts"
import { decodeHeader, DEFAULT_LIMITS, encodeHeader, type Limits, MAX_HEADER_BYTES, readBlock, readVarint, varintSize, writeVarint } from "./CarSection.ts"

export { CarError } from "./CarError.ts"
export { DEFAULT_LIMITS, type Limits } from "./CarSection.ts"
export { readStream, writeStream } from "./CarStream.ts"

export interface Car {
  readonly roots: ReadonlyArray<Cid>
  readonly blocks: BlockMap
}

export const MIME_TYPE = "application/vnd.ipld.car"

type Sections = ReadonlyArray<readonly [Cid, Uint8Array]>

const sizeOf = (sections: Sections): number => {
  let size = 0
  for (const [cid, bytes] of sections) {
    const section = cid.key.length + bytes.length
    size += varintSize(section) + section
  }
  return size
}

const put = (out: Uint8Array, start: number, sections: Sections): void => {
  let offset = start
  for (const [cid, bytes] of sections) {
    offset = writeVarint(out, offset, cid.key.length + bytes.length)
    cid.copyTo(out, offset)
    offset += cid.key.length
    out.set(bytes, offset)
    offset += bytes.length
  }
}

export const write = (roots: ReadonlyArray<Cid>, blocks: Iterable<readonly [Cid, Uint8Array]>): Uint8Array => {
  const header = encodeHeader(roots)
  const sections = Array.isArray(blocks) ? blocks as Sections : [...blocks]
  const start = varintSize(header.length) + header.length
  const out = allocate(start + sizeOf(sections))
  out.set(header, writeVarint(out, 0, header.length))
  put(out, start, sections)
  return out
}

/** So many blocks of a file that is written piece by piece: what follows `write(roots, [])`. */
export const writeBlocks = (blocks: ReadonlyArray<readonly [Cid, Uint8Array]>): Uint8Array => {
  const out = allocate(sizeOf(blocks))
  put(out, 0, blocks)
  return out
}

export const read = (bytes: Uint8Array, limits: Partial<Limits> = DEFAULT_LIMITS): Result.Result<Car, CarError> => {
  const within = limits === DEFAULT_LIMITS ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...limits }
  const fail = (reason: string, offset: number) => Result.fail(new CarError({ reason, offset }))
  if (bytes.length > within.maxBytes) return fail(`file above ${within.maxBytes} bytes`, 0)
  const size = readVarint(bytes, 0, bytes.length)
  if (size === undefined || size === "invalid") return fail("bad varint", 0)
  let offset = size.end + size.value
  if (size.value > MAX_HEADER_BYTES || offset > bytes.length) return fail("header runs past the end", 0)
  const roots = decodeHeader(bytes.subarray(size.end, offset), 0)
  if (Result.isFailure(roots)) return Result.fail(roots.failure)
  const blocks = new BlockMap()
  for (let count = 1; offset < bytes.length; count++) {
    if (count > within.maxBlocks) return fail(`more than ${within.maxBlocks} blocks`, offset)
    const section = readVarint(bytes, offset, bytes.length)
    if (section === undefined || section === "invalid") return fail("bad varint", offset)
    const end = section.end + section.value
    if (end > bytes.length) return fail("block runs past the end", offset)
    const block = readBlock(bytes, section.end, end, within)
    if (typeof block === "string") return fail(block, offset)
    blocks.set(block[0], block[1])
    offset = end
  }
  return Result.succeed({ roots: roots.success, blocks })
}
