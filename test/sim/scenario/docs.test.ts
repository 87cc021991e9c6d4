import { readFileSync } from "node:fs"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { example, render } from "../../../scripts/docs/ScenarioPage.ts"
import { parse } from "../../../src/sim/scenario/Parse.ts"
import { jsonSchema, scenarioShape, type Shape } from "../../../src/sim/scenario/Shape.ts"

const read = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8")

const undescribed = (shape: Shape, path: string): ReadonlyArray<string> => [
  ...Object.entries(shape.properties ?? {}).flatMap(([key, child]) => [
    ...(child.description === undefined ? [`${path}.${key}`] : []),
    ...undescribed(child, `${path}.${key}`)
  ]),
  ...(shape.anyOf ?? []).flatMap((member) => undescribed(member, path)),
  ...(shape.items === undefined ? [] : undescribed(shape.items, `${path}[]`))
]

describe("The documents of the scenario", () => {
  it("are current: `npm run docs` writes them", () => {
    expect(read("scenarios.md")).toBe(render())
    expect(read("scenario.schema.json")).toBe(`${JSON.stringify(jsonSchema(), null, 2)}\n`)
  })

  it("describe every key", () => {
    expect(undescribed(scenarioShape, "")).toEqual([])
  })

  it("show an example that decodes", () => {
    expect(Result.isSuccess(parse(example))).toBe(true)
  })

  it("give editors patterns, defaults and closed objects", () => {
    const { properties } = jsonSchema() as Shape
    expect(properties?.quiesceWithin).toMatchObject({ default: "10m", anyOf: [{ type: "string" }, { type: "string" }] })
    expect(new RegExp(properties!.quiesceWithin!.anyOf![1]!.pattern!).test("10m..20m")).toBe(true)
    expect(properties?.name).toMatchObject({ type: "string" })
    expect(new RegExp(properties!.quiesceWithin!.anyOf![0]!.pattern!).test("1h30m")).toBe(true)
    expect(properties?.topology?.additionalProperties).toBe(false)
  })
})
