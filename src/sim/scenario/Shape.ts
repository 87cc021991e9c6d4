/**
 * What may be written at each place of a scenario: the Schema's encoded side as
 * a JSON Schema, with its descriptions, defaults and limits. Documentation,
 * editors and the hints of error messages are made from it.
 *
 * `Schema.toJsonSchemaDocument` is not enough here: of a field that decodes to
 * something else, such as a duration, it keeps neither pattern, description nor
 * default.
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as Open from "./Open.ts"
import { Scenario } from "./Scenario.ts"

export interface Shape {
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean"
  readonly description?: string
  readonly default?: unknown
  /** In words, such as "a duration such as 90s". */
  readonly title?: string
  readonly enum?: ReadonlyArray<unknown>
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: boolean
  readonly items?: Shape
  readonly prefixItems?: ReadonlyArray<Shape>
  readonly anyOf?: ReadonlyArray<Shape>
}

/** The side that stands in the file. */
const written = (ast: SchemaAST.AST): SchemaAST.AST => ast.encoding === undefined ? ast : written(ast.encoding[ast.encoding.length - 1]!.to)

const isOptional = (ast: SchemaAST.AST): boolean => written(ast).context?.isOptional === true

/** A description may stand on the type or on what is written. */
const describe = (ast: SchemaAST.AST): Shape => {
  const description = SchemaAST.resolveDescription(ast)
    ?? ast.encoding?.map(({ to }) => describe(to).description).find((text) => text !== undefined)
  return description === undefined ? {} : { description }
}

/** What an absent key stands for, as one would write it. */
const defaultOf = (ast: SchemaAST.AST): Shape => {
  if (!isOptional(ast) || ast.encoding === undefined) return {}
  const alone = Schema.Struct({ key: Schema.make<Schema.Codec<unknown>>(ast) })
  const value = Schema.encodeSync(alone)(Schema.decodeUnknownSync(alone)({})).key
  return value === undefined ? {} : { default: value }
}

interface Representation {
  readonly id: string
  readonly payload: { readonly source?: string; readonly minimum?: number; readonly maximum?: number; readonly exclusiveMinimum?: number } | null
}

const limits = (ast: SchemaAST.AST): Shape =>
  (ast.checks ?? []).reduce<Shape>((shape, check) => {
    const { id, payload } = (check.annotations?.representation ?? { id: "", payload: null }) as Representation
    const title = check.annotations?.expected
    const limited = {
      ...shape,
      ...(typeof title === "string" && id !== "effect/schema/isInt" && id !== "effect/schema/isFinite" ? { title } : {}),
      ...(id === "effect/schema/isInt" ? { type: "integer" as const } : {})
    }
    if (payload === null || payload === undefined) return limited
    const { exclusiveMinimum, maximum, minimum, source } = payload
    return {
      ...limited,
      ...(source === undefined ? {} : { pattern: source }),
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
      ...(exclusiveMinimum === undefined ? {} : { exclusiveMinimum })
    }
  }, {})

/** Of a structure, only its parts decode to something else; of a scalar, what is written is what counts. */
const bare = (whole: SchemaAST.AST): Shape => {
  const ast = whole._tag === "Objects" || whole._tag === "Arrays" || whole._tag === "Union" ? whole : written(whole)
  switch (ast._tag) {
    case "String":
      return { type: "string", ...limits(ast) }
    case "Number":
      return { type: "number", ...limits(ast) }
    case "Boolean":
      return { type: "boolean" }
    case "Unknown":
      return {}
    case "Literal":
      return { type: "string", enum: [ast.literal] }
    case "Arrays":
      return {
        type: "array",
        ...(ast.elements.length > 0 ? { prefixItems: ast.elements.map(shapeOf) } : {}),
        ...(ast.rest[0] === undefined ? {} : { items: shapeOf(ast.rest[0]) })
      }
    case "Objects":
      return {
        type: "object",
        properties: Object.fromEntries(ast.propertySignatures.map(({ name, type }) => [String(name), shapeOf(type)])),
        required: ast.propertySignatures.filter(({ type }) => !isOptional(type)).map(({ name }) => String(name)),
        // A record takes any key; what may be under it, who reads it knows.
        additionalProperties: ast.indexSignatures.length > 0
      }
    case "Union": {
      const members = ast.types.map(shapeOf)
      return members.every((member) => member.enum !== undefined && member.description === undefined)
        ? { type: "string", enum: members.flatMap((member) => member.enum!) }
        : { anyOf: members }
    }
    default:
      throw new Error(`A scenario holds no ${ast._tag}`)
  }
}

const shapeOf = (ast: SchemaAST.AST): Shape => ({ ...bare(ast), ...describe(ast), ...defaultOf(ast) })

export const scenarioShape: Shape = shapeOf(Scenario.ast)

const map = <A>(all: Readonly<Record<string, A>>, f: (a: A, key: string) => A): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries(all).map(([key, value]) => [key, f(value, key)]))

/** A scalar, or what leaves it to the seed. Free text holds anything already. */
const orOpen = (shape: Shape): Shape => {
  // A tag tells editors which member of a union stands there.
  if (shape.enum?.length === 1) return shape
  const isScalar = shape.enum !== undefined || shape.pattern !== undefined || shape.type === "number" || shape.type === "integer"
  if (isScalar) {
    const { default: given, description, ...bare } = shape
    return {
      ...(description === undefined ? {} : { description }),
      ...(given === undefined ? {} : { default: given }),
      anyOf: [bare, { type: "string", pattern: Open.pattern }]
    }
  }
  return {
    ...shape,
    ...(shape.properties === undefined ? {} : { properties: map(shape.properties, orOpen) }),
    ...(shape.items === undefined ? {} : { items: orOpen(shape.items) }),
    ...(shape.prefixItems === undefined ? {} : { prefixItems: shape.prefixItems.map(orOpen) }),
    ...(shape.anyOf === undefined ? {} : { anyOf: shape.anyOf.map(orOpen) })
  }
}

export const jsonSchema = (): unknown => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "An Orrery scenario",
  ...scenarioShape,
  properties: map(scenarioShape.properties ?? {}, (shape, key) => Open.shut.has(key) ? shape : orOpen(shape))
})

/** A shape and, of a union, its members. */
export const alternatives = (shape: Shape): ReadonlyArray<Shape> => [shape, ...(shape.anyOf ?? []).flatMap(alternatives)]

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

/** In words, if all that may stand at a path has them. */
export const titleAt = (path: ReadonlyArray<PropertyKey>): string | undefined => {
  const shapes = at(path).filter(({ anyOf }) => anyOf === undefined)
  const titles = new Set(shapes.map(({ title }) => title))
  return shapes.length === 0 || titles.has(undefined) ? undefined : [...titles].join(" or ")
}

export const literalsAt = (path: ReadonlyArray<PropertyKey>): ReadonlyArray<string> =>
  [...new Set(at(path).flatMap((shape) => (shape.enum ?? []).map(String)))]
