/** Observations as the rows of a message diagram. */
import * as Result from "effect/Result"
import type { DataObject } from "../../protocol/data/Data.ts"
import * as Frame from "../../protocol/frames/Frame.ts"
import type { FrameSent, Observation } from "../Observation.ts"
import type { DiagramMessage } from "./ReportData.ts"

const method = (path: string): string => path.split("?")[0]!.replace("/xrpc/", "")

/** Of `app.bsky.feed.post/3k…` what tells it from others: there is little room. */
const short = (path: string): string => path.replace(/^(?:[^./]+\.)+(?=[^./]+\.[^./]+\/)/, "")

const firstOp = ({ ops }: DataObject): string => {
  const op: unknown = Array.isArray(ops) ? ops[0] : undefined
  if (typeof op !== "object" || op === null || !("action" in op) || !("path" in op)) return ""
  return `, ${String(op.action)} ${short(String(op.path))}${Array.isArray(ops) && ops.length > 1 ? ` and ${ops.length - 1} more` : ""}`
}

/** `#commit 56, create feed.post/3k…, did:plc:…` */
const frame = (bytes: Uint8Array): string => {
  const decoded = Frame.decode(bytes)
  if (Result.isFailure(decoded)) return `no frame: ${decoded.failure.message}`
  const { success } = decoded
  if (success._tag === "Error") return `error ${success.error}`
  if (success._tag === "Unknown") return `frame of op ${success.op}`
  const { did, repo, seq } = success.payload
  const account = repo ?? did
  return `${success.t}${typeof seq === "number" ? ` ${seq}` : ""}${firstOp(success.payload)}${typeof account === "string" ? `, ${account}` : ""}`
}

const rowOf = (o: Observation): DiagramMessage | undefined => {
  switch (o._tag) {
    case "HttpRequestSent":
      return { at: o.at, from: o.from, to: o.to, label: `${o.method} ${method(o.path)}`, kind: "request" }
    case "HttpResponseReceived":
      return { at: o.at, from: o.request.to, to: o.request.from, label: `${o.status} ${method(o.request.path)}`, kind: "response" }
    case "HttpFailed":
      return { at: o.at, from: o.request.from, to: o.request.to, label: `no answer: ${o.reason}`, kind: "failure" }
    case "FrameSent":
      return { at: o.at, from: o.from, to: o.to, label: frame(o.bytes), kind: "frame" }
    case "FrameReceived":
      return { at: o.at, from: o.from, to: o.to, label: `arrives: ${frame(o.bytes)}`, kind: "frame" }
    case "SocketOpened":
      return { at: o.at, from: o.from, to: o.to, label: `opens ${method(o.path)}`, kind: "event" }
    case "SocketClosed":
      return { at: o.at, from: o.from, to: o.to, label: `closes, ${o.code}`, kind: "event" }
    case "ActorStarted":
      return { at: o.at, from: o.host, to: o.host, label: "starts", kind: "event" }
    case "ActorStopped":
      return { at: o.at, from: o.host, to: o.host, label: o.how === "crash" ? "crashes" : "stops", kind: "event" }
    case "Defect":
      return { at: o.at, from: o.host, to: o.host, label: `defect: ${o.message}`, kind: "failure" }
    case "FaultFired":
      return undefined
  }
}

/** Frames that follow each other on one connection in one millisecond are one row. */
const goTogether = (a: Observation | undefined, b: FrameSent): boolean =>
  a?._tag === "FrameSent" && a.connection === b.connection && a.from === b.from && Math.round(a.at) === Math.round(b.at)

const fold = (observations: ReadonlyArray<Observation>): ReadonlyArray<ReadonlyArray<Observation>> => {
  const rows: Array<Array<Observation>> = []
  for (const o of observations) {
    const last = rows.at(-1)
    if (o._tag === "FrameSent" && goTogether(last?.at(-1), o)) last!.push(o)
    else rows.push([o])
  }
  return rows
}

/** That a frame came is told by that it was sent, unless it is what the violation was found in. */
const isShown = (o: Observation, found: Observation | undefined): boolean =>
  o !== found && o._tag !== "FaultFired" && o._tag !== "FrameReceived"

const toMessage = (row: ReadonlyArray<Observation>): DiagramMessage => {
  const last = rowOf(row.at(-1)!)!
  return row.length === 1 ? last : { ...last, label: `${row.length} frames, the last ${last.label}` }
}

/** The last `most` rows; `found` is what the violation was found in, and closes them. */
export const rows = (observations: ReadonlyArray<Observation>, found: Observation | undefined, most: number): ReadonlyArray<DiagramMessage> => {
  const last = found === undefined ? undefined : rowOf(found)
  const before = fold(observations.filter((o) => isShown(o, found))).slice(last === undefined ? -most : 1 - most).map(toMessage)
  return last === undefined ? before : [...before, { ...last, found: true }]
}
