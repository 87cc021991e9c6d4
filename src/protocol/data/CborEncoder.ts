/**
 * The writing half of DRISL. [data-model] [dasl drisl]
 *
 * One value has one encoding: shortest heads, map keys by length and then
 * bytewise in UTF-8, whatever the insertion order. Entries that are undefined
 * are left out. It throws `CborEncodeError` at what the model cannot hold:
 * floats, NaN, integers beyond ±(2^53−1), undefined in arrays, lone
 * surrogates, objects that are not plain, depth above 128 (so cycles too).
 * Integral numbers such as 1.0 and -0 are integers.
 *
 * Writes into one growing scratch buffer and copies the result out (`Slab.ts`).
 * A getter that encodes in turn writes behind what is there and is cut off again.
 */
import { CborEncodeError } from "./CborError.ts"
import { Cid } from "./Cid.ts"
import type { Data } from "./Data.ts"
import { allocate } from "./Slab.ts"

type Entries = { readonly [key: string]: Data | undefined }

const MAX_DEPTH = 128
/** A scratch buffer above this size is not kept for the next call. */
const KEEP_BYTES = 4 << 20

const NOTHING = new Uint8Array(0)

let buffer = new Uint8Array(64 << 10)
let position = 0
let depth = 0
/** Where the value at hand stands; built only on the way out of a failure. */
let trail: Array<string | number> = []

/** Texts below this many units are copied by a loop, which beats a call into native code. */
const SHORT = 64

const latin1Write = Buffer.prototype.latin1Write
const utf8Write = Buffer.prototype.utf8Write

const refuse = (reason: string): never => {
  trail = []
  throw new CborEncodeError({ reason, path: trail })
}

/** Throws `CborEncodeError`. */
export const encode = (data: Data): Uint8Array => encodeAfter(NOTHING, data)

/** `prefix` as it is, then `data` encoded: a stream frame in one allocation. Throws `CborEncodeError`. */
export const encodeAfter = (prefix: Uint8Array, data: Data): Uint8Array => encodeBy(prefix, writeValue, data)

/**
 * The same of a value whose shape is known: `write` writes it by `putMap`, `putList`
 * and `putField`, keys in canonical order, and no object is made only to be taken
 * apart and sorted. Throws `CborEncodeError`.
 */
export const encodeBy = <A>(prefix: Uint8Array, write: (value: A) => void, value: A): Uint8Array => {
  const start = position
  const outerDepth = depth
  try {
    reserve(prefix.length)
    buffer.set(prefix, position)
    position += prefix.length
    write(value)
    return copyOut(start)
  } finally {
    position = start
    depth = outerDepth
    if (start === 0 && buffer.length > KEEP_BYTES) buffer = new Uint8Array(64 << 10)
  }
}

/** Within `encodeBy`: the head of a map of so many fields, which must follow. */
export const putMap = (count: number): void => writeHead(5, count)

/** Within `encodeBy`: a field. */
export const putField = (key: string, value: Data): void => {
  writeText(key)
  try {
    writeValue(value)
  } catch (error) {
    throw passing(error, key)
  }
}

/** Within `encodeBy`: a field whose items `write` writes one by one. */
export const putList = <A>(key: string, items: ReadonlyArray<A>, write: (item: A) => void): void => {
  writeText(key)
  writeHead(4, items.length)
  let i = 0
  try {
    for (; i < items.length; i++) write(items[i]!)
  } catch (error) {
    throw passing(passing(error, i), key)
  }
}

/** The same error, which now knows one step more of the way. */
const passing = (error: unknown, step: string | number): unknown => {
  if (error instanceof CborEncodeError) trail.unshift(step)
  return error
}

const copyOut = (start: number): Uint8Array => {
  const out = allocate(position - start)
  out.set(buffer.subarray(start, position))
  return out
}

const reserve = (size: number): void => {
  if (position + size <= buffer.length) return
  const larger = new Uint8Array(Math.max(buffer.length * 2, position + size))
  larger.set(buffer.subarray(0, position))
  buffer = larger
}

const writeValue = (value: Data | undefined): void => {
  switch (typeof value) {
    case "string":
      return writeText(value)
    case "number":
      if (!Number.isSafeInteger(value)) {
        refuse(Number.isInteger(value) ? "integer beyond ±(2^53-1)" : `${value} is not an integer`)
      }
      return value < 0 ? writeHead(1, -1 - value) : writeHead(0, value)
    case "boolean":
      return writeByte(value ? 0xf5 : 0xf4)
    case "object":
      return value === null ? writeByte(0xf6) : writeObject(value)
    default:
      return refuse(`${typeof value} is not in the data model`)
  }
}

const writeObject = (value: object): void => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Cid.prototype) return writeLink((value as Cid).key)
  if (value instanceof Uint8Array) return writeBytes(value)
  if (++depth > MAX_DEPTH) refuse(`nested deeper than ${MAX_DEPTH}`)
  if (prototype === Object.prototype || prototype === null) writeMap(value as Entries)
  else if (Array.isArray(value)) writeArray(value)
  else refuse("an object that is not plain")
  depth--
}

const writeByte = (byte: number): void => {
  reserve(1)
  buffer[position++] = byte
}

const writeBytes = (bytes: Uint8Array): void => {
  writeHead(2, bytes.length)
  reserve(bytes.length)
  buffer.set(bytes, position)
  position += bytes.length
}

const writeHead = (major: number, argument: number): void => {
  reserve(9)
  const type = major << 5
  if (argument < 24) {
    buffer[position++] = type | argument
  } else if (argument < 0x100) {
    buffer[position++] = type | 24
    buffer[position++] = argument
  } else if (argument < 0x1_0000) {
    buffer[position++] = type | 25
    buffer[position++] = argument >> 8
    buffer[position++] = argument
  } else if (argument < 0x1_0000_0000) {
    buffer[position++] = type | 26
    writeUint32(argument)
  } else {
    buffer[position++] = type | 27
    writeUint32(Math.floor(argument / 0x1_0000_0000))
    writeUint32(argument % 0x1_0000_0000)
  }
}

const writeUint32 = (value: number): void => {
  buffer[position++] = value >>> 24
  buffer[position++] = value >>> 16
  buffer[position++] = value >>> 8
  buffer[position++] = value
}

const writeText = (text: string): void => {
  const length = text.length
  if (length < SHORT) {
    // Guess ASCII; if wrong, `position` has not moved.
    reserve(SHORT + 2)
    const out = buffer
    let at = position + (length < 24 ? 1 : 2)
    let bits = 0
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      bits |= code
      out[at++] = code
    }
    if (bits < 128) {
      if (length < 24) out[position] = 0x60 | length
      else {
        out[position] = 0x78
        out[position + 1] = length
      }
      position = at
      return
    }
  }
  reserve(9 + (length > 1 << 16 ? Buffer.byteLength(text) : length * 3))
  // The head's size depends on the text's size in UTF-8. Leave room for the
  // head that ASCII would need, and move the text if it needs a longer one.
  const guess = position + headSize(length)
  const size = utf8Write.call(buffer, text, guess, buffer.length - guess)
  // As many bytes as units is ASCII, which has no surrogates.
  if (size !== length && !text.isWellFormed()) refuse("text with a lone surrogate")
  const start = position + headSize(size)
  if (start !== guess) buffer.copyWithin(start, guess, guess + size)
  writeHead(3, size)
  position += size
}

const headSize = (argument: number): number =>
  argument < 24 ? 1 : argument < 0x100 ? 2 : argument < 0x1_0000 ? 3 : argument < 0x1_0000_0000 ? 5 : 9

const writeLink = (key: string): void => {
  const length = key.length
  reserve(14 + length)
  buffer[position++] = 0xd8
  buffer[position++] = 42
  writeHead(2, length + 1)
  buffer[position++] = 0
  position += latin1Write.call(buffer, key, position, length)
}

const writeArray = (array: ReadonlyArray<Data>): void => {
  writeHead(4, array.length)
  let i = 0
  try {
    for (; i < array.length; i++) writeValue(array[i])
  } catch (error) {
    throw passing(error, i)
  }
}

const writeMap = (map: Entries): void => {
  const keys = sortedKeys(map)
  const head = position
  // Up to 23 entries the head is one byte, written when the entries are known.
  if (keys.length < 24) writeByte(0)
  else writeHead(5, keys.length)
  let count = 0
  let key = ""
  try {
    for (let i = 0; i < keys.length; i++) {
      key = keys[i]!
      const value = map[key]
      if (value === undefined) continue
      writeText(key)
      writeValue(value)
      count++
    }
  } catch (error) {
    throw passing(error, key)
  }
  if (keys.length < 24) buffer[head] = 0xa0 | count
}

/** The keys in canonical order; from 24 on without those of undefined entries. */
const sortedKeys = (map: Entries): Array<string> => {
  const keys = Object.keys(map)
  if (keys.length >= 24) return keys.filter((key) => map[key] !== undefined).sort(byUtf8)
  // Insertion sort: few keys, and mostly in order already.
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    if (!isAscii(key)) return keys.sort(byUtf8)
    let j = i
    while (j > 0 && follows(keys[j - 1]!, key)) {
      keys[j] = keys[j - 1]!
      j--
    }
    if (j < i) keys[j] = key
  }
  return keys
}

const follows = (left: string, right: string): boolean =>
  left.length > right.length || (left.length === right.length && isAfter(left, right))

const isAfter = (left: string, right: string): boolean => {
  const order = left.charCodeAt(0) - right.charCodeAt(0)
  return order === 0 ? left > right : order > 0
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** UTF-16 units and UTF-8 bytes order differently, and count differently. */
const byUtf8 = (left: string, right: string): number => {
  if (isAscii(left) && isAscii(right)) return left.length - right.length || (left < right ? -1 : 1)
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length - b.length || Buffer.compare(a, b)
}
