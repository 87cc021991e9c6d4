/**
 * Mutations that know bytes, CBOR heads and text, but not what they mean.
 * Each gives a new array; inputs are left alone.
 */
import type { Prng } from "./Prng.ts"

type Mutation = (prng: Prng, bytes: Uint8Array, other: Uint8Array) => Uint8Array

const splice = (bytes: Uint8Array, at: number, remove: number, insert: ArrayLike<number>): Uint8Array => {
  const out = new Uint8Array(bytes.length - remove + insert.length)
  out.set(bytes.subarray(0, at))
  out.set(insert, at)
  out.set(bytes.subarray(at + remove), at + insert.length)
  return out
}

const range = (prng: Prng, bytes: Uint8Array): readonly [at: number, size: number] => {
  const at = prng.below(bytes.length + 1)
  const most = bytes.length - at
  return [at, Math.min(most, prng.chance(0.8) ? prng.below(9) : prng.below(most + 1))]
}

/**
 * Bytes at which decoders go wrong: ends of ranges, heads of every kind,
 * indefinite lengths, breaks, floats, text marks.
 */
const SPECIAL = Uint8Array.from([
  0, 1, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1f, 0x20, 0x37, 0x38, 0x3b, 0x40, 0x58, 0x5a, 0x5b, 0x5f, 0x60, 0x78, 0x7b, 0x7f,
  0x80, 0x98, 0x9a, 0x9b, 0x9f, 0xa0, 0xa1, 0xb8, 0xbb, 0xbf, 0xc0, 0xd8, 0xd9, 0xf4, 0xf6, 0xf7, 0xf8, 0xf9, 0xfb, 0xfe, 0xff, 42
])

const HEAD_ARGUMENTS: ReadonlyArray<ReadonlyArray<number>> = [
  [0x18, 0x17], [0x18, 0xff], [0x19, 0, 0xff], [0x19, 0xff, 0xff], [0x1a, 0, 0, 0xff, 0xff], [0x1a, 0x7f, 0xff, 0xff, 0xff],
  [0x1a, 0xff, 0xff, 0xff, 0xff], [0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], [0x1b, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0], [0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x1f], [0x1c]
]

/** Where the heads of CBOR items seem to be, from some byte on. */
const findHead = (prng: Prng, bytes: Uint8Array): number => {
  let at = prng.chance(0.7) ? 0 : prng.below(bytes.length)
  for (let hops = prng.below(40); hops > 0 && at < bytes.length; hops--) {
    const first = bytes[at]!
    const info = first & 31
    const width = info < 24 || info > 27 ? 0 : 1 << (info - 24)
    let argument = width === 0 ? info & 23 : 0
    for (let i = 1; i <= width; i++) argument = argument * 256 + (bytes[at + i] ?? 0)
    const next = at + 1 + width + (first >> 5 === 2 || first >> 5 === 3 ? argument : 0)
    if (next >= bytes.length) break
    at = next
  }
  return Math.min(at, bytes.length - 1)
}

const NESTS: ReadonlyArray<ReadonlyArray<number>> = [[0x81], [0xa1, 0x61, 0x61], [0xd8, 0x2a], [0x5b], [0x7b], [0x28], [0x7b, 0x22, 0x61, 0x22, 0x3a]]

/** Pieces of JSON, base64, tokens and names at which text decoders go wrong. */
const WORDS = [
  "\"", "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "null", "true", "-0", "1e400", "9007199254740993", "1.5", "$link", "$bytes",
  "$type", "__proto__", "constructor", ".", "=", "==", "~", "/", "#", "%00", "did:", "at://", "\u00e9", "\u{1f600}", "\ud7ff", " ", "\n", "\0"
].map((word) => new TextEncoder().encode(word))

const mutations: ReadonlyArray<Mutation> = [
  // flip a bit
  (prng, bytes) => {
    const out = bytes.slice()
    if (out.length > 0) out[prng.below(out.length)]! ^= 1 << prng.below(8)
    return out
  },
  // set a byte to one of ill repute
  (prng, bytes) => {
    const out = bytes.slice()
    if (out.length > 0) out[prng.below(out.length)] = prng.pick([...SPECIAL])
    return out
  },
  // insert, delete, repeat
  (prng, bytes) => splice(bytes, prng.below(bytes.length + 1), 0, Array.from({ length: 1 + prng.below(6) }, () => prng.below(256))),
  (prng, bytes) => {
    const [at, size] = range(prng, bytes)
    return splice(bytes, at, size, [])
  },
  (prng, bytes) => {
    const [at, size] = range(prng, bytes)
    const piece = bytes.subarray(at, at + size)
    return splice(bytes, at, 0, Array.from({ length: 1 + prng.below(3) }, () => [...piece]).flat())
  },
  // cut the end off
  (prng, bytes) => bytes.slice(0, prng.below(bytes.length + 1)),
  // put a piece of another input in
  (prng, bytes, other) => {
    const [at, size] = range(prng, other)
    const [target, remove] = range(prng, bytes)
    return splice(bytes, target, prng.chance(0.5) ? remove : 0, other.subarray(at, at + size))
  },
  // swap two neighbouring pieces
  (prng, bytes) => {
    const [at, size] = range(prng, bytes)
    const rest = Math.min(bytes.length - at - size, 1 + prng.below(8))
    return splice(bytes, at, size + rest, [...bytes.subarray(at + size, at + size + rest), ...bytes.subarray(at, at + size)])
  },
  // rewrite a CBOR head: lie about a length, or write it long
  (prng, bytes) => {
    if (bytes.length === 0) return bytes
    const at = findHead(prng, bytes)
    const major = bytes[at]! & 0xe0
    const [first, ...rest] = prng.pick(HEAD_ARGUMENTS)
    return splice(bytes, at, 1, [major | first!, ...rest])
  },
  (prng, bytes) => {
    if (bytes.length === 0) return bytes
    const at = findHead(prng, bytes)
    const out = bytes.slice()
    out[at] = prng.chance(0.5) ? (out[at]! & 0xe0) | prng.below(32) : (prng.below(8) << 5) | (out[at]! & 31)
    return out
  },
  // nest deeply
  (prng, bytes) => {
    const nest = prng.pick(NESTS)
    const depth = prng.pick([2, 100, 127, 128, 129, 1000, 10_000])
    return splice(bytes, prng.below(Math.min(bytes.length, 64) + 1), 0, Array.from({ length: depth }, () => nest).flat())
  },
  // put a word in
  (prng, bytes) => splice(bytes, prng.below(bytes.length + 1), 0, prng.pick(WORDS))
]

/** One to four mutations; deep nesting only now and then, for it makes all else unreachable. */
export const mutateBytes = (prng: Prng, bytes: Uint8Array, other: Uint8Array): Uint8Array => {
  let out = bytes
  for (let rounds = 1 + prng.below(4); rounds > 0; rounds--) {
    const which = prng.below(mutations.length)
    if (which === 10 && !prng.chance(0.05)) continue
    out = mutations[which]!(prng, out, other)
  }
  return out
}
