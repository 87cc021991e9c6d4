/**
 * Since when a server may have deleted an account: from the first request that
 * could lead to it, answered or not, at once or on a later day.
 */
import type { Observation } from "../../Observation.ts"
import * as NaiveJwt from "./NaiveJwt.ts"

const deletes = /^\/xrpc\/com\.atproto\.(?:server|admin)\.deleteAccount$/
const retires = "/xrpc/com.atproto.server.deactivateAccount"

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString() || "{}") as Readonly<Record<string, unknown>>

export class Deletions {
  /** By `<host> <DID>`. */
  private readonly asked = new Map<string, number>()
  private readonly last = new Map<string, number>()

  observe(o: Observation): void {
    if (o._tag !== "HttpRequestSent" || o.method !== "POST") return
    if (deletes.test(o.path)) this.note(o.to, parse(o.body).did, o.at)
    else if (o.path === retires && parse(o.body).deleteAfter !== undefined) {
      const token = NaiveJwt.bearer(o.headers)
      this.note(o.to, token === undefined ? undefined : NaiveJwt.read(token)?.claims.sub, o.at)
    }
  }

  /** Infinity: nobody ever asked for it. */
  earliest(host: string, did: string): number {
    return this.asked.get(`${host} ${did}`) ?? Number.POSITIVE_INFINITY
  }

  /** Whether it was asked for, for the first time or again, later than that. */
  isAskedSince(host: string, did: string, at: number): boolean {
    return (this.last.get(`${host} ${did}`) ?? Number.NEGATIVE_INFINITY) > at
  }

  private note(host: string, did: unknown, at: number): void {
    const subject = `${host} ${String(did)}`
    if (!this.asked.has(subject)) this.asked.set(subject, at)
    this.last.set(subject, at)
  }
}
