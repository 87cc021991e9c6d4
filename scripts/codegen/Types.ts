/**
 * A field as a TypeScript type.
 *
 * Values are those of the data model, over HTTP as well as in a repository:
 * links are `Cid`, bytes `Uint8Array`, blobs `BlobRef`. Open unions and known
 * values stay open. A field with a default is optional to the writer and
 * present to the reader.
 */
import type { Field, ObjectField } from "./Schema.ts"

/** Whoever reads a value finds its defaults filled in; whoever writes it may leave them out. */
export type Side = "reader" | "writer"

export interface Scope {
  /** NSID of the document in which the field stands. */
  readonly id: string
  /** Notes that a type of another document, or of the data model, is used; gives the name to use. */
  readonly use: (reference: string) => string
  readonly data: (name: "BlobRef" | "Cid" | "DataObject") => string
}

/** `main` → Main, `profileView` → ProfileView */
export const typeName = (name: string): string => name[0]!.toUpperCase() + name.slice(1)

/** `#x`, `a.b.c` or `a.b.c#x` as an NSID and a definition's name. */
export const resolve = (id: string, reference: string): { readonly id: string; readonly name: string } => {
  const [nsid, name] = reference.split("#") as [string, string?]
  return { id: nsid === "" ? id : nsid, name: name ?? "main" }
}

/** The `$type` of a definition: never written with `#main`. [lexicon] */
export const typeOf = (id: string, reference: string): string => {
  const { id: nsid, name } = resolve(id, reference)
  return name === "main" ? nsid : `${nsid}#${name}`
}

const quoted = (value: unknown): string => JSON.stringify(value)

export const property = (name: string): string => /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)

const hasDefault = (field: Field): boolean => "default" in field && field.default !== undefined

export const objectType = (scope: Scope, object: ObjectField, side: Side, indent: string): string => {
  const required = new Set(object.required)
  const nullable = new Set(object.nullable)
  const lines = Object.entries(object.properties ?? {}).map(([name, field]) => {
    const present = required.has(name) || (side === "reader" && hasDefault(field))
    const type = fieldType(scope, field, side, `${indent}  `) + (nullable.has(name) ? " | null" : "")
    return `${indent}  readonly ${property(name)}${present ? "" : "?"}: ${type}\n`
  })
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`
}

export const fieldType = (scope: Scope, field: Field, side: Side, indent: string): string => {
  switch (field.type) {
    case "boolean":
      return field.const === undefined ? "boolean" : String(field.const)
    case "integer":
      return field.const !== undefined ? String(field.const) : field.enum === undefined ? "number" : field.enum.join(" | ")
    case "string":
      if (field.const !== undefined) return quoted(field.const)
      if (field.enum !== undefined) return field.enum.map(quoted).join(" | ")
      return field.knownValues === undefined || field.knownValues.length === 0
        ? "string"
        : `${field.knownValues.map(quoted).join(" | ")} | (string & {})`
    case "token":
      return "string"
    case "bytes":
      return "Uint8Array"
    case "cid-link":
      return scope.data("Cid")
    case "blob":
      return scope.data("BlobRef")
    case "unknown":
      return scope.data("DataObject")
    case "array": {
      const items = fieldType(scope, field.items, side, indent)
      return `ReadonlyArray<${items}>`
    }
    case "object":
    case "params":
      return objectType(scope, field, side, indent)
    case "ref":
      return scope.use(field.ref)
    case "union": {
      const members = field.refs.map((ref) => `({ readonly $type: ${quoted(typeOf(scope.id, ref))} } & ${scope.use(ref)})`)
      if (field.closed !== true) members.push("{ readonly $type: string & {} }")
      return members.length === 0 ? "never" : members.join(` | `)
    }
  }
}
