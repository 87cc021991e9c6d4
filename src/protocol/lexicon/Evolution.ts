/**
 * Whether a document may replace an older one under the same NSID. [lexicon],
 * Lexicon evolution; LEX-2
 *
 * New fields are optional; nothing becomes required or ceases to be; no type
 * changes, no name goes; constraints are neither tightened nor loosened; open
 * unions and known values may grow. Anything else needs a new NSID.
 */
import type { Body, Definition, Document, Field, Method, ObjectField, ParamsField } from "./Document.ts"

export interface Incompatibility {
  readonly path: ReadonlyArray<string | number>
  readonly reason: string
}

type Path = ReadonlyArray<string | number>

/** Everything about a field that may never change, beside its type. */
const fixed = [
  "const", "default", "enum", "minimum", "maximum", "minLength", "maxLength", "minGraphemes", "maxGraphemes",
  "format", "accept", "maxSize", "ref", "key", "encoding"
] as const

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const objects = (a: ObjectField | ParamsField, b: ObjectField | ParamsField, path: Path): ReadonlyArray<Incompatibility> => {
  const before = a.properties ?? {}
  const after = b.properties ?? {}
  const wasRequired = new Set(a.required)
  const isRequired = new Set(b.required)
  const nullableOf = (field: ObjectField | ParamsField) => new Set(field.type === "object" ? field.nullable : [])
  const found: Array<Incompatibility> = []
  for (const [name, field] of Object.entries(before)) {
    const at = [...path, "properties", name]
    const next = after[name]
    if (next === undefined) {
      found.push({ path: at, reason: "a field may not go" })
      continue
    }
    if (wasRequired.has(name) !== isRequired.has(name)) {
      found.push({ path: at, reason: wasRequired.has(name) ? "a required field may not become optional" : "an optional field may not become required" })
    }
    if (nullableOf(a).has(name) !== nullableOf(b).has(name)) found.push({ path: at, reason: "whether a field may be null may not change" })
    found.push(...fields(field, next, at))
  }
  for (const name of Object.keys(after)) {
    if (!Object.hasOwn(before, name) && isRequired.has(name)) found.push({ path: [...path, "properties", name], reason: "a new field must be optional" })
  }
  return found
}

const fields = (a: Field, b: Field, path: Path): ReadonlyArray<Incompatibility> => {
  if (a.type !== b.type) return [{ path, reason: `the type may not change from ${a.type} to ${b.type}` }]
  const before = a as unknown as Readonly<Record<string, unknown>>
  const after = b as unknown as Readonly<Record<string, unknown>>
  const changed = fixed.filter((key) => !same(before[key], after[key])).map((key): Incompatibility => ({ path, reason: `${key} may not change` }))
  switch (a.type) {
    case "array":
      return [...changed, ...fields(a.items, (b as typeof a).items, [...path, "items"])]
    case "object":
    case "params":
      return [...changed, ...objects(a, b as typeof a, path)]
    case "union": {
      const next = b as typeof a
      const gone = a.refs.filter((ref) => !next.refs.includes(ref))
      const grown = next.refs.some((ref) => !a.refs.includes(ref))
      return [
        ...changed,
        ...gone.map((ref): Incompatibility => ({ path, reason: `${ref} may not go` })),
        ...(a.closed === next.closed || (a.closed ?? false) === (next.closed ?? false) ? [] : [{ path, reason: "a union may neither open nor close" }]),
        ...(grown && a.closed === true ? [{ path, reason: "a closed union may not grow" }] : [])
      ]
    }
    default:
      return changed
  }
}

const bodies = (a: Body | undefined, b: Body | undefined, path: Path): ReadonlyArray<Incompatibility> => {
  if (a === undefined || b === undefined) return a === b ? [] : [{ path, reason: "a body may neither appear nor go" }]
  if (a.encoding !== b.encoding) return [{ path, reason: "encoding may not change" }]
  if (a.schema === undefined || b.schema === undefined) return a.schema === b.schema ? [] : [{ path, reason: "a schema may neither appear nor go" }]
  return fields(a.schema, b.schema, [...path, "schema"])
}

const none: ParamsField = { type: "params" }

const isMethod = (definition: Definition): definition is Method =>
  definition.type === "query" || definition.type === "procedure" || definition.type === "subscription"

const definitions = (a: Definition, b: Definition, path: Path): ReadonlyArray<Incompatibility> => {
  if (a.type !== b.type) return [{ path, reason: `the type may not change from ${a.type} to ${b.type}` }]
  if (a.type === "permission-set") return []
  if (a.type === "record") {
    const next = b as typeof a
    return [
      ...(a.key === next.key ? [] : [{ path, reason: "key may not change" }]),
      ...objects(a.record, next.record, [...path, "record"])
    ]
  }
  if (isMethod(a)) {
    const next = b as typeof a
    return [
      ...objects(a.parameters ?? none, next.parameters ?? none, [...path, "parameters"]),
      ...bodies(a.input, next.input, [...path, "input"]),
      ...bodies(a.output, next.output, [...path, "output"]),
      ...(a.message === undefined || next.message === undefined
        ? a.message === next.message ? [] : [{ path: [...path, "message"], reason: "messages may neither appear nor go" }]
        : fields(a.message.schema, next.message.schema, [...path, "message"]))
    ]
  }
  return fields(a, b as Field, path)
}

/** What speaks against `next` in the place of `before`; empty if nothing does. */
export const incompatibilities = (before: Document, next: Document): ReadonlyArray<Incompatibility> => [
  ...(before.id === next.id ? [] : [{ path: ["id"], reason: "another NSID is another schema" }]),
  ...Object.entries(before.defs).flatMap(([name, definition]) => {
    const replacement = next.defs[name]
    return replacement === undefined
      ? [{ path: ["defs", name], reason: "a definition may not go" }]
      : definitions(definition, replacement, ["defs", name])
  })
]
