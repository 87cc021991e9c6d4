/**
 * Whether some JSON is a lexicon document: the rules of the schema language
 * itself. [lexicon] Unknown keys are let be, as the language may grow.
 *
 * - at least one definition; primary ones (record, query, procedure,
 *   subscription, permission-set) only as `main`
 * - `ref`, `union`, `unknown` and `params` are never definitions of their own;
 *   a `token` is nothing else, and `params` stands only under `parameters`
 * - a local reference names a definition of this document: a `ref` no token and
 *   no method, a `union` only objects and records. What another document
 *   defines is not asked here
 * - limits are whole numbers, minimum ≤ maximum; default and const not both,
 *   and of the field's own kind; required and nullable name properties
 * - a permission names its resource; what the resource takes has its kind. What
 *   values mean, and which may not be granted, is `Permissions.ts`'s question
 */
import * as Result from "effect/Result"
import * as Language from "../syntax/Language.ts"
import * as Nsid from "../syntax/Nsid.ts"
import { formats } from "./CompileString.ts"
import type { Document } from "./Document.ts"
import { LexiconDocumentError } from "./LexiconError.ts"

type Json = Readonly<Record<string, unknown>>
type Path = ReadonlyArray<string | number>

class Bad extends Error {
  readonly path: Path
  constructor(path: Path, reason: string) {
    super(reason)
    this.path = path
  }
}

const primary = new Set(["record", "query", "procedure", "subscription", "permission-set"])
const anonymousOnly = new Set(["ref", "union", "unknown", "params"])
/**
 * No `unknown`, though @atproto/lexicon takes it: "can only include the types
 * boolean, integer, string; or an array". [lexicon], params
 */
const parameterTypes = new Set(["boolean", "integer", "string"])
const unionMembers = new Set(["object", "record"])
const neverReferenced = new Set(["token", "query", "procedure", "subscription", "permission-set"])
const maxDepth = 64

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const demand = (holds: boolean, path: Path, reason: string): void => {
  if (!holds) throw new Bad(path, reason)
}

const object = (value: unknown, path: Path): Json => {
  if (!isObject(value)) throw new Bad(path, "must be an object")
  return value
}

const optional = (json: Json, key: string, path: Path, fits: (value: unknown) => boolean, what: string): void =>
  demand(json[key] === undefined || fits(json[key]), [...path, key], `must be ${what}`)

const isInt = (value: unknown): value is number => Number.isSafeInteger(value)
const isSize = (value: unknown): value is number => isInt(value) && value >= 0
const isText = (value: unknown): value is string => typeof value === "string"
const isTexts = (value: unknown): value is ReadonlyArray<string> => Array.isArray(value) && value.every(isText)

const limits = (json: Json, low: string, high: string, path: Path, fits: (value: unknown) => boolean): void => {
  optional(json, low, path, fits, "a whole number")
  optional(json, high, path, fits, "a whole number")
  demand(json[low] === undefined || json[high] === undefined || (json[low] as number) <= (json[high] as number), path, `${low} exceeds ${high}`)
}

const constants = (json: Json, path: Path, fits: (value: unknown) => boolean, what: string): void => {
  optional(json, "default", path, fits, what)
  optional(json, "const", path, fits, what)
  demand(json.default === undefined || json.const === undefined, path, "default and const exclude each other")
}

/** Globs are whole: `image/*` and `*` + `/*`, not `*` or `text/ht*`. [lexicon], blob */
const isMimePatterns = (value: unknown): boolean => isTexts(value) && value.every((text) => /^(\*\/\*|[^\s/*]+\/(\*|[^\s/*]+))$/.test(text))

const reference = (value: unknown, path: Path, defs: Json, fits: (type: unknown) => boolean): void => {
  const [nsid, name, ...more] = isText(value) ? value.split("#") : []
  const isReference = nsid !== undefined && more.length === 0 && (nsid === "" ? name !== undefined : Nsid.is(nsid)) && (name === undefined || /^[A-Za-z][A-Za-z0-9]*$/.test(name))
  demand(isReference, path, "must be a reference: nsid, nsid#name or #name")
  if (nsid !== "") return
  demand(Object.hasOwn(defs, name!), path, `names no definition: #${name}`)
  const target = defs[name!]
  demand(!isObject(target) || fits(target.type), path, `may not name a ${isObject(target) ? String(target.type) : "definition of this kind"}`)
}

const names = (json: Json, key: string, properties: Json, path: Path): void => {
  optional(json, key, path, isTexts, "an array of names")
  for (const [i, name] of ((json[key] ?? []) as ReadonlyArray<string>).entries()) {
    demand(Object.hasOwn(properties, name), [...path, key, i], `names no property: ${name}`)
  }
}

const fields = (json: Json, path: Path, depth: number, defs: Json, inParams: boolean): void => {
  const properties = json.properties === undefined ? {} : object(json.properties, [...path, "properties"])
  for (const [name, property] of Object.entries(properties)) {
    const at = [...path, "properties", name]
    const type = object(property, at).type
    const inner = type === "array" ? (property as { readonly items?: { readonly type?: unknown } }).items?.type : type
    if (inParams) demand(isText(inner) && parameterTypes.has(inner), at, "a parameter is a boolean, integer, string, or array of them")
    field(property, at, depth + 1, defs)
  }
  names(json, "required", properties, path)
  names(json, "nullable", properties, path)
}

const field = (value: unknown, path: Path, depth: number, defs: Json): void => {
  demand(depth <= maxDepth, path, "is nested too deep")
  const json = object(value, path)
  optional(json, "description", path, isText, "a string")
  switch (json.type) {
    case "boolean":
      return constants(json, path, (x) => typeof x === "boolean", "a boolean")
    case "integer":
      limits(json, "minimum", "maximum", path, isInt)
      optional(json, "enum", path, (x) => Array.isArray(x) && x.every(isInt), "an array of integers")
      return constants(json, path, isInt, "an integer")
    case "string":
      optional(json, "format", path, (x) => isText(x) && Object.hasOwn(formats, x), `one of ${Object.keys(formats).join(", ")}`)
      limits(json, "minLength", "maxLength", path, isSize)
      limits(json, "minGraphemes", "maxGraphemes", path, isSize)
      optional(json, "enum", path, isTexts, "an array of strings")
      optional(json, "knownValues", path, isTexts, "an array of strings")
      return constants(json, path, isText, "a string")
    case "bytes":
      return limits(json, "minLength", "maxLength", path, isSize)
    case "blob":
      optional(json, "accept", path, isMimePatterns, "an array of MIME types")
      return optional(json, "maxSize", path, isSize, "a whole number")
    case "array":
      field(json.items, [...path, "items"], depth + 1, defs)
      return limits(json, "minLength", "maxLength", path, isSize)
    case "object":
      return fields(json, path, depth, defs, false)
    case "ref":
      return reference(json.ref, [...path, "ref"], defs, (type) => !neverReferenced.has(type as string))
    case "union": {
      demand(Array.isArray(json.refs), [...path, "refs"], "must be an array")
      const refs = json.refs as ReadonlyArray<unknown>
      refs.forEach((ref, i) => reference(ref, [...path, "refs", i], defs, (type) => unionMembers.has(type as string)))
      optional(json, "closed", path, (x) => typeof x === "boolean", "a boolean")
      return demand(json.closed !== true || refs.length > 0, path, "a closed union needs a member")
    }
    case "unknown":
    case "cid-link":
      return
    default:
      throw new Bad([...path, "type"], `is no type of field: ${JSON.stringify(json.type) ?? "nothing"}`)
  }
}

const body = (value: unknown, path: Path, defs: Json): void => {
  if (value === undefined) return
  const json = object(value, path)
  demand(isText(json.encoding), [...path, "encoding"], "must be a MIME type")
  if (json.schema === undefined) return
  const type = object(json.schema, [...path, "schema"]).type
  demand(type === "object" || type === "ref" || type === "union", [...path, "schema"], "must be an object, ref or union")
  field(json.schema, [...path, "schema"], 1, defs)
}

const method = (json: Json, path: Path, defs: Json): void => {
  if (json.parameters !== undefined) {
    const parameters = object(json.parameters, [...path, "parameters"])
    demand(parameters.type === "params", [...path, "parameters"], "must be of type params")
    fields(parameters, [...path, "parameters"], 1, defs, true)
  }
  demand(json.input === undefined || json.type === "procedure", [...path, "input"], "only a procedure has an input")
  body(json.input, [...path, "input"], defs)
  body(json.output, [...path, "output"], defs)
  demand((json.message !== undefined) === (json.type === "subscription"), [...path, "message"], "a subscription has messages, and nothing else has")
  if (json.message !== undefined) {
    const schema = object(object(json.message, [...path, "message"]).schema, [...path, "message", "schema"])
    demand(schema.type === "union", [...path, "message", "schema"], "must be a union")
    field(schema, [...path, "message", "schema"], 1, defs)
  }
  const errors = json.errors ?? []
  demand(Array.isArray(errors), [...path, "errors"], "must be an array")
  for (const [i, error] of (errors as ReadonlyArray<unknown>).entries()) {
    demand(isObject(error) && isText(error.name) && /^\S+$/.test(error.name), [...path, "errors", i], "needs a name without white space")
  }
}

const isTranslations = (value: unknown): boolean => isObject(value) && Object.entries(value).every(([language, text]) => Language.is(language) && isText(text))
const isSomeTexts = (value: unknown): boolean => isTexts(value) && value.length > 0

const permissionSet = (json: Json, path: Path): void => {
  for (const key of ["title", "detail"]) {
    optional(json, key, path, isText, "a string")
    optional(json, `${key}:lang`, path, isTranslations, "a map from languages to strings")
  }
  demand(Array.isArray(json.permissions), [...path, "permissions"], "must be an array")
  for (const [i, value] of (json.permissions as ReadonlyArray<unknown>).entries()) {
    const at = [...path, "permissions", i]
    const permission = object(value, at)
    demand(permission.type === "permission" && isText(permission.resource) && permission.resource !== "", at, "must be a permission with a resource")
    if (permission.resource === "repo") {
      demand(isSomeTexts(permission.collection), [...at, "collection"], "must be an array of at least one string")
      optional(permission, "action", at, isTexts, "an array of strings")
    } else if (permission.resource === "rpc") {
      demand(isSomeTexts(permission.lxm), [...at, "lxm"], "must be an array of at least one string")
      optional(permission, "aud", at, isText, "a string")
      optional(permission, "inheritAud", at, (x) => typeof x === "boolean", "a boolean")
    }
  }
}

const definition = (value: unknown, name: string, path: Path, defs: Json): void => {
  const json = object(value, path)
  const { type } = json
  optional(json, "description", path, isText, "a string")
  demand(isText(type), [...path, "type"], "must be a string")
  demand(!anonymousOnly.has(type as string), [...path, "type"], `${String(type)} is never a definition of its own`)
  demand(!primary.has(type as string) || name === "main", path, `a ${String(type)} is always the definition main`)
  if (type === "record") {
    demand(isText(json.key) && /^(tid|nsid|any|literal:[A-Za-z0-9._:~-]{1,512})$/.test(json.key), [...path, "key"], "must be tid, nsid, any or literal:…")
    demand(object(json.record, [...path, "record"]).type === "object", [...path, "record", "type"], "must be object")
    return field(json.record, [...path, "record"], 1, defs)
  }
  if (type === "query" || type === "procedure" || type === "subscription") return method(json, path, defs)
  if (type === "token") return
  if (type === "permission-set") return permissionSet(json, path)
  field(json, path, 1, defs)
}

/** From what `JSON.parse` gives; never throws. */
export const parse = (json: unknown): Result.Result<Document, LexiconDocumentError> => {
  try {
    const document = object(json, [])
    demand(document.lexicon === 1, ["lexicon"], "must be 1")
    demand(isText(document.id) && Nsid.is(document.id), ["id"], "must be an NSID")
    optional(document, "description", [], isText, "a string")
    const defs = object(document.defs, ["defs"])
    demand(Object.keys(defs).length > 0, ["defs"], "needs a definition")
    for (const [name, value] of Object.entries(defs)) {
      demand(/^[A-Za-z][A-Za-z0-9]*$/.test(name), ["defs", name], "is no name of a definition")
      definition(value, name, ["defs", name], defs)
    }
    return Result.succeed(document as unknown as Document)
  } catch (error) {
    if (error instanceof Bad) return Result.fail(new LexiconDocumentError({ path: error.path, reason: error.message }))
    throw error
  }
}
