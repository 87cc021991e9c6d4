/** The evidence that auditors publish at rest. */
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import type { Ledger } from "./Ledger.ts"
import { ask } from "./Questions.ts"
import type { Probe } from "../Oracle.ts"

export interface Piece {
  readonly auditor: string
  readonly id: string
  readonly charge: string
  readonly accused: ReadonlyArray<string>
  /** When the auditor found it, milliseconds since 1970. */
  readonly atMillis: number
  /** What can be had under its name; undefined if that has another hash. */
  readonly json: Readonly<Record<string, unknown>> | undefined
}

const published = new WeakMap<Ledger, ReadonlyArray<Piece>>()

export const of = Effect.fnUntraced(function*(ledger: Ledger, probe: Probe) {
  const known = published.get(ledger)
  if (known !== undefined) return known
  const pieces: Array<Piece> = []
  for (const auditor of ledger.of("auditor")) {
    const list = (yield* ask(probe, auditor, "/evidence"))?.["evidence"] as ReadonlyArray<{ readonly id: string; readonly charge: string; readonly accused: ReadonlyArray<string>; readonly at: string }> | undefined
    for (const { accused, at, charge, id } of list ?? []) {
      const { body } = yield* probe.get(auditor, `/evidence/${id}`)
      const genuine = createHash("sha256").update(body).digest("hex") === id
      pieces.push({ auditor, id, charge, accused, atMillis: Date.parse(at), json: genuine ? JSON.parse(Buffer.from(body).toString()) as Piece["json"] : undefined })
    }
  }
  published.set(ledger, pieces)
  return pieces
})
