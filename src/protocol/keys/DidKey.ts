/**
 * Public keys as text: `did:key:z…` and its multibase half. [cryptography]
 *
 *   did:key:  z  base58btc( varint multicodec ‖ 33-byte compressed point )
 *
 * A parsed key is a point on its curve, in its only spelling. Legacy DID
 * documents carry bare points without a multicodec prefix, mostly
 * uncompressed; `ofPoint` reads those, nothing here writes them.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { ECDH } from "node:crypto"
import * as Base58 from "./Base58.ts"
import * as K256 from "./K256.ts"
import type { Curve } from "./Keys.ts"

export type DidKey = string & { readonly DidKey: unique symbol }

export interface PublicKey {
  readonly curve: Curve
  /** 33 bytes, compressed. */
  readonly publicKey: Uint8Array
}

export class InvalidDidKey extends Data.TaggedError("InvalidDidKey")<{ readonly input: string; readonly reason: string }> {
  override get message(): string {
    return `not a public key: ${this.reason} (${this.input.slice(0, 80)})`
  }
}

const prefix = "did:key:"
const codec: { readonly [curve in Curve]: readonly [number, number] } = { k256: [0xe7, 0x01], p256: [0x80, 0x24] }

/** Of k256 not by OpenSSL, which has no fast square root for it: that takes five times as long. */
const compressOn: { readonly [curve in Curve]: (point: Uint8Array) => Uint8Array } = {
  k256: K256.compress,
  p256: (point) => new Uint8Array(ECDH.convertKey(point, "prime256v1", undefined, undefined, "compressed") as Buffer)
}

const fail = (input: string, reason: string) => Result.fail(new InvalidDidKey({ input, reason }))

/** `point` in compressed form, or undefined where it is not on the curve. */
const compress = (curve: Curve, point: Uint8Array): Uint8Array | undefined => {
  try {
    return compressOn[curve](point)
  } catch {
    return undefined
  }
}

export const toMultibase = (didKey: DidKey): string => didKey.slice(prefix.length)

export const fromMultibase = (multibase: string): Result.Result<DidKey, InvalidDidKey> =>
  Result.map(parse(prefix + multibase), () => (prefix + multibase) as DidKey)

/** `publicKey` is a compressed point on `curve`. */
export const format = (curve: Curve, publicKey: Uint8Array): DidKey => {
  const bytes = new Uint8Array(2 + publicKey.length)
  bytes.set(codec[curve])
  bytes.set(publicKey, 2)
  return `${prefix}z${Base58.encode(bytes)}` as DidKey
}

/**
 * Whether a point is on its curve takes a square root: what was found sound is
 * remembered, the oldest forgotten first.
 */
const sound = new Map<string, Result.Result<PublicKey, InvalidDidKey>>()
const maxSound = 20_000

export const parse = (input: string): Result.Result<PublicKey, InvalidDidKey> => {
  const known = sound.get(input)
  if (known !== undefined) return known
  const parsed = parseAnew(input)
  if (Result.isSuccess(parsed)) {
    if (sound.size >= maxSound) for (const oldest of sound.keys()) { sound.delete(oldest); break }
    sound.set(input, parsed)
  }
  return parsed
}

const parseAnew = (input: string): Result.Result<PublicKey, InvalidDidKey> => {
  if (!input.startsWith(prefix)) return fail(input, "it does not start with did:key:")
  if (input[prefix.length] !== "z") return fail(input, "the multibase is not base58btc (z)")
  const bytes = Base58.decode(input.slice(prefix.length + 1))
  if (bytes === undefined) return fail(input, "it is not base58btc, or too long")
  const curve = (["k256", "p256"] as const).find((curve) => bytes[0] === codec[curve][0] && bytes[1] === codec[curve][1])
  if (curve === undefined) return fail(input, "the multicodec is neither secp256k1 nor p256")
  const publicKey = bytes.slice(2)
  if (publicKey.length !== 33 || (publicKey[0] !== 2 && publicKey[0] !== 3)) return fail(input, "it is not a compressed point of 33 bytes")
  if (compress(curve, publicKey) === undefined) return fail(input, `the point is not on ${curve}`)
  return Result.succeed({ curve, publicKey })
}

export const is = (input: string): input is DidKey => Result.isSuccess(parse(input))

/** Throws on anything but a key; for literals and stored keys. */
export const make = (input: string): DidKey => {
  Result.getOrThrowWith(parse(input), (error) => error)
  return input as DidKey
}

/** The did:key of a bare point, 33 bytes compressed or 65 uncompressed, as multibase without a codec. */
export const ofPoint = (curve: Curve, multibase: string): Result.Result<DidKey, InvalidDidKey> => {
  const point = multibase.startsWith("z") ? Base58.decode(multibase.slice(1)) : undefined
  if (point === undefined) return fail(multibase, "it is not base58btc multibase")
  const shaped = (point.length === 33 && (point[0] === 2 || point[0] === 3)) || (point.length === 65 && point[0] === 4)
  const compressed = shaped ? compress(curve, point) : undefined
  if (compressed === undefined) return fail(multibase, `it is not a point on ${curve}`)
  return Result.succeed(format(curve, compressed))
}
