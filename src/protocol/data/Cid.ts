/**
 * Content identifiers. [data-model] [dasl cid]
 *
 * The model: a CID is its binary form, at most 100 bytes. "Blessed" CIDs are
 * version 1, codec dag-cbor (0x71) or raw (0x55), sha-256: 36 bytes. The
 * protocol creates no others; readers keep other well-formed version 1 CIDs
 * that stand inside record data as they are. CIDv0 is not a link in DRISL.
 *
 * Kept as a string of char codes 0–255, not as bytes: that string is the Map
 * key, compares with `===`, takes a third of the memory of a byte view and
 * does not keep the block alive that it was read from.
 *
 * Text form: base32 lower case with prefix `b`, the only one that the data
 * model blesses, so that JSON → CBOR → JSON keeps the string.
 */
import { hash } from "node:crypto"
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Base32 from "./Base32.ts"

export class InvalidCid extends Data.TaggedError("InvalidCid")<{ readonly input: string; readonly reason: string }> {
  override get message(): string {
    return `${this.reason}: ${this.input}`
  }
}

export const MAX_CID_BYTES = 100
export const DAG_CBOR = 0x71
export const RAW = 0x55

const CBOR_PREFIX = "\x01\x71\x12\x20"
const RAW_PREFIX = "\x01\x55\x12\x20"

const latin1Slice = Buffer.prototype.latin1Slice
const latin1Write = Buffer.prototype.latin1Write
const base64Slice = Buffer.prototype.base64Slice

const CBOR_FORM = Uint8Array.of(1, DAG_CBOR, 0x12, 0x20, ...new Uint8Array(32))
const RAW_FORM = Uint8Array.of(1, RAW, 0x12, 0x20, ...new Uint8Array(32))

/**
 * The `key` of what hashes so. Put together in `form`, not as a sum of strings: that
 * would stay two until its first use, which takes longer and leaves three in memory.
 */
const keyOf = (form: Uint8Array, bytes: Uint8Array): string => {
  latin1Write.call(form, hash("sha256", bytes, "binary"), 4, 32)
  return latin1Slice.call(form, 0, 36)
}

export class Cid {
  /** The binary form as char codes 0–255: an opaque, cheap Map key. */
  readonly key: string
  #text: string | undefined

  private constructor(key: string) {
    this.key = key
  }

  /** A CID that was checked before, from its `key`. */
  static ofKey(key: string): Cid {
    return new Cid(key)
  }

  /** The CID of a DRISL block: hashes `bytes`. */
  static ofCbor(bytes: Uint8Array): Cid {
    return new Cid(keyOf(CBOR_FORM, bytes))
  }

  /** The CID of a blob: hashes `bytes`. */
  static ofRaw(bytes: Uint8Array): Cid {
    return new Cid(keyOf(RAW_FORM, bytes))
  }

  /** The blessed CID of a sha-256 digest of 32 bytes. */
  static ofDigest(codec: typeof DAG_CBOR | typeof RAW, digest: Uint8Array): Cid {
    return new Cid((codec === RAW ? RAW_PREFIX : CBOR_PREFIX) + latin1Slice.call(digest, 0, 32))
  }

  static fromBytes(bytes: Uint8Array): Result.Result<Cid, InvalidCid> {
    const cid = Cid.at(bytes, 0, bytes.length)
    return cid === undefined
      ? Result.fail(new InvalidCid({ input: base64Slice.call(bytes, 0, Math.min(bytes.length, 110)), reason: "not a binary CIDv1" }))
      : Result.succeed(cid)
  }

  /** The blessed CID that stands in `bytes` from `start`; undefined if there is none. Copies. */
  static blessedAt(bytes: Uint8Array, start: number): Cid | undefined {
    if (bytes.length < start + 36 || bytes[start] !== 1 || bytes[start + 2] !== 0x12 || bytes[start + 3] !== 0x20) return undefined
    const codec = bytes[start + 1]
    return codec === DAG_CBOR || codec === RAW ? new Cid(latin1Slice.call(bytes, start, start + 36)) : undefined
  }

  /** The CID that stands in `bytes` at [start, end); undefined if there is none. Copies. */
  static at(bytes: Uint8Array, start: number, end: number): Cid | undefined {
    const length = end - start
    if (start < 0 || length < 0 || end > bytes.length || length > MAX_CID_BYTES) return undefined
    if (length === 36) {
      const blessed = Cid.blessedAt(bytes, start)
      if (blessed !== undefined) return blessed
    }
    const key = latin1Slice.call(bytes, start, end)
    return isBinaryCid(key) ? new Cid(key) : undefined
  }

  static parse(text: string): Result.Result<Cid, InvalidCid> {
    const fail = (reason: string) => Result.fail(new InvalidCid({ input: text.slice(0, 200), reason }))
    if (text.length > 1 + (MAX_CID_BYTES * 8) / 5 || text.charCodeAt(0) !== 0x62) {
      return fail("a CID is base32 with prefix b")
    }
    const key = Base32.decode(text.slice(1))
    if (key === undefined) return fail("not canonical base32")
    return isBinaryCid(key) ? Result.succeed(new Cid(key)) : fail("not a CIDv1")
  }

  static isCid(u: unknown): u is Cid {
    return u instanceof Cid
  }

  /** The binary form, made anew each time. */
  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.key.length)
    latin1Write.call(bytes, this.key, 0)
    return bytes
  }

  /** Writes the binary form into `out` at `offset`. */
  copyTo(out: Uint8Array, offset: number): void {
    latin1Write.call(out, this.key, offset)
  }

  /** The content codec: 0x71 dag-cbor, 0x55 raw; any other in a CID that is not blessed. */
  get codec(): number {
    return readVarint(this.key, 1)?.value ?? 0
  }

  get isBlessed(): boolean {
    return this.key.length === 36 && (this.key.startsWith(CBOR_PREFIX) || this.key.startsWith(RAW_PREFIX))
  }

  get isCbor(): boolean {
    return this.key.length === 36 && this.key.startsWith(CBOR_PREFIX)
  }

  get isRaw(): boolean {
    return this.key.length === 36 && this.key.startsWith(RAW_PREFIX)
  }

  /** Whether `bytes` hash to this CID; false for a hash function other than sha-256. */
  matches(bytes: Uint8Array): boolean {
    return this.isBlessed && this.key.endsWith(hash("sha256", bytes, "binary"))
  }

  equals(that: Cid): boolean {
    return this.key === that.key
  }

  toString(): string {
    return (this.#text ??= "b" + Base32.encode(this.key))
  }

  /** How logs and test failures show it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Cid(${this.toString()})`
  }

  toJSON(): { readonly $link: string } {
    return { $link: this.toString() }
  }
}

/** Version 1, any codec, any multihash whose digest has just the length that it claims; varints minimal. Its length is asked for before. */
const isBinaryCid = (key: string): boolean => {
  if (key.charCodeAt(0) !== 1) return false
  const codec = readVarint(key, 1)
  if (codec === undefined) return false
  const code = readVarint(key, codec.end)
  if (code === undefined) return false
  const size = readVarint(key, code.end)
  return size !== undefined && key.length === size.end + size.value
}

/** An unsigned LEB128 of at most 7 bytes (49 bits), shortest form only. */
const readVarint = (key: string, start: number): { value: number; end: number } | undefined => {
  let value = 0
  let scale = 1
  for (let i = start; i < key.length && i < start + 7; i++) {
    const byte = key.charCodeAt(i)
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return byte === 0 && i > start ? undefined : { value, end: i + 1 }
    scale *= 128
  }
  return undefined
}
