/**
 * A directory that decides as the reference server does: the routes of its
 * OpenAPI document over a list in memory, the verdicts of `@did-plc/lib`.
 */
import * as plc from "@did-plc/lib"
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { CID } from "multiformats/cid"
import { sha256 } from "multiformats/hashes/sha2"
import * as DagCbor from "@ipld/dag-cbor"

interface Indexed {
  readonly did: string
  readonly operation: plc.CompatibleOpOrTombstone
  readonly cid: CID
  nullified: boolean
  readonly createdAt: Date
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}

export class ReferenceDirectory {
  readonly operations: Array<Indexed> = []
  /** So many answers to submissions get lost after they took effect. */
  loseAnswers = 0

  async submit(did: string, operation: plc.CompatibleOpOrTombstone): Promise<void> {
    const live = this.operations.filter((each) => each.did === did && !each.nullified)
    const { nullified } = await plc.assureValidNextOp(did, live as never, operation)
    const cid = CID.create(1, DagCbor.code, await sha256.digest(DagCbor.encode(operation)))
    for (const each of live) if (nullified.some((fallen) => String(fallen) === String(each.cid))) each.nullified = true
    this.operations.push({ did, operation, cid, nullified: false, createdAt: new Date() })
  }

  async answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> {
    const [, subject = "", ...rest] = (request.url ?? "").split("?")[0]!.split("/")
    const did = decodeURIComponent(subject)
    if (request.method === "POST") {
      try {
        await this.submit(did, await bodyOf(request) as plc.CompatibleOpOrTombstone)
        return { status: 200, body: "OK" }
      } catch (error) {
        return { status: 400, body: { message: (error as Error).message } }
      }
    }
    const all = this.operations.filter((each) => each.did === did)
    const live = all.filter((each) => !each.nullified)
    const last = live.at(-1)
    if (last === undefined) return { status: 404, body: { message: `DID not registered: ${did}` } }
    const data = plc.opToData(did, last.operation)
    switch (rest.join("/")) {
      case "":
        return data === null ? { status: 404, body: { message: `DID not available: ${did}` } } : { status: 200, body: plc.formatDidDoc(data) }
      case "data":
        return data === null ? { status: 404, body: { message: `DID not available: ${did}` } } : { status: 200, body: data }
      case "log":
        return { status: 200, body: live.map((each) => each.operation) }
      case "log/last":
        return { status: 200, body: last.operation }
      case "log/audit":
        return { status: 200, body: all.map((each) => ({ ...each, cid: String(each.cid), createdAt: each.createdAt.toISOString() })) }
      default:
        return { status: 404, body: { message: "no such route" } }
    }
  }

  /** Its origin, and how to end it. */
  async serve(): Promise<{ readonly origin: string; readonly close: () => void }> {
    const server = createServer((request, response) => {
      void this.answer(request).then(({ body, status }) => {
        if (request.method === "POST" && status === 200 && this.loseAnswers-- > 0) return request.socket.destroy()
        response.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body))
      })
    }).listen(0, "127.0.0.1")
    await once(server, "listening")
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() }
  }
}
