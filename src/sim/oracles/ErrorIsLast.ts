/** STREAM-5. Whoever says an error on a stream says nothing after it. */
import type { Oracle } from "./Oracle.ts"
import { subscribeRepos } from "./model/StreamLog.ts"

/** `{op: -1}` in CBOR: the header of an error frame. */
const errorHeader = [0xa1, 0x62, 0x6f, 0x70, 0x20] as const

export const ErrorIsLast: Oracle = {
  code: "STREAM-5",
  title: "After an error frame nothing else is sent on that connection.",
  source: "[event-stream] Framing",
  make: (check) => {
    const over = new Set<number>()
    return {
      observe: (o) => {
        if (o._tag === "SocketClosed") over.delete(o.connection)
        if (o._tag !== "FrameSent" || !o.path.startsWith(subscribeRepos)) return
        check(!over.has(o.connection), () => `${o.from} went on after it had said an error to ${o.to}`, () => [o.from, o.to])
        if (errorHeader.every((byte, i) => o.bytes[i] === byte)) over.add(o.connection)
      }
    }
  }
}
