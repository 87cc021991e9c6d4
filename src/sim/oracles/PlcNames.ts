/** PLC-1. Names are hashes: the CID of every operation is recomputed, and every DID from its genesis. */
import * as Effect from "effect/Effect"
import { cidOf, didOf } from "./model/NaivePlc.ts"
import * as PlcExport from "./model/PlcExport.ts"
import type { Oracle } from "./Oracle.ts"

export const PlcNames: Oracle = {
  code: "PLC-1",
  title: "The CID of every operation, and the DID of every genesis, is the hash of its bytes.",
  source: "[plc] Identifiers",
  when: ({ kinds }) => kinds.has("plc") || kinds.has("operator"),
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      for (const host of PlcExport.directories(ledger)) {
        const { byDid } = yield* PlcExport.of(ledger, probe, host)
        for (const [did, lines] of byDid) {
          const made = didOf(lines[0]!.operation)
          const wrong = lines.find(({ cid, operation }) => cid !== cidOf(operation))
          check(
            made === did && wrong === undefined,
            () => `${host} has for ${did} a genesis that makes ${made}${wrong === undefined ? "" : `, and calls ${wrong.cid} what is ${cidOf(wrong.operation)}`}`,
            () => [host, did]
          )
        }
      }
    })
  })
}
