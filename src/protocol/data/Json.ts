/**
 * The JSON form of the data model. [data-model]
 *
 * A link is `{"$link": cid}`, bytes are `{"$bytes": base64}`, each the only key
 * of its object. JSON → data → JSON is the identity on valid JSON, but for
 * base64 padding, bits behind the last byte, and integers spelt as 1.0.
 *
 * `fromJson` checks all that the encoder would refuse, so that what it lets
 * pass always encodes: floats, unsafe integers, lone surrogates, depth. It
 * also checks what the data model says of `$type` and of blobs. Schemas are
 * out of scope.
 */
import * as Tagged from "effect/Data"
import * as Result from "effect/Result"
import { whyNotBlob } from "./Blob.ts"
import { Cid } from "./Cid.ts"
import type { Data, DataObject } from "./Data.ts"

export class JsonDataError extends Tagged.TaggedError("JsonDataError")<{
  readonly reason: string
  readonly path: ReadonlyArray<string | number>
}> {
  override get message(): string {
    return this.path.length === 0 ? this.reason : `${this.reason} at ${this.path.join(".")}`
  }
}

const MAX_DEPTH = 128

type Json = { readonly [key: string]: unknown }

export const toJson = (data: Data): unknown => {
  if (typeof data !== "object" || data === null) return data
  if (data instanceof Cid) return { $link: data.toString() }
  if (data instanceof Uint8Array) return { $bytes: base64(data) }
  if (Array.isArray(data)) return data.map(toJson)
  const json: { [key: string]: unknown } = {}
  for (const key of Object.keys(data)) put(json, key, toJson((data as DataObject)[key]!))
  return json
}

/** From what `JSON.parse` gives. */
export const fromJson = (json: unknown): Result.Result<Data, JsonDataError> => {
  try {
    return Result.succeed(convert(json, 0))
  } catch (error) {
    if (error instanceof Refusal) {
      return Result.fail(new JsonDataError({ reason: error.reason, path: error.path.reverse() }))
    }
    throw error
  }
}

/** A record, or the body of a call: at top level these are objects, neither link nor bytes. */
export const objectFromJson = (json: unknown): Result.Result<DataObject, JsonDataError> =>
  Result.flatMap(fromJson(json), (data) =>
    typeof data === "object" && data !== null && !Array.isArray(data) && !(data instanceof Cid) &&
      !(data instanceof Uint8Array)
      ? Result.succeed(data as DataObject)
      : Result.fail(new JsonDataError({ reason: "not an object", path: [] })))

/** Standard alphabet, no padding. */
export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64").replace(/=+$/, "")

/** Standard alphabet, padding optional; undefined if `text` is anything else. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  const bare = text.endsWith("==") ? text.slice(0, -2) : text.endsWith("=") ? text.slice(0, -1) : text
  if (bare !== text && text.length % 4 !== 0) return undefined
  if (bare.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(bare)) return undefined
  // RFC 4648 lets a decoder refuse bits behind the last byte; the interop vector record-data-valid "full" has such
  // ("123"), and nothing is signed in this form, so they are dropped.
  return new Uint8Array(Buffer.from(bare, "base64"))
}

/** Unwinds the walk; the path is gathered on the way out, innermost first. Never leaves `fromJson`. */
class Refusal {
  readonly path: Array<string | number> = []
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

const convert = (json: unknown, depth: number): Data => {
  switch (typeof json) {
    case "boolean":
      return json
    case "string":
      if (!json.isWellFormed()) throw new Refusal("text with a lone surrogate")
      return json
    case "number":
      // Adding zero turns -0 into 0.
      if (Number.isSafeInteger(json)) return json + 0
      throw new Refusal(Number.isInteger(json) ? "integer beyond ±(2^53-1)" : `${json} is not an integer`)
    case "object":
      if (json === null) return null
      if (depth >= MAX_DEPTH) throw new Refusal(`nested deeper than ${MAX_DEPTH}`)
      return Array.isArray(json) ? convertArray(json, depth + 1) : convertObject(json as Json, depth + 1)
    default:
      throw new Refusal(`${typeof json} is not JSON`)
  }
}

const convertArray = (json: ReadonlyArray<unknown>, depth: number): Data => {
  const array: Array<Data> = []
  for (let i = 0; i < json.length; i++) array.push(at(i, json[i], depth))
  return array
}

const convertObject = (json: Json, depth: number): Data => {
  const prototype: unknown = Object.getPrototypeOf(json)
  if (prototype !== Object.prototype && prototype !== null) throw new Refusal("an object that is not plain")
  const keys = Object.keys(json)
  if (Object.hasOwn(json, "$link")) return convertLink(json["$link"], keys.length)
  if (Object.hasOwn(json, "$bytes")) return convertBytes(json["$bytes"], keys.length)
  const object: { [key: string]: Data } = {}
  for (const key of keys) {
    if (json[key] === undefined) continue
    if (!key.isWellFormed()) throw new Refusal("key with a lone surrogate")
    put(object, key, at(key, json[key], depth))
  }
  if (Object.hasOwn(object, "$type")) {
    const type = object["$type"]
    if (typeof type !== "string" || type === "") throw new Refusal("$type is not a non-empty string")
    const fault = type === "blob" ? whyNotBlob(object) : undefined
    if (fault !== undefined) throw new Refusal(fault)
  }
  return object
}

const convertLink = (link: unknown, keys: number): Cid => {
  if (keys !== 1) throw new Refusal("$link with other keys beside it")
  if (typeof link !== "string") throw new Refusal("$link is not a string")
  const cid = Cid.parse(link)
  if (Result.isFailure(cid)) throw new Refusal(`$link: ${cid.failure.reason}`)
  return cid.success
}

const convertBytes = (text: unknown, keys: number): Uint8Array => {
  if (keys !== 1) throw new Refusal("$bytes with other keys beside it")
  const bytes = typeof text === "string" ? fromBase64(text) : undefined
  if (bytes === undefined) throw new Refusal("$bytes is not base64")
  return bytes
}

const at = (step: string | number, json: unknown, depth: number): Data => {
  try {
    return convert(json, depth)
  } catch (error) {
    if (error instanceof Refusal) error.path.push(step)
    throw error
  }
}

/** A key `__proto__` is an entry like any other: nothing may be lost, nothing polluted. */
const put = <A>(object: { [key: string]: A }, key: string, value: A): void => {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else object[key] = value
}
