import { existsSync, globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import * as Json from "../../../src/protocol/data/Json.ts"
import type { Document } from "../../../src/protocol/lexicon/Document.ts"
import * as DocumentCheck from "../../../src/protocol/lexicon/DocumentCheck.ts"
import { Registry } from "../../../src/protocol/lexicon/Registry.ts"

const vectors = join(process.env.ORRERY_VECTORS ?? "../shared/vectors", "atproto-interop/lexicon")
const read = (name: string) => JSON.parse(readFileSync(join(vectors, name), "utf8"))

interface DocumentCase {
  readonly name: string
  readonly lexicon: unknown
}
interface RecordCase {
  readonly name: string
  readonly rkey: string
  readonly data: unknown
}

describe.skipIf(!existsSync(vectors))("LEX-1: the interop lexicon vectors", () => {
  const cases = existsSync(vectors)
    ? {
      valid: read("lexicon-valid.json") as ReadonlyArray<DocumentCase>,
      invalid: read("lexicon-invalid.json") as ReadonlyArray<DocumentCase>,
      data: read("record-data-valid.json") as ReadonlyArray<RecordCase>,
      badData: read("record-data-invalid.json") as ReadonlyArray<RecordCase>,
      catalog: globSync("catalog/*.json", { cwd: vectors }).map((path) => ({ name: path, lexicon: read(path) }))
    }
    : { valid: [], invalid: [], data: [], badData: [], catalog: [] }

  it.each([...cases.valid, ...cases.catalog])("takes the document: $name", ({ lexicon }) => {
    expect(DocumentCheck.parse(lexicon)).toSatisfy(Result.isSuccess)
  })

  it.each([...cases.invalid])("refuses the document: $name", ({ lexicon }) => {
    expect(DocumentCheck.parse(lexicon)).toSatisfy(Result.isFailure)
  })

  const registry = Registry.of(cases.catalog.map(({ lexicon }) => lexicon as Document))
  const judge = ({ data, rkey }: RecordCase) => {
    const converted = Json.fromJson(data)
    if (Result.isFailure(converted)) return "invalid"
    const record = converted.success as DataObject
    return Result.match(registry.validateRecord("example.lexicon.record", record, { rkey }), {
      onFailure: () => "invalid",
      onSuccess: (verdict) => verdict
    })
  }

  it.each([...cases.data])("takes the record: $name", (record) => {
    expect(judge(record)).toBe("valid")
  })

  it.each([...cases.badData])("refuses the record: $name", (record) => {
    expect(judge(record)).toBe("invalid")
  })
})
