/**
 * LOG-1. Whatever a quorum has cosigned is final: every such checkpoint that was
 * seen on any wire has the root of the log's prefix of its size.
 */
import * as Effect from "effect/Effect"
import type { Observation } from "../Observation.ts"
import * as NaiveTlog from "./model/NaiveTlog.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

const origins = (o: Observation): ReadonlyArray<string> => {
  if (o._tag === "FrameReceived" && o.path.startsWith("/consortium/stream")) return [Buffer.from(o.bytes).toString()]
  if (o._tag !== "HttpResponseReceived" || o.status !== 200) return []
  const { path } = o.request
  const text = () => Buffer.from(o.body).toString()
  if (path.startsWith("/consortium/checkpoint")) return [text()]
  if (path.startsWith("/consortium/history")) return [(JSON.parse(text()) as { readonly checkpoint: string }).checkpoint]
  if (path.startsWith("/consortium/inclusion")) {
    const proof = text()
    return [proof.slice(proof.indexOf("\n\n") + 2)]
  }
  return []
}

export const LogPrefix: Oracle = {
  code: "LOG-1",
  title: "Of any two checkpoints that a quorum cosigned, the smaller is a prefix of the larger.",
  source: "[RFC 6962] §2.1; [C2SP tlog-checkpoint]",
  when: ({ actors, kinds }) => kinds.has("operator") && SharedLog.isTolerable(actors),
  make: (check, ledger) => {
    const operators = new Set(ledger.of("operator"))
    const seen = new Map<string, string>()
    return {
      observe: (o) => {
        if (o._tag !== "FrameReceived" && o._tag !== "HttpResponseReceived") return
        const host = o._tag === "FrameReceived" ? o.from : o.request.to
        if (operators.has(host)) for (const note of origins(o)) seen.set(note, host)
      },
      atRest: Effect.fnUntraced(function*(probe) {
        const [first] = SharedLog.honest(ledger)
        const { entries, leaves, vkeys } = yield* SharedLog.of(ledger, probe, first!)
        const rootAt = NaiveTlog.roots(leaves)
        const members = SharedLog.membersAt(entries)
        const founders = entries[0]?.members?.length ?? 0
        for (const [text, host] of seen) {
          const note = NaiveTlog.readNote(text)
          if (note === undefined) continue
          const size = Number(note.lines[1])
          const wanted = members[size - 1] || founders
          if (NaiveTlog.cosignersOf(note, vkeys).size < SharedLog.quorumOf(wanted)) continue
          check(
            size <= leaves.length && note.lines[2] === rootAt(size),
            () => `${host} showed a checkpoint of size ${size} with root ${note.lines[2]}, where the log of ${leaves.length} has ${size <= leaves.length ? rootAt(size) : "none yet"}`,
            () => [host]
          )
        }
      })
    }
  }
}
