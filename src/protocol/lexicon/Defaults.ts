/**
 * Defaults of a method's input: what the caller left out stands there for the
 * handler. [lexicon]; the properties of objects, inside one another and through
 * references, as in @atproto/lexicon. Not inside arrays, unions or `unknown`:
 * a record in an input keeps its bytes.
 */
import { isObject } from "./Check.ts"
import type { Field } from "./Document.ts"

/** The field that a reference names, its own references written out. */
export type Lookup = (reference: string) => Field | undefined

export const defaultOf = (field: Field): boolean | number | string | undefined => "default" in field ? field.default : undefined

/** Whether `fill` could ever change a value: for most methods it could not. */
export const mayFill = (field: Field, lookup: Lookup, seen: Set<string> = new Set()): boolean => {
  if (field.type === "ref") {
    if (seen.has(field.ref)) return false
    seen.add(field.ref)
    const target = lookup(field.ref)
    return target !== undefined && mayFill(target, lookup, seen)
  }
  return field.type === "object"
    && Object.values(field.properties ?? {}).some((property) => defaultOf(property) !== undefined || mayFill(property, lookup, seen))
}

export const fill = (field: Field, value: unknown, lookup: Lookup): unknown => {
  if (field.type === "ref") {
    const target = lookup(field.ref)
    return target === undefined ? value : fill(target, value, lookup)
  }
  if (field.type !== "object" || !isObject(value)) return value
  let filled: Record<string, unknown> | undefined
  for (const [name, property] of Object.entries(field.properties ?? {})) {
    const before = Object.hasOwn(value, name) ? value[name] : undefined
    const after = before === undefined ? defaultOf(property) : fill(property, before, lookup)
    if (after !== before) (filled ??= { ...value })[name] = after
  }
  return filled ?? value
}
