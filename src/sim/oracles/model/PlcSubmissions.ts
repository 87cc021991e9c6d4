/**
 * The operations that anybody submitted to a PLC directory or an operator of one, and what became of
 * each as far as an onlooker can tell: when it was on its way, and whether it
 * was taken. A lost answer leaves that open.
 */
import type { HttpRequestSent, Observation } from "../../Observation.ts"
import { type PlcOperation, reckonGenesis } from "./NaivePlc.ts"

export interface Submission {
  readonly did: string
  readonly host: string
  readonly from: string
  readonly operation: PlcOperation
  readonly askedAt: number
  /** When the answer was there; infinite while there is none. */
  answeredAt: number
  /** Of the answer; undefined while there is none. */
  status: number | undefined
}

const read = (request: HttpRequestSent): PlcOperation | undefined => {
  try {
    const json = JSON.parse(Buffer.from(request.body).toString()) as PlcOperation
    return typeof json.type === "string" && typeof json.sig === "string" ? json : undefined
  } catch {
    return undefined
  }
}

export class PlcSubmissions {
  /** In the order of sending. */
  readonly byDid = new Map<string, Array<Submission>>()
  private readonly pending = new Map<number, Submission>()
  private readonly hosts: ReadonlySet<string>

  constructor(hosts: ReadonlyArray<{ readonly host: string; readonly kind: string }>) {
    this.hosts = new Set(hosts.filter(({ kind }) => kind === "plc" || kind === "operator").map(({ host }) => host))
  }

  observe(o: Observation): void {
    if (o._tag === "HttpRequestSent") {
      if (o.method === "POST" && this.hosts.has(o.to)) this.asked(o)
    } else if (o._tag === "HttpResponseReceived" || o._tag === "HttpFailed") {
      const submission = this.pending.get(o.exchange)
      if (submission === undefined) return
      this.pending.delete(o.exchange)
      if (o._tag === "HttpFailed") return
      submission.answeredAt = o.at
      submission.status = o.status
      // While the world moves there is time for what is asked of every account at rest.
      if (o.status === 200 && submission.operation.prev === null) reckonGenesis(submission.operation)
    }
  }

  private asked(o: HttpRequestSent): void {
    const operation = read(o)
    const did = decodeURIComponent(o.path.split("/")[1] ?? "")
    if (operation === undefined || !did.startsWith("did:plc:")) return
    const submission: Submission = { did, host: o.to, from: o.from, operation, askedAt: o.at, answeredAt: Number.POSITIVE_INFINITY, status: undefined }
    this.pending.set(o.exchange, submission)
    const all = this.byDid.get(did)
    if (all === undefined) this.byDid.set(did, [submission])
    else all.push(submission)
  }
}
