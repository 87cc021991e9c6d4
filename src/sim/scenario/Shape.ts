/** The scenario's Schema as a JSON Schema, to look up what may stand at a path, and for editors. */
import * as Schema from "effect/Schema"
import { Scenario } from "./Scenario.ts"

export interface Shape {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: ReadonlyArray<unknown>
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: ReadonlyArray<string>
  readonly items?: Shape
  readonly prefixItems?: ReadonlyArray<Shape>
  readonly anyOf?: ReadonlyArray<Shape>
  readonly oneOf?: ReadonlyArray<Shape>
  readonly allOf?: ReadonlyArray<Shape>
  readonly $ref?: string
}

/** Excess keys are errors here, so editors should say so too. */
const closed = (shape: unknown): unknown => {
  if (Array.isArray(shape)) return shape.map(closed)
  if (typeof shape !== "object" || shape === null) return shape
  const entries = Object.entries(shape).map(([key, value]) => [key, key === "additionalProperties" && value === true ? false : closed(value)])
  return Object.fromEntries(entries)
}

const generated = Schema.toJsonSchemaDocument(Scenario)
const definitions = generated.definitions as Readonly<Record<string, Shape>>

export const scenarioShape: Shape = closed(generated.schema) as Shape

export const jsonSchema = (): unknown => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "An Orrery scenario",
  ...closed(generated.schema) as object,
  ...(Object.keys(definitions).length === 0 ? {} : { $defs: closed(definitions) })
})

/** All the shapes that a shape may take: members of unions, targets of references. */
export const alternatives = (shape: Shape): ReadonlyArray<Shape> => {
  if (shape.$ref !== undefined) {
    const target = definitions[shape.$ref.slice(shape.$ref.lastIndexOf("/") + 1)]
    return target === undefined ? [] : alternatives(target)
  }
  const members = [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])]
  return [shape, ...members.flatMap(alternatives)]
}

/** The shapes that may stand at a path. */
export const at = (path: ReadonlyArray<PropertyKey>): ReadonlyArray<Shape> =>
  path.reduce<ReadonlyArray<Shape>>(
    (shapes, part) =>
      shapes.flatMap((shape) => {
        const child = typeof part === "number" ? shape.items ?? shape.prefixItems?.[part] : shape.properties?.[String(part)]
        return child === undefined ? [] : alternatives(child)
      }),
    alternatives(scenarioShape)
  )

export const keysAt = (path: ReadonlyArray<PropertyKey>): ReadonlyArray<string> =>
  [...new Set(at(path).flatMap((shape) => Object.keys(shape.properties ?? {})))]

export const literalsAt = (path: ReadonlyArray<PropertyKey>): ReadonlyArray<string> =>
  [...new Set(at(path).flatMap((shape) => (shape.enum ?? []).map(String)))]
