/**
 * STREAM-2. A connection gets exactly the suffix of the host's log that its
 * cursor asks for, without gap or repeat: up to the last frame that it got if
 * it was closed, to the end of the log if it still stands at rest. Events of accounts deleted since may be missing: a host purges them.
 */
import type { Oracle } from "./Oracle.ts"

export const CursorSuffix: Oracle = {
  code: "STREAM-2",
  title: "Whoever connects with a cursor gets exactly the suffix of the log, without gap or repeat.",
  source: "[event-stream] Sequence numbers, cursors",
  make: (check, ledger) => ({
    reckon: () => {
      const sorted = new Map([...ledger.stream.logs].map(([host, log]) => [host, [...log.keys()].sort((a, b) => a - b)]))
      const deleted = new Set<string>()
      for (const log of ledger.stream.logs.values()) {
        for (const event of log.values()) {
          if (event._tag === "Account" && event.status === "deleted") deleted.add(event.did)
        }
      }
      for (const connection of ledger.stream.connections.values()) {
        const all = sorted.get(connection.host) ?? []
        const last = connection.closed ? connection.seqs.at(-1) : all.at(-1)
        if (last === undefined) continue
        const fromWhereItBegan = connection.cursor === undefined || connection.outdated
        const first = fromWhereItBegan ? connection.seqs[0] ?? Infinity : connection.cursor + 1
        const got = new Set(connection.seqs)
        const missing = all.filter((seq) =>
          seq >= first && seq <= last && !got.has(seq)
          && !deleted.has(ledger.stream.log(connection.host).get(seq)?.did ?? "")
        )
        const early = connection.seqs.filter((seq) => seq < first)
        check(
          missing.length === 0 && early.length === 0,
          () => `${connection.consumer} asked ${connection.host} for what follows ${connection.cursor ?? "now"}: `
            + `missed ${missing.slice(0, 5).join(", ") || "none"}, got too early ${early.slice(0, 5).join(", ") || "none"}`,
          () => [connection.host, connection.consumer]
        )
      }
    }
  })
}
