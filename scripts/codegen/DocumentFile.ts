/** The generated file of one document. */
import type { Body, Document, Field, Method, ObjectField } from "./Schema.ts"
import { isMethod } from "./Schema.ts"
import { fieldType, objectType, resolve, type Scope, typeName } from "./Types.ts"

export const header = "// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.\n"

const alias = (id: string): string => id.replaceAll(".", "_")

/** `../../..` from a document's file to the folder of generated files. */
const upFrom = (id: string): string => "../".repeat(id.split(".").length - 1) || "./"

class Imports implements Scope {
  readonly id: string
  private readonly documents = new Set<string>()
  private readonly dataTypes = new Set<string>()

  constructor(id: string) {
    this.id = id
  }

  use(reference: string): string {
    const { id, name } = resolve(this.id, reference)
    if (id === this.id) return typeName(name)
    this.documents.add(id)
    return `${alias(id)}.${typeName(name)}`
  }

  data(name: "BlobRef" | "Cid" | "DataObject"): string {
    this.dataTypes.add(name)
    return name
  }

  text(): string {
    const up = upFrom(this.id)
    const file = { BlobRef: "Blob", Cid: "Cid", DataObject: "Data" } as const
    const data = [...this.dataTypes].sort().map((name) =>
      `import type { ${name} } from "${up}../../data/${file[name as keyof typeof file]}.ts"\n`)
    const documents = [...this.documents].sort().map((id) =>
      `import type * as ${alias(id)} from "${up}${id.replaceAll(".", "/")}.ts"\n`)
    return [...data, ...documents].join("")
  }
}

const named = (scope: Scope, name: string, field: Field): string =>
  field.type === "object"
    ? `export interface ${typeName(name)} ${objectType(scope, field, "writer", "")}\n`
    : `export type ${typeName(name)} = ${fieldType(scope, field, "writer", "")}\n`

const bodyType = (scope: Scope, body: Body | undefined): string =>
  body === undefined
    ? "undefined"
    : body.schema === undefined || body.encoding !== "application/json"
    ? "Uint8Array"
    : fieldType(scope, body.schema, "writer", "")

const noParameters: ObjectField = { type: "params" }

const method = (scope: Scope, { errors, input, message, output, parameters, type }: Method): string => {
  const params = parameters ?? noParameters
  const lines = [
    `export type Params = ${objectType(scope, params, "writer", "")}\n`,
    `/** With defaults filled in. */\nexport type ParamsRead = ${objectType(scope, params, "reader", "")}\n`
  ]
  if (type === "subscription") {
    lines.push(`export type Message = ${message === undefined ? "never" : fieldType(scope, message.schema, "writer", "")}\n`)
  } else {
    lines.push(`export type Input = ${bodyType(scope, input)}\n`, `export type Output = ${bodyType(scope, output)}\n`)
  }
  const names = (errors ?? []).map(({ name }) => JSON.stringify(name))
  lines.push(`export type Errors = ${names.length === 0 ? "never" : names.join(" | ")}\n`)
  return lines.join("\n")
}

export const documentFile = ({ defs, id }: Document): string => {
  const scope = new Imports(id)
  const bodies = Object.entries(defs).flatMap(([name, definition]) => {
    if (definition.type === "permission-set") return []
    if (isMethod(definition)) return [method(scope, definition)]
    if (definition.type === "record") return [named(scope, name, { ...definition.record, type: "object" })]
    return [named(scope, name, definition)]
  })
  const imports = scope.text()
  return `${header}${imports === "" ? "" : `${imports}`}\n${bodies.join("\n")}${bodies.length === 0 ? "export {}\n" : ""}`
}
