/**
 * A schema field as a closure that says what is wrong with a value, compiled
 * once. Unknown object fields are ignored, as the evolution rules want; `null`
 * passes only where `nullable` says so. [lexicon]
 */
import { isBlobRef, isLegacyBlobRef } from "../data/Blob.ts"
import { Cid } from "../data/Cid.ts"
import type { ArrayField, BlobField, BytesField, Field, IntegerField, ObjectField, ParamsField, UnionField } from "./Document.ts"
import { type Check, fail, isObject } from "./Check.ts"
import { defaultOf } from "./Defaults.ts"
import { stringCheck } from "./CompileString.ts"

export type Mode = "strict" | "lenient"

/** Finds the check of another definition; `undefined` where its document is unknown. */
export type Resolve = (reference: string) => Check | undefined

const booleanCheck = (constant: boolean | undefined): Check => (value) =>
  typeof value !== "boolean" ? fail("a boolean", value) : constant !== undefined && value !== constant ? fail(String(constant), value) : undefined

const integerCheck = (field: IntegerField): Check => {
  const { const: constant, enum: values, maximum, minimum } = field
  return (value) => {
    if (!Number.isSafeInteger(value)) return fail("an integer", value)
    const n = value as number
    if (constant !== undefined && n !== constant) return fail(String(constant), value)
    if (values !== undefined && !values.includes(n)) return fail(`one of ${values.join(", ")}`, value)
    if (minimum !== undefined && n < minimum) return fail(`at least ${minimum}`, value)
    if (maximum !== undefined && n > maximum) return fail(`at most ${maximum}`, value)
    return undefined
  }
}

const bytesCheck = ({ maxLength, minLength }: BytesField): Check => (value) => {
  if (!(value instanceof Uint8Array)) return fail("bytes", value)
  if (minLength !== undefined && value.length < minLength) return fail(`at least ${minLength} bytes`, value)
  if (maxLength !== undefined && value.length > maxLength) return fail(`at most ${maxLength} bytes`, value)
  return undefined
}

/** `image/*` takes any image, `*` + `/*` anything. */
const accepts = (patterns: ReadonlyArray<string>, mimeType: string): boolean =>
  patterns.some((pattern) => pattern === "*/*" || pattern === mimeType || (pattern.endsWith("/*") && mimeType.startsWith(pattern.slice(0, -1))))

const blobCheck = ({ accept, maxSize }: BlobField, mode: Mode): Check => (value) => {
  if (!isBlobRef(value)) {
    // The legacy form tells no size, so nothing more can be held against it. It is read, never written.
    return mode === "lenient" && isLegacyBlobRef(value) ? undefined : fail("a blob", value)
  }
  if (mode === "lenient") return undefined
  if (accept !== undefined && !accepts(accept, value.mimeType)) return fail(`a blob of type ${accept.join(" or ")}`, value.mimeType)
  if (maxSize !== undefined && value.size > maxSize) return fail(`a blob of at most ${maxSize} bytes`, value.size)
  return undefined
}

const arrayCheck = ({ items, maxLength, minLength }: ArrayField, resolve: Resolve, mode: Mode): Check => {
  const item = compile(items, resolve, mode)
  return (value) => {
    if (!Array.isArray(value)) return fail("an array", value)
    if (minLength !== undefined && value.length < minLength) return fail(`at least ${minLength} elements`, value)
    if (maxLength !== undefined && value.length > maxLength) return fail(`at most ${maxLength} elements`, value)
    for (let i = 0; i < value.length; i++) {
      const failure = item(value[i])
      if (failure !== undefined) {
        failure.path.unshift(i)
        return failure
      }
    }
    return undefined
  }
}

export const objectCheck = (field: ObjectField | ParamsField, resolve: Resolve, mode: Mode): Check => {
  const required = new Set(field.required)
  const nullable = new Set(field.type === "object" ? field.nullable : [])
  const fields = Object.entries(field.properties ?? {}).map(([name, property]) => ({
    name,
    check: compile(property, resolve, mode),
    // What has a default may be left out: the default stands for it.
    required: required.has(name) && defaultOf(property) === undefined,
    nullable: nullable.has(name)
  }))
  // A required name without a property of its own must be there, whatever it holds.
  const bare = [...required].filter((name) => !Object.hasOwn(field.properties ?? {}, name))
  return (value) => {
    if (!isObject(value)) return fail("an object", value)
    for (let i = 0; i < fields.length; i++) {
      const { check, name, nullable, required } = fields[i]!
      const found = Object.hasOwn(value, name) ? value[name] : undefined
      if (found === undefined) {
        if (required) return { ...fail("a value", found), path: [name] }
        continue
      }
      if (found === null && nullable) continue
      const failure = check(found)
      if (failure !== undefined) {
        failure.path.unshift(name)
        return failure
      }
    }
    for (const name of bare) {
      if (!Object.hasOwn(value, name) || value[name] === undefined) return { ...fail("a value", undefined), path: [name] }
    }
    return undefined
  }
}

/** `a.b.c#main` and `a.b.c` name the same. */
const withoutMain = (reference: string): string => reference.endsWith("#main") ? reference.slice(0, -"#main".length) : reference

const unionCheck = (field: UnionField, resolve: Resolve): Check => {
  const members = new Set(field.refs.map(withoutMain))
  return (value) => {
    if (!isObject(value)) return fail("an object with a $type", value)
    const type = value.$type
    if (typeof type !== "string" || type === "") return { ...fail("a $type", type), path: ["$type"] }
    // "main types must be referenced in $type fields as just the NSID". [lexicon], When to use $type
    if (type.endsWith("#main")) return { ...fail("a $type without #main", type), path: ["$type"] }
    // A blob is a type of its own; its $type names no schema. [data-model]
    if (type === "blob") return { ...fail("a $type that names a schema", type), path: ["$type"] }
    if (members.has(type)) return resolve(type)?.(value)
    return field.closed === true ? { ...fail(`one of ${[...members].join(", ")}`, type), path: ["$type"] } : undefined
  }
}

const unknownCheck: Check = (value) => {
  if (!isObject(value)) return fail("an object", value)
  return value.$type === "blob" ? fail("an object that is not a blob", value) : undefined
}

/** A reference is looked up when first met, so that documents may name each other in a ring. */
const refCheck = (reference: string, resolve: Resolve): Check => {
  let check: Check | undefined
  let known = false
  return (value) => {
    if (!known) {
      check = resolve(withoutMain(reference))
      known = true
    }
    return check === undefined ? fail(`a value of the unknown ${reference}`, value) : check(value)
  }
}

export const compile = (field: Field, resolve: Resolve, mode: Mode): Check => {
  switch (field.type) {
    case "boolean":
      return booleanCheck(field.const)
    case "integer":
      return integerCheck(field)
    case "string":
      return stringCheck(field)
    case "bytes":
      return bytesCheck(field)
    case "blob":
      return blobCheck(field, mode)
    case "array":
      return arrayCheck(field, resolve, mode)
    case "object":
    case "params":
      return objectCheck(field, resolve, mode)
    case "ref":
      return refCheck(field.ref, resolve)
    case "union":
      return unionCheck(field, resolve)
    case "unknown":
      return unknownCheck
    case "cid-link":
      return (value) => value instanceof Cid ? undefined : fail("a link", value)
    case "token":
      return (value) => typeof value === "string" ? undefined : fail("a token", value)
  }
}
