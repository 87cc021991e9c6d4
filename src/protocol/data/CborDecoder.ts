/**
 * The reading half of DRISL. [data-model] [dasl drisl]
 *
 * Strict: what it accepts is exactly what the encoder writes, so that
 * encode(decode(b)) = b for every accepted b. It refuses long heads, floats,
 * undefined and other simple values, indefinite lengths, tags other than 42,
 * map keys that are not strings or not strictly ascending (length first, then
 * bytewise), bad UTF-8, integers beyond ±(2^53−1), and bytes after the end.
 *
 * Work and memory are linear in the input: a container may not claim more
 * items than bytes are left, and depth, items of one container and items in
 * total are capped. Never recurses deeper than the depth limit.
 *
 * The state is module-wide: decoding is synchronous, runs no foreign code and
 * so never overlaps itself. Byte strings are views of the input.
 */
import { isUtf8 } from "node:buffer"
import * as Result from "effect/Result"
import { CborError } from "./CborError.ts"
import { Cid } from "./Cid.ts"
import type { Data } from "./Data.ts"

export interface Limits {
  /** Containers inside containers; a scalar has depth 0. */
  readonly maxDepth: number
  /** Elements of one array, or entries of one map. */
  readonly maxContainer: number
  /** Elements and entries of all containers together. */
  readonly maxItems: number
}

export const DEFAULT_LIMITS: Limits = { maxDepth: 128, maxContainer: 131_072, maxItems: 1_048_576 }

const MAX_KEY_BYTES = 8192

const NOTHING = new Uint8Array(0)
let buffer: Uint8Array = NOTHING
let position = 0
let end = 0
let depth = 0
let items = 0
let maxDepth = 0
let maxContainer = 0

const latin1Slice = Buffer.prototype.latin1Slice
const utf8Slice = Buffer.prototype.utf8Slice

/** Caught in `decodeFirst`, the only way in. */
const refuse = (reason: string, offset = position): never => {
  throw new CborError({ reason, offset })
}

export const decode = (bytes: Uint8Array, limits: Limits = DEFAULT_LIMITS): Result.Result<Data, CborError> => {
  const first = decodeFirst(bytes, 0, limits)
  if (Result.isFailure(first)) return Result.fail(first.failure)
  return first.success.end === bytes.length
    ? Result.succeed(first.success.value)
    : Result.fail(new CborError({ reason: "bytes after the end", offset: first.success.end }))
}

/** Reads one item from `offset` on; `end` is the offset behind it. */
export const decodeFirst = (
  bytes: Uint8Array,
  offset = 0,
  limits: Limits = DEFAULT_LIMITS
): Result.Result<{ readonly value: Data; readonly end: number }, CborError> => {
  // A Buffer's views would be Buffers: take the plain array over the same memory.
  buffer = bytes instanceof Buffer ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes
  position = offset
  end = bytes.length
  depth = limits.maxDepth
  items = limits.maxItems
  maxDepth = limits.maxDepth
  maxContainer = limits.maxContainer
  try {
    const value = readValue()
    return Result.succeed({ value, end: position })
  } catch (error) {
    if (error instanceof CborError) return Result.fail(error)
    throw error
  } finally {
    buffer = NOTHING
  }
}

const readValue = (): Data => {
  if (position >= end) refuse("unexpected end")
  const head = buffer[position++]!
  const info = head & 31
  switch (head >> 5) {
    case 0:
      return info < 24 ? info : readArgument(info)
    case 1: {
      const argument = info < 24 ? info : readArgument(info)
      return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : refuse("integer below -(2^53-1)")
    }
    case 2: {
      const size = info < 24 ? info : readArgument(info)
      if (size > end - position) refuse("byte string runs past the end")
      const start = position
      position += size
      return buffer.subarray(start, position)
    }
    case 3:
      return readText(info < 24 ? info : readArgument(info))
    case 4:
      return readArray(info < 24 ? info : readArgument(info))
    case 5:
      return readMap(info < 24 ? info : readArgument(info))
    case 6:
      return readLink(info)
    default:
      if (head === 0xf6) return null
      if (head === 0xf5) return true
      if (head === 0xf4) return false
      return refuse(info > 24 && info < 28 ? "float" : "simple value other than false, true, null", position - 1)
  }
}

const readArgument = (info: number): number => {
  const start = position
  if (info === 24) {
    if (start + 1 > end) refuse("unexpected end")
    position = start + 1
    const value = buffer[start]!
    return value >= 24 ? value : refuse("head not in its shortest form", start - 1)
  }
  if (info === 25) {
    if (start + 2 > end) refuse("unexpected end")
    position = start + 2
    const value = (buffer[start]! << 8) | buffer[start + 1]!
    return value >= 0x100 ? value : refuse("head not in its shortest form", start - 1)
  }
  if (info === 26) {
    if (start + 4 > end) refuse("unexpected end")
    position = start + 4
    const value = readUint32(start)
    return value >= 0x1_0000 ? value : refuse("head not in its shortest form", start - 1)
  }
  if (info === 27) {
    if (start + 8 > end) refuse("unexpected end")
    position = start + 8
    const high = readUint32(start)
    if (high === 0) refuse("head not in its shortest form", start - 1)
    return high <= 0x1f_ffff ? high * 0x1_0000_0000 + readUint32(start + 4) : refuse("integer above 2^53-1", start - 1)
  }
  return refuse(info === 31 ? "indefinite length" : "reserved head", start - 1)
}

const readUint32 = (at: number): number =>
  ((buffer[at]! << 24) | (buffer[at + 1]! << 16) | (buffer[at + 2]! << 8) | buffer[at + 3]!) >>> 0

const readText = (size: number): string => {
  const start = position
  if (size > end - start) refuse("text runs past the end")
  position = start + size
  if (size === 0) return ""
  if (size < 40) {
    let bits = 0
    for (let i = start; i < position; i++) bits |= buffer[i]!
    if (bits < 128) return latin1Slice.call(buffer, start, position)
  }
  const text = utf8Slice.call(buffer, start, position)
  // Bad UTF-8 comes out as U+FFFD; only then look whether the input really spelt one.
  return text.includes("\ufffd") && !isUtf8(buffer.subarray(start, position)) ? refuse("bad UTF-8", start) : text
}

const enter = (count: number, bytesEach: number): void => {
  if (count * bytesEach > end - position) refuse("container claims more than the bytes left")
  if (count > maxContainer) refuse(`more than ${maxContainer} items in a container`)
  if ((items -= count) < 0) refuse("too many items in total")
  if (--depth < 0) refuse(`nested deeper than ${maxDepth}`)
}

const readArray = (count: number): Array<Data> => {
  enter(count, 1)
  const array: Array<Data> = []
  for (let i = 0; i < count; i++) array.push(readValue())
  depth++
  return array
}

const readMap = (count: number): { [key: string]: Data } => {
  enter(count, 2)
  const map: { [key: string]: Data } = {}
  let previous = 0
  let previousSize = -1
  for (let i = 0; i < count; i++) {
    if (position >= end) refuse("unexpected end")
    const head = buffer[position]!
    if (head >> 5 !== 3) refuse("map key is not text")
    position++
    const size = head < 0x78 ? head & 31 : readArgument(head & 31)
    const start = position
    if (size > end - start) refuse("text runs past the end")
    if (size <= previousSize && (size < previousSize || !ascends(previous, start, size))) {
      refuse("map keys not in canonical order", start)
    }
    const key = readKey(start, size)
    previous = start
    previousSize = size
    const value = readValue()
    if (key === "__proto__") {
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
    } else map[key] = value
  }
  depth++
  return map
}

const ascends = (left: number, right: number, size: number): boolean => {
  for (let i = 0; i < size; i++) {
    const order = buffer[right + i]! - buffer[left + i]!
    if (order !== 0) return order > 0
  }
  return false
}

/**
 * Keys repeat from block to block, so short ASCII ones come out of a fixed
 * table: no new string, and already interned as a property name.
 */
const KEY_TABLE: Array<string> = Array.from({ length: 1024 }, () => "")
const LETTERS = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))

const readKey = (start: number, size: number): string => {
  if (size === 1 && buffer[start]! < 128) {
    position = start + 1
    return LETTERS[buffer[start]!]!
  }
  if (size > 24 || size === 0) {
    if (size > MAX_KEY_BYTES) refuse(`map key longer than ${MAX_KEY_BYTES} bytes`)
    return readText(size)
  }
  let slot = size
  for (let i = 0; i < size; i++) slot = (slot * 31 + buffer[start + i]!) | 0
  slot = (slot ^ (slot >>> 15)) & 1023
  const known = KEY_TABLE[slot]!
  if (known.length === size) {
    let i = 0
    while (i < size && known.charCodeAt(i) === buffer[start + i]!) i++
    if (i === size) {
      position = start + size
      return known
    }
  }
  const key = readText(size)
  // Only ASCII keys have as many units as bytes; others would compare wrongly above.
  return key.length === size ? (KEY_TABLE[slot] = key) : key
}

const readLink = (info: number): Cid => {
  const tag = info < 24 ? info : readArgument(info)
  if (tag !== 42) refuse(`tag ${tag}`)
  if (position >= end) refuse("unexpected end")
  const head = buffer[position++]!
  if (head >> 5 !== 2) refuse("link is not a byte string", position - 1)
  const size = (head & 31) < 24 ? head & 31 : readArgument(head & 31)
  const start = position
  if (size > end - start) refuse("link runs past the end")
  if (size < 2 || buffer[start] !== 0) refuse("link without the leading zero byte", start)
  position = start + size
  return Cid.at(buffer, start + 1, position) ?? refuse("link is not a CIDv1", start)
}
