/**
 * Whose devices sign: the accounts that a server was told to sign no more for,
 * since when, and every commit that a device has sent.
 */
import * as DagCbor from "@ipld/dag-cbor"
import { CID } from "multiformats/cid"
import { create } from "multiformats/hashes/digest"
import type { Observation } from "../../Observation.ts"
import * as NaiveCar from "./NaiveCar.ts"
import * as NaiveJwt from "./NaiveJwt.ts"

const put = "/xrpc/dev.orrery.repo.putCommit"
const hold = "/xrpc/dev.orrery.keys.holdSigningKey"
const entrust = "/xrpc/dev.orrery.keys.entrustSigningKey"

interface Held {
  /** When the server had said that it signs no more. */
  readonly since: number
  /** When it was first asked to sign again. */
  until: number
}

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString() || "{}") as Readonly<Record<string, unknown>>

const bytesOf = (value: unknown): Uint8Array => new Uint8Array(Buffer.from((value as { readonly $bytes?: string } | undefined)?.$bytes ?? "", "base64"))

const revOf = (bytes: Uint8Array): string | undefined => {
  try {
    return String(DagCbor.decode<{ readonly rev?: unknown }>(bytes).rev)
  } catch {
    return undefined
  }
}

export class Signers {
  /** CIDs of the commits that devices sent, whatever became of them. */
  readonly commits = new Set<string>()
  /** Their revs: a server proposed them some time before it says them. */
  readonly revs = new Set<string>()
  /** By `<host> <DID>`. */
  private readonly held = new Map<string, Array<Held>>()

  observe(o: Observation): void {
    if (o._tag === "HttpRequestSent" && o.path === put) {
      const bytes = bytesOf(parse(o.body).commit)
      this.commits.add(CID.createV1(DagCbor.code, create(0x12, NaiveCar.sha256(bytes))).toString())
      const rev = revOf(bytes)
      if (rev !== undefined) this.revs.add(rev)
    } else if (o._tag === "HttpRequestSent" && o.path === entrust) {
      const last = this.held.get(`${o.to} ${whose(o.headers)}`)?.at(-1)
      if (last !== undefined) last.until = Math.min(last.until, o.at)
    } else if (o._tag === "HttpResponseReceived" && o.status === 200 && o.request.path === hold) {
      const subject = `${o.request.to} ${whose(o.request.headers)}`
      const all = this.held.get(subject) ?? []
      this.held.set(subject, all)
      if (all.at(-1)?.until !== Number.POSITIVE_INFINITY) all.push({ since: o.at, until: Number.POSITIVE_INFINITY })
    }
  }

  /** Whether the owner held the key all the time. */
  isHeld(host: string, did: string, from: number, to: number): boolean {
    return this.held.get(`${host} ${did}`)?.some(({ since, until }) => since <= from && to < until) === true
  }
}

const whose = (headers: Readonly<Record<string, string | undefined>>): string => {
  const token = NaiveJwt.bearer(headers)
  return String(token === undefined ? undefined : NaiveJwt.read(token)?.claims.sub)
}
