/**
 * Evidence as it was found: judged before it is kept, so that nothing is
 * published which a third party would not accept, and few pieces of one charge
 * against one operator, since one is enough.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Evidence from "../../protocol/evidence/Evidence.ts"
import { judgeText } from "../../protocol/evidence/Judge.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import type { Copy } from "./Copy.ts"
import type { EvidenceRow } from "./Tables.ts"

const keptOfOne = 8

export const make = Effect.fnUntraced(function*(copy: Copy) {
  const { verify } = yield* Keys
  const columns = "seq, id, charge, accused, did, detail, text, at_millis"
  const insert = yield* Prepared.prepare(
    "INSERT OR IGNORE INTO auditor_evidence (id, charge, accused, did, detail, text, at_millis) VALUES (?, ?, ?, ?, ?, ?, ?)"
  )
  const ofOne = yield* Prepared.prepare("SELECT COUNT(*) AS count FROM auditor_evidence WHERE charge = ? AND accused = ? AND (did IS ? OR ? IS NULL)")
  const list = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_evidence ORDER BY seq`)
  const one = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_evidence WHERE id = ?`)

  const filed = (charge: Evidence.Charge, accused: string, did: string | undefined) =>
    Effect.map(ofOne.get<{ count: number }>(charge, accused, did ?? null, did ?? null), (row) => row?.count ?? 0)

  return {
    list: list.all<EvidenceRow>(),
    one: (id: string) => one.get<EvidenceRow>(id),
    /** Whether that charge stands already against that operator, for that DID if one is named. */
    stands: (charge: Evidence.Charge, accused: string, did?: string) => Effect.map(filed(charge, accused, did), (count) => count > 0),

    /** Keeps what convicts; the verdict, or undefined for what does not. */
    file: Effect.fnUntraced(function*(text: string) {
      const judged = judgeText(text, copy.operators(), verify)
      if (Result.isFailure(judged)) return undefined
      const { accused, charge, detail, did } = judged.success
      const names = accused.join(" ")
      if ((yield* filed(charge, names, undefined)) < keptOfOne) {
        yield* insert.run(Evidence.idOf(text), charge, names, did ?? null, detail, text, yield* Clock.currentTimeMillis)
      }
      return judged.success
    })
  }
})

export type Archive = Effect.Success<ReturnType<typeof make>>
