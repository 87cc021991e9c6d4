/**
 * What accounts take up, as far as one can tell from outside: how many records
 * each commit left and which blobs these name, and what was uploaded for a
 * record to come, which a PDS holds for six hours. What is uploaded while an
 * account moves in belongs to the records that came along.
 *
 * Nobody outside knows the moment of a commit. It is not before the time in its
 * rev, and not after the commit was heard: between those two times either state
 * is possible.
 */
import type { HttpResponseReceived, Observation } from "../../Observation.ts"
import { secondsOf } from "./Delegations.ts"
import type { Ledger } from "./Ledger.ts"
import { microsOf } from "./NaiveTid.ts"
import { blobsIn, cidOf } from "./Uploads.ts"

const heldMillis = 6 * 3_600_000
const uploadBlob = "/xrpc/com.atproto.repo.uploadBlob"

export interface Limits {
  readonly records?: number
  readonly blobBytes?: number
}

export const limitsOf = (ledger: Ledger, host: string): Limits =>
  (ledger.hosts.find((each) => each.host === host)?.options?.["quota"] as Limits | undefined) ?? {}

/** What a commit left. */
export interface State {
  readonly host: string | undefined
  readonly madeFrom: number
  readonly heardAt: number
  readonly records: number
  /** Named by any of them. */
  readonly blobs: ReadonlySet<string>
  /** Named by those that this commit wrote. */
  readonly written: ReadonlySet<string>
}

interface Upload {
  readonly askedAt: number
  /** Undefined: nobody was answered. */
  readonly doneAt: number | undefined
}

const empty: State = { host: undefined, madeFrom: -Infinity, heardAt: -Infinity, records: 0, blobs: new Set(), written: new Set() }

/** By the world's own clock, as observations have it. */
const millisOf = (rev: string): number => microsOf(rev) / 1_000 - secondsOf(0) * 1_000

export class Usage {
  /** By DID, oldest first. */
  private readonly states = new Map<string, Array<State>>()
  /** By `<host> <DID>` and CID. */
  private readonly uploads = new Map<string, Map<string, Array<Upload>>>()
  private readonly sizes = new Map<string, number>()
  private readonly ledger: Ledger

  constructor(ledger: Ledger) {
    this.ledger = ledger
    ledger.repos.listeners.push({
      onAfter: ({ event: { at, did, host, ops, rev }, repo }) => {
        const named = (path: string) => blobsIn(ledger.repos.values.get(`${did}/${path}`))
        this.statesOf(did).push({
          host,
          madeFrom: millisOf(rev),
          heardAt: at,
          records: repo.records.size,
          blobs: new Set([...repo.records.keys()].flatMap(named)),
          written: new Set(ops.flatMap(({ path }) => named(path)))
        })
      }
    })
  }

  observe(o: Observation): void {
    if ((o._tag !== "HttpResponseReceived" && o._tag !== "HttpFailed") || o.request.path !== uploadBlob) return
    const cid = cidOf(o.request.body)
    this.sizes.set(cid, o.request.body.length)
    const did = this.ledger.sessions.of(o.request)?.did
    const refused = o._tag === "HttpResponseReceived" && o.status >= 400 && o.status < 500
    if (did === undefined || refused) return
    const key = `${o.request.to} ${did}`
    const own = this.uploads.get(key) ?? new Map<string, Array<Upload>>()
    this.uploads.set(key, own)
    const isDone = o._tag === "HttpResponseReceived" && o.status === 200
    own.set(cid, [...(own.get(cid) ?? []), { askedAt: o.request.at, doneAt: isDone ? o.at : undefined }])
  }

  /** All that an account may have had at any time from `from` to `to`. */
  between(did: string, from: number, to: number): ReadonlyArray<State> {
    const all = this.statesOf(did)
    const first = Math.max(0, all.findLastIndex(({ heardAt }) => heardAt < from))
    return all.slice(first).filter(({ madeFrom }) => madeFrom <= to + 1)
  }

  /** The most bytes of blobs that an account can have had with an upload that its host refused. */
  mostBytes(did: string, { at, request }: HttpResponseReceived): number {
    const host = request.to
    const held = new Set([cidOf(request.body), ...this.between(did, request.at, at).flatMap(({ blobs }) => [...blobs])])
    const past = this.statesOf(did).filter(({ heardAt }) => heardAt < request.at)
    for (const [cid, uploads] of this.uploads.get(`${host} ${did}`) ?? []) {
      const mayHold = ({ askedAt, doneAt = Infinity }: Upload) =>
        askedAt < at && doneAt > request.at - heldMillis && !past.some(({ madeFrom, written }) => madeFrom > doneAt && written.has(cid)) &&
        !this.wakings(host, did).some(({ state }) => state.madeFrom > doneAt && state.heardAt < request.at && state.blobs.has(cid))
      if (uploads.some(mayHold)) held.add(cid)
    }
    return this.bytesOf(held)
  }

  /** The bytes of blobs that a host must hold of an account at the end of all traffic. */
  leastBytes(host: string, did: string, nowMillis: number): number {
    const states = this.statesOf(did)
    const held = new Set(states.at(-1)!.blobs)
    for (const [cid, uploads] of this.uploads.get(`${host} ${did}`) ?? []) {
      const isHeld = ({ askedAt, doneAt }: Upload) =>
        doneAt !== undefined && askedAt > nowMillis - heldMillis && !states.some(({ heardAt, written }) => heardAt > askedAt && written.has(cid)) &&
        !this.wakings(host, did).some(({ before, state }) => state.heardAt > askedAt && [...before, state].some(({ blobs }) => blobs.has(cid)))
      if (uploads.some(isHeld)) held.add(cid)
    }
    return this.bytesOf(held)
  }

  /** Of those that anybody ever uploaded. */
  bytesOf(cids: Iterable<string>): number {
    let bytes = 0
    for (const cid of new Set(cids)) bytes += this.sizes.get(cid) ?? 0
    return bytes
  }

  /** An account's first commits at that host after some elsewhere, and what went before. It wrote nothing there until then. */
  private wakings(host: string, did: string): ReadonlyArray<{ readonly state: State; readonly before: ReadonlyArray<State> }> {
    const states = this.statesOf(did)
    return states.flatMap((state, i) => {
      const last = states[i - 1]?.host
      return state.host === host && last !== undefined && last !== host ? [{ state, before: states.slice(0, i) }] : []
    })
  }

  private statesOf(did: string): Array<State> {
    const known = this.states.get(did) ?? [empty]
    this.states.set(did, known)
    return known
  }
}
