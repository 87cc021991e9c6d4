/**
 * LEX-2: data valid under a schema stays valid under any legal evolution of it,
 * and old readers accept new data. Schemas are drawn, then edited by legal and
 * illegal steps alike; whatever `incompatibilities` lets pass must keep this.
 *
 * Data hold only fields and variants of the schema that they are written for:
 * "the Lexicon may be updated to include fields with the same field names but
 * different types, which would make existing data invalid". [lexicon]
 */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import type { Data, DataObject } from "../../../src/protocol/data/Data.ts"
import type { Document, Field, ObjectField } from "../../../src/protocol/lexicon/Document.ts"
import { incompatibilities } from "../../../src/protocol/lexicon/Evolution.ts"
import { Registry } from "../../../src/protocol/lexicon/Registry.ts"

const id = "com.example.note"
const variants = ["com.example.a", "com.example.b", "com.example.c"]
const variantDocuments = variants.map((variant): Document => ({
  lexicon: 1,
  id: variant,
  defs: { main: { type: "object", required: ["x"], properties: { x: { type: "integer", minimum: 0 } } } }
}))
const document = (record: ObjectField): Document => ({ lexicon: 1, id, defs: { main: { type: "record", key: "tid", record } } })

const small = fc.integer({ min: 1, max: 4 })
const field: fc.Arbitrary<Field> = fc.letrec<{ readonly any: Field; readonly object: ObjectField }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant<Field>({ type: "boolean" }),
    small.map((maximum): Field => ({ type: "integer", maximum })),
    small.map((maxLength): Field => ({ type: "string", maxLength })),
    fc.constant<Field>({ type: "string", knownValues: ["calm"] }),
    fc.constant<Field>({ type: "string", enum: ["calm", "loud"] }),
    fc.subarray(variants, { minLength: 1, maxLength: 2 }).map((refs): Field => ({ type: "union", refs })),
    fc.tuple(tie("any"), small).map(([items, maxLength]): Field => ({ type: "array", items, maxLength })),
    tie("object")
  ),
  object: fc.tuple(
    fc.dictionary(fc.constantFrom("one", "two", "three"), tie("any"), { maxKeys: 3 }),
    fc.array(fc.nat(5), { minLength: 6, maxLength: 6 })
  ).map(([properties, chance]): ObjectField => {
    const names = Object.keys(properties)
    return {
      type: "object",
      properties: { ...properties },
      required: names.filter((_name, i) => chance[i]! < 2),
      nullable: names.filter((_name, i) => chance[i + 3]! < 1)
    }
  })
})).any
const object = field.filter((one): one is ObjectField => one.type === "object")

/** One step from a field to another, which the rules allow or not; the field itself where it does not apply. */
type Step = (of: Field, extra: Field, pick: number) => Field

const onObject = (edit: (of: ObjectField, extra: Field, name: string | undefined) => ObjectField): Step => (of, extra, pick) =>
  of.type === "object" ? edit(of, extra, Object.keys(of.properties ?? {})[pick % Math.max(1, Object.keys(of.properties ?? {}).length)]) : of

const without = (names: ReadonlyArray<string> | undefined, name: string) => (names ?? []).filter((one) => one !== name)
const toggled = (names: ReadonlyArray<string> | undefined, name: string) =>
  names?.includes(name) === true ? without(names, name) : [...(names ?? []), name]

const steps: ReadonlyArray<Step> = [
  onObject((of, extra) => ({ ...of, properties: { ...of.properties, added: extra } })),
  (of, _extra, pick) => of.type === "union" ? { ...of, refs: [...new Set([...of.refs, variants[pick % 3]!])] } : of,
  (of) => of.type === "string" && of.knownValues !== undefined ? { ...of, knownValues: [...of.knownValues, "new"] } : of,
  onObject((of, extra) => ({ ...of, properties: { ...of.properties, added: extra }, required: [...(of.required ?? []), "added"] })),
  onObject((of, _extra, name) => {
    if (name === undefined) return of
    const { [name]: _gone, ...properties } = of.properties!
    return { ...of, properties, required: without(of.required, name), nullable: without(of.nullable, name) }
  }),
  onObject((of, _extra, name) => name === undefined ? of : { ...of, required: toggled(of.required, name) }),
  onObject((of, _extra, name) => name === undefined ? of : { ...of, nullable: toggled(of.nullable, name) }),
  (of) => of.type === "union" ? { ...of, closed: true } : of,
  (of) => of.type === "union" ? { ...of, refs: of.refs.slice(1) } : of,
  (of) => of.type === "integer" ? { ...of, maximum: (of.maximum ?? 0) + 1 } : of,
  (of) => of.type === "string" && of.maxLength !== undefined ? { ...of, maxLength: Math.max(0, of.maxLength - 1) } : of,
  (of) => of.type === "string" && of.enum !== undefined ? { ...of, enum: [...of.enum, "new"] } : of,
  (of) => of.type === "array" ? { ...of, maxLength: (of.maxLength ?? 0) + 1 } : of,
  (_of, extra) => extra
]

interface Edit {
  readonly path: ReadonlyArray<number>
  readonly choice: number
  readonly extra: Field
  readonly pick: number
}

/** One of the steps that change something, at some place inside the field. */
const edit = (of: Field, { choice, extra, path, pick }: Edit): Field => {
  const [turn, ...rest] = path
  const names = of.type === "object" ? Object.keys(of.properties ?? {}) : []
  if (turn !== undefined && of.type === "array") return { ...of, items: edit(of.items, { choice, extra, path: rest, pick }) }
  if (turn !== undefined && of.type === "object" && names.length > 0) {
    const name = names[turn % names.length]!
    return { ...of, properties: { ...of.properties, [name]: edit(of.properties![name]!, { choice, extra, path: rest, pick }) } }
  }
  const changes = steps.map((step) => step(of, extra, pick)).filter((next) => next !== of)
  return changes[choice % changes.length] ?? of
}

const edits = fc.array(
  fc.record({ path: fc.array(fc.nat(3), { maxLength: 3 }), choice: fc.nat(30), extra: field, pick: fc.nat(5) }),
  { minLength: 1, maxLength: 2 }
)

/** Data for a field: mostly within its bounds, sometimes just beyond them. */
const dataFor = (of: Field): fc.Arbitrary<Data> => {
  switch (of.type) {
    case "integer":
      return fc.integer({ min: -1, max: (of.maximum ?? 3) + 1 })
    case "string":
      return of.enum !== undefined
        ? fc.constantFrom(...of.enum, "other")
        : of.knownValues !== undefined
        ? fc.constantFrom(...of.knownValues, "other")
        : fc.nat((of.maxLength ?? 3) + 1).map((n) => "x".repeat(n))
    case "array":
      return fc.array(dataFor(of.items), { maxLength: (of.maxLength ?? 3) + 1 })
    case "object": {
      const nullable = of.nullable ?? []
      const properties = Object.entries(of.properties ?? {}).map(([name, inner]) =>
        [name, nullable.includes(name) ? fc.oneof(dataFor(inner), fc.constant(null)) : dataFor(inner)] as const)
      return fc.record(Object.fromEntries(properties), { requiredKeys: [...(of.required ?? [])] }) as fc.Arbitrary<DataObject>
    }
    case "union":
      return fc.record({ $type: fc.constantFrom("com.example.stranger", ...of.refs), x: fc.integer({ min: -1, max: 3 }) })
    default:
      return fc.boolean()
  }
}

it("LEX-2: no change that passes takes validity from old data, nor new data from old readers", () => {
  const seen = { legal: 0, illegal: 0, oldTaken: 0, newTaken: 0 }
  fc.assert(
    fc.property(object, edits, fc.nat(), (before, made, dataSeed) => {
      const after = made.reduce<Field>(edit, before)
      if (after.type !== "object" || JSON.stringify(after) === JSON.stringify(before)) return
      if (incompatibilities(document(before), document(after)).length > 0) {
        seen.illegal++
        return
      }
      seen.legal++
      const takes = (record: ObjectField, data: DataObject) =>
        Result.isSuccess(Registry.of([document(record), ...variantDocuments]).validateRecord(id, { ...data, $type: id }))
      for (const data of fc.sample(dataFor(before), { numRuns: 5, seed: dataSeed })) {
        if (!takes(before, data as DataObject)) continue
        seen.oldTaken++
        expect(takes(after, data as DataObject), JSON.stringify(data)).toBe(true)
      }
      for (const data of fc.sample(dataFor(after), { numRuns: 5, seed: dataSeed })) {
        if (!takes(after, data as DataObject)) continue
        seen.newTaken++
        expect(takes(before, data as DataObject), JSON.stringify(data)).toBe(true)
      }
    }),
    // A counterexample is shown as found: shrinking a schema, its edits and data together takes minutes.
    { numRuns: 1500, seed: 5, endOnFailure: true }
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200)
})
