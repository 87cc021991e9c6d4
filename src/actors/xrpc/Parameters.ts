/**
 * Parameters of a method in the query string: arrays repeat the name, booleans
 * are `true` and `false`, integers decimal. The server ignores unknown names and
 * fills in defaults; the client writes defaults out too, and known names in the
 * document's order, "to ensure consistent caching behavior". [xrpc]
 */
import * as Result from "effect/Result"
import type { Field } from "../../protocol/lexicon/Document.ts"
import { LexiconError } from "../../protocol/lexicon/LexiconError.ts"
import { standard } from "../../protocol/lexicon/Registry.ts"

export const encode = (nsid: string, params: Readonly<Record<string, unknown>>): string => {
  if (standard.method(nsid)?.parameters === undefined && Object.keys(params).length === 0) return ""
  const search = new URLSearchParams()
  const append = (name: string, value: unknown): void => {
    if (value === undefined) return
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const properties = standard.method(nsid)?.parameters?.properties ?? {}
  for (const [name, field] of Object.entries(properties)) append(name, params[name] ?? ("default" in field ? field.default : undefined))
  for (const [name, value] of Object.entries(params)) if (!Object.hasOwn(properties, name)) append(name, value)
  const text = search.toString()
  return text === "" ? "" : `?${text}`
}

/** A text as the field wants it; as it is where it does not fit, so that validation can say so. */
const convert = (field: Field, text: string): unknown => {
  if (field.type === "integer") return /^-?\d{1,16}$/.test(text) ? Number(text) : text
  if (field.type === "boolean") return text === "true" ? true : text === "false" ? false : text
  return text
}

export const decode = (nsid: string, search: URLSearchParams): Result.Result<Readonly<Record<string, unknown>>, LexiconError> => {
  const schema = standard.method(nsid)?.parameters
  if (schema === undefined) return Result.succeed({})
  const params: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const given = search.getAll(name)
    // Cursors are opaque, but an empty one says nothing: loops are begun with it.
    const texts = name === "cursor" && given.length === 1 && given[0] === "" ? [] : given
    if (field.type === "array") {
      if (texts.length > 0) params[name] = texts.map((text) => convert(field.items, text))
    } else if (texts.length === 1) {
      params[name] = convert(field, texts[0]!)
    } else if (texts.length > 1) {
      return Result.fail(new LexiconError({ nsid, path: [name], expected: "one value", found: `${texts.length} values` }))
    } else if ("default" in field && field.default !== undefined) {
      params[name] = field.default
    }
  }
  return Result.map(standard.validateParams(nsid, params), () => params)
}
