/** The writes that a PDS told a client were done. From then on they must exist. */
import type { HttpResponseReceived, Observation } from "../../Observation.ts"

export interface Write {
  readonly at: number
  /** When the client sent the request. */
  readonly askedAt: number
  readonly host: string
  readonly did: string
  readonly action: "put" | "delete"
  readonly path: string
  /** Of the record; undefined for a deletion. */
  readonly cid: string | undefined
  /** Of the commit that holds it. */
  readonly commit: string
  readonly rev: string
}

const methods = /^\/xrpc\/(?:com\.atproto|dev\.orrery)\.repo\.(createRecord|putRecord|deleteRecord|applyWrites|putCommit)$/

interface Answer {
  readonly uri?: string
  readonly cid?: string
  readonly commit?: { readonly cid: string; readonly rev: string }
  readonly results?: ReadonlyArray<{ readonly $type?: string; readonly uri?: string; readonly cid?: string }>
}
interface Question {
  readonly repo: string
  readonly collection?: string
  readonly rkey?: string
}

const split = (uri: string): { readonly did: string; readonly path: string } => {
  const [did, ...path] = uri.slice("at://".length).split("/")
  return { did: did!, path: path.join("/") }
}

export class Acknowledged {
  readonly writes: Array<Write> = []
  private readonly pdsHosts: ReadonlySet<string>

  constructor(hosts: ReadonlyArray<{ readonly host: string; readonly kind: string }>) {
    this.pdsHosts = new Set(hosts.filter((h) => h.kind === "pds").map((h) => h.host))
  }

  observe(o: Observation): void {
    if (o._tag !== "HttpResponseReceived" || o.status !== 200 || o.request.method !== "POST") return
    if (!this.pdsHosts.has(o.request.to)) return
    const method = methods.exec(o.request.path)?.[1]
    if (method !== undefined) this.acknowledge(o, method)
  }

  private acknowledge(o: HttpResponseReceived, method: string): void {
    const answer = JSON.parse(Buffer.from(o.body).toString()) as Answer
    // No commit in the answer: the write changed nothing, and there is nothing to look for.
    if (answer.commit === undefined) return
    const { cid: commit, rev } = answer.commit
    const base = { at: o.at, askedAt: o.request.at, host: o.request.to, commit, rev }
    if (method === "deleteRecord") {
      const q = JSON.parse(Buffer.from(o.request.body).toString()) as Question
      this.writes.push({ ...base, did: q.repo, action: "delete", path: `${q.collection}/${q.rkey}`, cid: undefined })
    } else if (method === "applyWrites" || method === "putCommit") {
      for (const result of answer.results ?? []) {
        if (result.uri !== undefined) this.writes.push({ ...base, ...split(result.uri), action: "put", cid: result.cid })
      }
    } else if (answer.uri !== undefined) {
      this.writes.push({ ...base, ...split(answer.uri), action: "put", cid: answer.cid })
    }
  }
}
