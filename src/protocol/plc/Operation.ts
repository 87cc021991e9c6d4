/**
 * did:plc operations: their shapes, bytes and signatures. [plc]
 *
 * 1. An operation carries the whole new state. Its CID is that of the DRISL of
 *    the signed operation; the DID is cut from the genesis operation's.
 * 2. The signature is over the DRISL of the operation without `sig`, and `sig`
 *    has one spelling only: 64 bytes, low-S, strict base64url. Else one
 *    operation would have two CIDs.
 * 3. Schemas are closed: what `parse` returned has no further field, at any depth.
 *
 * What may follow what is in `Log.ts`; what a directory takes today in `Limits.ts`.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Cbor from "../data/Cbor.ts"
import { Cid } from "../data/Cid.ts"
import * as Base64Url from "../keys/Base64Url.ts"
import type { KeyPair, Keys } from "../keys/Keys.ts"
import type { Did } from "../syntax/Did.ts"

/** A type, not an interface: what is encoded has to be assignable to `Data`. */
export type PlcService = {
  readonly type: string
  readonly endpoint: string
}

/** The state that an operation declares. Names have no `#`. */
export interface PlcState {
  readonly rotationKeys: ReadonlyArray<string>
  readonly verificationMethods: { readonly [name: string]: string }
  readonly alsoKnownAs: ReadonlyArray<string>
  readonly services: { readonly [name: string]: PlcService }
}

export interface UnsignedUpdate extends PlcState {
  readonly type: "plc_operation"
  readonly prev: string | null
}

export interface UnsignedTombstone {
  readonly type: "plc_tombstone"
  readonly prev: string
}

export interface UnsignedLegacyCreate {
  readonly type: "create"
  readonly signingKey: string
  readonly recoveryKey: string
  readonly handle: string
  readonly service: string
  readonly prev: null
}

interface Signed {
  readonly sig: string
}

export type UnsignedOperation = UnsignedUpdate | UnsignedTombstone | UnsignedLegacyCreate
export type Update = UnsignedUpdate & Signed
export type Tombstone = UnsignedTombstone & Signed
/** Genesis only. Read for ever, never written again. */
export type LegacyCreate = UnsignedLegacyCreate & Signed
export type Operation = Update | Tombstone | LegacyCreate

export class InvalidOperation extends Data.TaggedError("InvalidOperation")<{ readonly path: string; readonly reason: string }> {
  override get message(): string {
    return `${this.path}: ${this.reason}`
  }
}

type Json = { readonly [key: string]: unknown }

/** Of CBOR, bytes are an object in JavaScript too, and an empty one would be `{}` in JSON, under another CID. */
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
/** A lone surrogate has no UTF-8, hence no CBOR and no hash. */
const isText = (value: unknown): value is string => typeof value === "string" && value.isWellFormed()

const fieldProblem: { readonly [kind: string]: (value: unknown) => string | undefined } = {
  text: (value) => isText(value) ? undefined : "a string is expected",
  prev: (value) => value === null || isText(value) ? undefined : "a CID string or null is expected",
  null: (value) => value === null ? undefined : "null is expected",
  texts: (value) => Array.isArray(value) && value.every(isText) ? undefined : "an array of strings is expected",
  methods: (value) =>
    isObject(value) && Object.entries(value).every(([name, key]) => isText(name) && isText(key))
      ? undefined
      : "an object of did:key strings is expected",
  services: (value) =>
    isObject(value)
      && Object.entries(value).every(([name, service]) =>
        isText(name) && isObject(service) && Object.keys(service).length === 2 && isText(service["type"]) && isText(service["endpoint"])
      )
      ? undefined
      : "an object of {type, endpoint} is expected"
}

const schemas: { readonly [type: string]: { readonly [field: string]: string } } = {
  plc_operation: {
    type: "text", rotationKeys: "texts", verificationMethods: "methods", alsoKnownAs: "texts", services: "services", prev: "prev", sig: "text"
  },
  plc_tombstone: { type: "text", prev: "text", sig: "text" },
  create: { type: "text", signingKey: "text", recoveryKey: "text", handle: "text", service: "text", prev: "null", sig: "text" }
}

/** Specification: 7500 bytes of CBOR for any operation, read or written. */
export const maxReadBytes = 7_500

const isOperation = (json: Json): json is Json & Operation => problemOf(json) === undefined

const problemOf = (json: Json): InvalidOperation | undefined => {
  const schema = typeof json["type"] === "string" && Object.hasOwn(schemas, json["type"]) ? schemas[json["type"]] : undefined
  if (schema === undefined) return new InvalidOperation({ path: "/type", reason: "plc_operation, plc_tombstone or create is expected" })
  for (const [field, kind] of Object.entries(schema)) {
    const reason = Object.hasOwn(json, field) ? fieldProblem[kind]?.(json[field]) : "the field is missing"
    if (reason !== undefined) return new InvalidOperation({ path: `/${field}`, reason })
  }
  const extra = Object.keys(json).find((field) => !Object.hasOwn(schema, field))
  return extra === undefined ? undefined : new InvalidOperation({ path: `/${extra}`, reason: "there is no such field in this operation" })
}

/**
 * Any operation that a log may hold, legacy create included. Checks shape and
 * size; neither signature nor limits on content.
 */
export const parse = (json: unknown): Result.Result<Operation, InvalidOperation> => {
  if (!isObject(json)) return Result.fail(new InvalidOperation({ path: "/", reason: "an operation is a JSON object" }))
  if (!isOperation(json)) return Result.fail(problemOf(json) ?? new InvalidOperation({ path: "/", reason: "not an operation" }))
  const size = encode(json).length
  return size > maxReadBytes
    ? Result.fail(new InvalidOperation({ path: "/", reason: `${size} bytes, more than ${maxReadBytes}` }))
    : Result.succeed(json)
}

/** The DRISL of an operation, signed or not. */
export const encode = (operation: Operation | UnsignedOperation): Uint8Array => Cbor.encode({ ...operation })

/** What the signature is over. */
export const signingInput = (operation: Operation): Uint8Array => {
  const { sig: _, ...unsigned } = operation
  return Cbor.encode(unsigned)
}

export const cidOf = (operation: Operation): Cid => Cid.ofCbor(encode(operation))

/** base32 of a CID's 36 bytes puts the digest at no character boundary, so it is not cut from the CID's text. */
export const didOf = (genesis: Operation): Did => `did:plc:${base32Digest(cidOf(genesis))}` as Did

const base32 = "abcdefghijklmnopqrstuvwxyz234567"

/** The first 120 bits of the digest, 24 characters. */
const base32Digest = (cid: Cid): string => {
  const digest = cid.bytes.subarray(4, 19)
  let text = ""
  for (let bit = 0; bit < 120; bit += 5) {
    const pair = (digest[bit >> 3]! << 8) | (digest[(bit >> 3) + 1] ?? 0)
    text += base32[(pair >> (11 - (bit & 7))) & 31]!
  }
  return text
}

export const sign = <A extends UnsignedOperation>(unsigned: A, key: KeyPair, sign: Keys["Service"]["sign"]): A & { readonly sig: string } => ({
  ...unsigned,
  sig: Base64Url.encode(sign(key, encode(unsigned)))
})

/** Index of the first of `rotationKeys` that signed; −1 for none. Lower index, more authority. */
export const signerIndex = (
  operation: Operation,
  rotationKeys: ReadonlyArray<string>,
  verify: Keys["Service"]["verify"]
): number => {
  const signature = Base64Url.decode(operation.sig)
  if (signature === undefined) return -1
  const message = signingInput(operation)
  return rotationKeys.findIndex((key) => verify(key, message, signature))
}

export const verify = (operation: Operation, rotationKeys: ReadonlyArray<string>, verify: Keys["Service"]["verify"]): boolean =>
  signerIndex(operation, rotationKeys, verify) !== -1

/** The state that an operation declares; undefined for a tombstone. */
export const stateOf = (operation: Operation): PlcState | undefined => {
  switch (operation.type) {
    case "plc_tombstone":
      return undefined
    case "plc_operation": {
      const { alsoKnownAs, rotationKeys, services, verificationMethods } = operation
      return { rotationKeys, verificationMethods, alsoKnownAs, services }
    }
    case "create":
      return {
        rotationKeys: [operation.recoveryKey, operation.signingKey],
        verificationMethods: { atproto: operation.signingKey },
        alsoKnownAs: [operation.handle.startsWith("at://") ? operation.handle : `at://${operation.handle.replace(/^https?:\/\//, "")}`],
        services: {
          atproto_pds: {
            type: "AtprotoPersonalDataServer",
            endpoint: /^https?:\/\//.test(operation.service) ? operation.service : `https://${operation.service}`
          }
        }
      }
  }
}
