import { execFileSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { schemas } from "@atproto/api"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as DocumentCheck from "../../../src/protocol/lexicon/DocumentCheck.ts"

const ours = new Map(
  globSync("lexicons/**/*.json").map((path) => JSON.parse(readFileSync(path, "utf8"))).map((document) => [document.id as string, document])
)

/** Without prose, and with references written out: what the two must agree on. */
const structure = (value: unknown, id: string, isMap = false): unknown => {
  if (typeof value === "string") {
    const text = value.replace(/^lex:/, "")
    return text.startsWith(`${id}#`) ? text.slice(id.length) : text
  }
  if (Array.isArray(value)) return value.map((item) => structure(item, id))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      // A property may be called `description`: only the annotation of that name is prose.
      .filter(([key, inner]) => isMap || !(key === "description" && typeof inner === "string") && key !== "$type")
      .map(([key, inner]) => [key, structure(inner, id, !isMap && (key === "properties" || key === "defs"))])
  )
}

describe("the lexicon documents", () => {
  it("cover the official ones, and besides them only those of our own namespace", () => {
    expect([...ours.keys()].filter((id) => !id.startsWith("dev.orrery.")).sort()).toEqual(schemas.map((schema) => schema.id).sort())
  })

  it.each(schemas.map((schema) => ({ id: schema.id as string, schema })))("$id is structurally equal to the official one", ({ id, schema }) => {
    expect(structure(ours.get(id), id)).toEqual(structure(schema, id))
  })

  it("are all valid by the rules of the schema language", () => {
    const refused = [...ours.values()].map((document) => DocumentCheck.parse(document)).filter(Result.isFailure)
    expect(refused.map((result) => result.failure.message)).toEqual([])
  })

  it("give the generated types as they stand in the tree", () => {
    expect(() => execFileSync(process.execPath, ["scripts/codegen.ts", "--check"], { stdio: "pipe" })).not.toThrow()
  })
})
