/**
 * Blobs as devices saw them: what was uploaded where, and which records name
 * what. Made from requests and answers at PDSes, and from the records that the
 * streams carry.
 */
import * as crypto from "node:crypto"
import { CID } from "multiformats/cid"
import type { HttpResponseReceived, Observation } from "../../Observation.ts"
import type { Ledger } from "./Ledger.ts"
import * as NaiveJwt from "./NaiveJwt.ts"
import type { RecordValue } from "./Repos.ts"

const uploadBlob = "/xrpc/com.atproto.repo.uploadBlob"
const writes = /^\/xrpc\/(?:com\.atproto\.repo\.(?:createRecord|putRecord|applyWrites)|dev\.orrery\.repo\.putCommit)$/

/** The CIDs of all blob references in a value, in either of its forms: decoded, or JSON. */
export const blobsIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || CID.asCID(value) !== null) return []
  const object = value as Readonly<Record<string, unknown>>
  if (object["$type"] === "blob") {
    const ref = object["ref"]
    const link = CID.asCID(ref)?.toString() ?? (ref as { readonly $link?: string } | undefined)?.$link
    return link === undefined ? [] : [link]
  }
  return Object.values(object).flatMap(blobsIn)
}

/** CIDv1, raw, SHA-256, as the multiformats library spells it. */
export const cidOf = (bytes: Uint8Array): string =>
  CID.decode(Uint8Array.from([1, 0x55, 0x12, 0x20, ...crypto.hash("sha256", bytes, "buffer")])).toString()

/** Whom a bearer token is for, by its own word. */
const subjectOf = (o: HttpResponseReceived): string | undefined =>
  NaiveJwt.read(NaiveJwt.bearer(o.request.headers) ?? "")?.claims["sub"] as string | undefined

export interface Upload {
  readonly host: string
  readonly did: string
  readonly cid: string
  readonly at: number
}

/** A write that names blobs, and how it was answered. */
export interface NamingWrite {
  readonly host: string
  readonly did: string
  readonly cids: ReadonlyArray<string>
  readonly askedAt: number
  readonly at: number
  readonly status: number
  readonly error: string | undefined
}

export const uploadOf = (o: Observation): Upload | undefined => {
  if (o._tag !== "HttpResponseReceived" || o.status !== 200 || o.request.path !== uploadBlob) return undefined
  const did = subjectOf(o)
  return did === undefined ? undefined : { host: o.request.to, did, cid: cidOf(o.request.body), at: o.at }
}

/** As what it is kept, by the answer to an upload. */
export const typeOf = ({ body }: HttpResponseReceived): string =>
  (JSON.parse(Buffer.from(body).toString()) as { readonly blob: { readonly mimeType: string } }).blob.mimeType

export const namingOf = (o: Observation): NamingWrite | undefined => {
  if (o._tag !== "HttpResponseReceived" || o.request.method !== "POST" || !writes.test(o.request.path)) return undefined
  const asked = JSON.parse(Buffer.from(o.request.body).toString()) as { readonly repo: string }
  const cids = blobsIn(asked)
  if (cids.length === 0) return undefined
  const error = o.status === 200 ? undefined : (JSON.parse(Buffer.from(o.body).toString()) as { readonly error?: string }).error
  return { host: o.request.to, did: asked.repo, cids, askedAt: o.request.at, at: o.at, status: o.status, error }
}

/** Blobs that moderators hide, by `<host> <DID> <CID>`: true, false, or undefined where nobody knows. */
export class TakenDown {
  private readonly known = new Map<string, boolean | undefined>()

  observe(o: Observation): void {
    if ((o._tag !== "HttpResponseReceived" && o._tag !== "HttpFailed") || o.request.path !== "/xrpc/com.atproto.admin.updateSubjectStatus") return
    const { subject, takedown } = JSON.parse(Buffer.from(o.request.body).toString()) as {
      readonly subject: { readonly $type?: string; readonly did?: string; readonly cid?: string }
      readonly takedown?: { readonly applied: boolean }
    }
    if (subject.$type !== "com.atproto.admin.defs#repoBlobRef" || takedown === undefined) return
    const key = `${o.request.to} ${subject.did} ${subject.cid}`
    if (o._tag === "HttpFailed" || o.status >= 500) this.known.set(key, undefined)
    else if (o.status === 200) this.known.set(key, takedown.applied)
  }

  /** Undefined: nobody knows. */
  isHidden(host: string, did: string, cid: string): boolean | undefined {
    const key = `${host} ${did} ${cid}`
    return this.known.has(key) ? this.known.get(key) : false
  }
}

/** DID → CID → paths of live records that name it. */
export const namedBy = (ledger: Ledger): ReadonlyMap<string, ReadonlyMap<string, ReadonlyArray<string>>> => {
  const named = new Map<string, Map<string, Array<string>>>()
  for (const [uri, value] of ledger.repos.values as ReadonlyMap<string, RecordValue>) {
    const cids = blobsIn(value)
    if (cids.length === 0) continue
    const slash = uri.indexOf("/")
    const did = uri.slice(0, slash)
    const ofDid = named.get(did) ?? new Map<string, Array<string>>()
    named.set(did, ofDid)
    for (const cid of cids) ofDid.set(cid, [...(ofDid.get(cid) ?? []), uri.slice(slash + 1)])
  }
  return named
}

export const getBlob = (did: string, cid: string): string => `/xrpc/com.atproto.sync.getBlob?did=${encodeURIComponent(did)}&cid=${cid}`
