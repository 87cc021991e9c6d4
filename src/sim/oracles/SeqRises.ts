/**
 * STREAM-1. Strictly rising on each connection, and one sequence number never
 * means two events, whatever crashed between.
 */
import type { Oracle } from "./Oracle.ts"

export const SeqRises: Oracle = {
  code: "STREAM-1",
  title: "`seq` strictly rises on a connection, and is never given to two events.",
  source: "[event-stream] Sequence numbers",
  make: (check, ledger) => {
    ledger.stream.listeners.push({
      onFrame: (connection, seq, previous) =>
        check(
          previous === undefined || seq > previous,
          () => `${connection.host} sent ${connection.consumer} seq ${seq} after ${previous}`,
          () => [connection.host, connection.consumer]
        ),
      onConflict: (host, seq) => check(false, () => `${host} gave seq ${seq} to two different events`, () => [host]),
      onBadFrame: (host, why) => check(false, () => `${host} sent a frame that does not decode: ${why}`, () => [host])
    })
    return {}
  }
}
