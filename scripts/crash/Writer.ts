/**
 * A person who writes without pause, and knows of each record what must be
 * there: what was acknowledged is; what was asked for and not answered may be.
 */
import { Agent, request } from "node:http"

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const deletedShare = 0.2
const retryMillis = 20

export interface Answer {
  readonly status: number
  readonly json: { readonly [key: string]: unknown }
}

/** Rejects if there is no whole answer. */
export const call = (origin: string, method: "GET" | "POST", path: string, body?: object, token?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const payload = body === undefined ? "" : JSON.stringify(body)
    const headers = {
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` })
    }
    const { hostname, port } = new URL(origin)
    const sent = request({ agent, hostname, port, path: `/xrpc/${path}`, method, headers }, (response) => {
      const chunks: Array<Buffer> = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("error", reject)
      response.on("close", () => {
        if (!response.complete) return reject(new Error("The answer broke off"))
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, json: text === "" ? {} : JSON.parse(text) as Answer["json"] })
      })
    })
    sent.on("error", reject)
    sent.end(payload)
  })

export const collection = "test.orrery.note"

export class Writer {
  readonly did: string
  /** What must be there: rkey → CID; undefined: nothing. A key without an entry may be anything. */
  readonly known = new Map<string, string | undefined>()
  /** Revs of commits that were acknowledged. */
  readonly revs: Array<string> = []
  readonly complaints: Array<string> = []
  private readonly token: string
  private readonly origin: () => string
  private readonly random: () => number
  private stopped = false

  constructor(options: { readonly did: string; readonly token: string; readonly origin: () => string; readonly random: () => number }) {
    this.did = options.did
    this.token = options.token
    this.origin = options.origin
    this.random = options.random
  }

  async run(): Promise<void> {
    for (let n = 0; !this.stopped; n++) {
      const there = [...this.known].findLast(([, cid]) => cid !== undefined)?.[0]
      await (there !== undefined && this.random() < deletedShare ? this.remove(there) : this.create(`note-${n}`, n))
    }
  }

  stop(): void {
    this.stopped = true
  }

  private create(rkey: string, n: number): Promise<void> {
    const record = { $type: collection, n, text: "x".repeat(200) }
    return this.ask("createRecord", rkey, { record }, ({ cid }) => String(cid))
  }

  private remove(rkey: string): Promise<void> {
    return this.ask("deleteRecord", rkey, {}, () => undefined)
  }

  private async ask(method: string, rkey: string, more: object, after: (json: Answer["json"]) => string | undefined): Promise<void> {
    this.known.delete(rkey)
    try {
      const { json, status } = await call(this.origin(), "POST", `com.atproto.repo.${method}`, { repo: this.did, collection, rkey, ...more }, this.token)
      if (status !== 200) return void this.complaints.push(`${method} was refused: ${status} ${JSON.stringify(json)}`)
      this.known.set(rkey, after(json))
      this.revs.push((json["commit"] as { readonly rev: string }).rev)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryMillis))
    }
  }
}
