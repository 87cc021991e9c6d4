import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as ImportStaging from "../../../../src/actors/pds/repo/ImportStaging.ts"
import { Cid } from "../../../../src/protocol/data/Cid.ts"
import * as Town from "../Town.ts"

/** Three quarters of a mebibyte, so that every second block sends both to disk. */
const block = (n: number) => {
  const bytes = new Uint8Array(768 * 1024).fill(n)
  return { cid: Cid.ofRaw(bytes), bytes }
}

const rows = Effect.flatMap(SqlClient, (sql) => Effect.map(sql<{ count: number }>`SELECT COUNT(*) AS count FROM import_block`, ([row]) => row!.count))

describe("blocks of an import", () => {
  it("are there for the time of the import, and gone after it, also where it fails", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const staging = yield* ImportStaging.make
      const fill = (staged: ImportStaging.Staged) => Effect.gen(function*() {
        for (let n = 0; n < 4; n++) yield* staged.put(block(n).cid, block(n).bytes)
        return { rows: yield* rows, last: (yield* staged.get(block(3).cid))?.[0], none: yield* staged.get(block(9).cid) }
      })
      const during = yield* staging.staged(fill)
      const after = yield* rows
      yield* Effect.ignore(staging.staged((staged) => Effect.andThen(fill(staged), Effect.fail("unsound"))))
      return { during, after, afterFailure: yield* rows }
    }))
    expect(seen).toEqual({ during: { rows: 4, last: 3, none: undefined }, after: 0, afterFailure: 0 })
  })

  it("of two imports at once are each its own", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const staging = yield* ImportStaging.make
      return yield* staging.staged((slow) => Effect.gen(function*() {
        for (const n of [1, 2]) yield* slow.put(block(n).cid, block(n).bytes)
        const foreign = yield* staging.staged((quick) => Effect.gen(function*() {
          for (const n of [3, 4]) yield* quick.put(block(n).cid, block(n).bytes)
          return yield* quick.get(block(1).cid)
        }))
        return { foreign, kept: (yield* slow.get(block(1).cid))?.[0] }
      }))
    }))
    expect(seen).toEqual({ foreign: undefined, kept: 1 })
  })
})
