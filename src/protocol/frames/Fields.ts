/**
 * Reads the fields of a decoded payload into their types. Each reader throws a
 * `Misfit` that names the field; `read` turns it into a typed failure. Fields
 * that nobody asks for are ignored. [event-stream]
 */
import * as Result from "effect/Result"
import { Cid } from "../data/Cid.ts"
import type { Data, DataObject } from "../data/Data.ts"
import type { Format } from "../syntax/Format.ts"
import { FrameError } from "./FrameError.ts"

/** Never leaves `read`. */
class Misfit {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

export const read = <A>(what: string, f: () => A): Result.Result<A, FrameError> => {
  try {
    return Result.succeed(f())
  } catch (error) {
    if (error instanceof Misfit) return Result.fail(new FrameError({ reason: `${what}: ${error.reason}` }))
    throw error
  }
}

const misfit = (key: string, expected: string): never => {
  throw new Misfit(`${key} is not ${expected}`)
}

export const text = (fields: DataObject, key: string): string => {
  const value = fields[key]
  return typeof value === "string" ? value : misfit(key, "text")
}

export const boolean = (fields: DataObject, key: string): boolean => {
  const value = fields[key]
  return typeof value === "boolean" ? value : misfit(key, "a boolean")
}

export const bytes = (fields: DataObject, key: string): Uint8Array => {
  const value = fields[key]
  return value instanceof Uint8Array ? value : misfit(key, "bytes")
}

/** 1 … 2^53−1 */
export const seq = (fields: DataObject): number => {
  const value = fields["seq"]
  return typeof value === "number" && value >= 1 ? value : misfit("seq", "a positive integer")
}

/** A version: 1, the only one there is. */
export const one = (fields: DataObject, key: string): 1 => fields[key] === 1 ? 1 : misfit(key, "1")

/** A link of the blessed form, as those that the protocol itself makes must be. */
export const link = (fields: DataObject, key: string): Cid => {
  const value = fields[key]
  return value instanceof Cid && value.isBlessed ? value : misfit(key, "a link")
}

export const format = <A extends string>(fields: DataObject, key: string, format: Pick<Format<A>, "is">): A => {
  const value = fields[key]
  return typeof value === "string" && format.is(value) ? value : misfit(key, "of its format")
}

export const array = (fields: DataObject, key: string): ReadonlyArray<Data> => {
  const value = fields[key]
  return Array.isArray(value) ? (value as ReadonlyArray<Data>) : misfit(key, "an array")
}

export const objects = (fields: DataObject, key: string): ReadonlyArray<DataObject> =>
  array(fields, key).map((item) =>
    typeof item === "object" && item !== null && !Array.isArray(item) && !(item instanceof Cid) &&
      !(item instanceof Uint8Array)
      ? (item as DataObject)
      : misfit(key, "an array of objects"))

/** `{[key]: value}` if the field is there, `{}` if it is absent; null is not absent. */
export const optional = <K extends string, A>(
  fields: DataObject,
  key: K,
  reader: (fields: DataObject, key: K) => A
): { readonly [P in K]?: A } => Object.hasOwn(fields, key) ? { [key]: reader(fields, key) } as { [P in K]: A } : {}

export const nullable = <A>(
  fields: DataObject,
  key: string,
  reader: (fields: DataObject, key: string) => A
): A | null => fields[key] === null ? null : reader(fields, key)
