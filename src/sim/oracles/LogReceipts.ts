/**
 * LOG-2. What an operator promised is in the log, before the log's own time
 * passes the deadline, unless another operation of that DID came instead.
 */
import * as Effect from "effect/Effect"
import * as NaiveTlog from "./model/NaiveTlog.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

interface Promised {
  readonly host: string
  readonly receipt: string
  readonly index: number | undefined
}

export const LogReceipts: Oracle = {
  code: "LOG-2",
  title: "Every receipt of an honest operator is honoured: its operation is in the log within the promised time, or another of its DID.",
  source: "[RFC 6962] §3, the merge delay",
  when: ({ actors, kinds }) => kinds.has("operator") && SharedLog.isTolerable(actors),
  make: (check, ledger) => {
    const operators = new Set(SharedLog.honest(ledger))
    const promised: Array<Promised> = []
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || o.request.method !== "POST" || (o.status !== 200 && o.status !== 202)) return
        if (!operators.has(o.request.to) || !o.request.path.startsWith("/did:plc:")) return
        const { index, receipt } = JSON.parse(Buffer.from(o.body).toString()) as { readonly receipt: string; readonly index?: number }
        promised.push({ host: o.request.to, receipt, index })
      },
      atRest: Effect.fnUntraced(function*(probe) {
        const [first] = SharedLog.honest(ledger)
        const { byDid, entries, vkeys } = yield* SharedLog.of(ledger, probe, first!)
        for (const { host, index, receipt } of promised) {
          const note = NaiveTlog.readNote(receipt)
          const [, , did = "", cid = "", size = "", deadline = ""] = note?.lines ?? []
          const lines = byDid.get(did) ?? []
          const kept = lines.find((line) => line.cid === cid) ?? lines.find((line) => line.index >= Number(size.slice("size ".length)))
          const due = Number(deadline.slice("deadline ".length))
          const tooLate = kept !== undefined && entries.some(({ time }, i) => i < kept.index && time >= due && time < entries[kept.index]!.time)
          check(
            note !== undefined && NaiveTlog.signerOf(note, vkeys) === host && kept !== undefined && !tooLate,
            () => `${host} promised ${cid} of ${did} for ${due}: ${kept === undefined ? "the log has neither it nor another" : tooLate ? `entry ${kept.index} came too late` : "not signed by it"}`,
            () => [host, did]
          )
          if (index === undefined) continue
          check(lines.some((line) => line.index === index && line.cid === cid), () => `${host} said that entry ${index} is ${cid}, which it is not`, () => [host, did])
        }
      })
    }
  }
}
