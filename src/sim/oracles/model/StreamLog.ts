/**
 * What each host said on `subscribeRepos`, by sequence number, in the order in
 * which anybody first heard it; and what each connection got of it.
 */
import { CID } from "multiformats/cid"
import type { FrameSent, Observation } from "../../Observation.ts"
import * as NaiveFrame from "./NaiveFrame.ts"

export interface Op {
  readonly action: string
  readonly path: string
  readonly cid: CID | null
  readonly prev: CID | null
}

interface Said {
  readonly host: string
  readonly seq: number
  readonly at: number
  readonly bytes: Uint8Array
  readonly did: string
}

export interface SaidCommit extends Said {
  readonly _tag: "Commit"
  readonly rev: string
  readonly since: string | null
  readonly commit: string
  readonly prevData: string | null
  readonly ops: ReadonlyArray<Op>
  readonly blocks: Uint8Array
}
export interface SaidSync extends Said {
  readonly _tag: "Sync"
  readonly rev: string
}
export interface SaidIdentity extends Said {
  readonly _tag: "Identity"
  readonly handle: string | null
}
export interface SaidAccount extends Said {
  readonly _tag: "Account"
  readonly active: boolean
  readonly status: string | null
}
export type Event = SaidCommit | SaidSync | SaidIdentity | SaidAccount

export interface Connection {
  readonly host: string
  readonly consumer: string
  /** `undefined`: live only. */
  readonly cursor: number | undefined
  readonly openedAt: number
  readonly seqs: Array<number>
  outdated: boolean
  /** Either end has left it. */
  closed: boolean
}

export const subscribeRepos = "/xrpc/com.atproto.sync.subscribeRepos"

const link = (value: unknown): CID | null => {
  const cid = CID.asCID(value)
  return cid === null || cid === undefined ? null : cid
}
const text = (value: unknown): string | null => typeof value === "string" ? value : null

const decodeOp = (value: unknown): Op => {
  const op = value as Readonly<Record<string, unknown>>
  return { action: String(op.action), path: String(op.path), cid: link(op.cid), prev: link(op.prev) }
}

const decodeEvent = (frame: NaiveFrame.NaiveFrame, sent: FrameSent): Event | undefined => {
  const { payload: p, t } = frame
  const said = { host: sent.from, seq: Number(p.seq), at: sent.at, bytes: sent.bytes, did: String(p.did ?? p.repo) }
  switch (t) {
    case "#commit":
      return {
        _tag: "Commit",
        ...said,
        rev: String(p.rev),
        since: text(p.since),
        commit: String(p.commit),
        prevData: link(p.prevData)?.toString() ?? null,
        ops: (p.ops as ReadonlyArray<unknown>).map(decodeOp),
        blocks: p.blocks as Uint8Array
      }
    case "#sync":
      return { _tag: "Sync", ...said, rev: String(p.rev) }
    case "#identity":
      return { _tag: "Identity", ...said, handle: text(p.handle) }
    case "#account":
      return { _tag: "Account", ...said, active: p.active === true, status: text(p.status) }
    default:
      return undefined
  }
}

export interface Listener {
  /** The first time that anybody got this (host, seq). */
  readonly onEvent?: (event: Event) => void
  /** Any frame, the first time or again, on a connection. */
  readonly onFrame?: (connection: Connection, seq: number, previous: number | undefined) => void
  /** The same (host, seq) with other bytes. */
  readonly onConflict?: (host: string, seq: number, at: number) => void
  /** A frame that is not decodable, or comes after an error frame. */
  readonly onBadFrame?: (host: string, why: string, at: number) => void
}

export class StreamLog {
  /** host → seq → event; a Map keeps the order of first hearing. */
  readonly logs = new Map<string, Map<number, Event>>()
  readonly connections = new Map<number, Connection>()
  readonly listeners: Array<Listener> = []

  log(host: string): Map<number, Event> {
    let log = this.logs.get(host)
    if (log === undefined) this.logs.set(host, log = new Map())
    return log
  }

  observe(o: Observation): void {
    if (o._tag === "SocketOpened" && o.path.startsWith(subscribeRepos)) {
      const cursor = new URLSearchParams(o.path.split("?")[1] ?? "").get("cursor")
      this.connections.set(o.connection, {
        host: o.to,
        consumer: o.from,
        cursor: cursor === null ? undefined : Number(cursor),
        openedAt: o.at,
        seqs: [],
        outdated: false,
        closed: false
      })
    } else if (o._tag === "SocketClosed") {
      const connection = this.connections.get(o.connection)
      if (connection !== undefined) connection.closed = true
    } else if (o._tag === "FrameSent") {
      const connection = this.connections.get(o.connection)
      if (connection !== undefined && o.from === connection.host) this.frame(o, connection)
    }
  }

  /** The event in a frame that somebody was sent, by the very buffer. */
  eventOf(bytes: Uint8Array): Event | undefined {
    return this.decoded.get(bytes)
  }

  /** One buffer goes to several consumers, and nobody may change it: it is decoded once. */
  private readonly decoded = new WeakMap<Uint8Array, Event>()

  private decode(sent: FrameSent, connection: Connection): Event | undefined {
    const known = this.decoded.get(sent.bytes)
    if (known !== undefined && known.host === sent.from) return known
    const frame = NaiveFrame.decode(sent.bytes)
    if (frame.t === "#info") connection.outdated = true
    const event = decodeEvent(frame, sent)
    if (event !== undefined) this.decoded.set(sent.bytes, event)
    return event
  }

  private frame(sent: FrameSent, connection: Connection): void {
    const log = this.log(sent.from)
    let event: Event | undefined
    try {
      event = this.decode(sent, connection)
    } catch (error) {
      for (const l of this.listeners) l.onBadFrame?.(sent.from, String(error), sent.at)
      return
    }
    if (event === undefined) return
    const previous = connection.seqs.at(-1)
    connection.seqs.push(event.seq)
    for (const l of this.listeners) l.onFrame?.(connection, event.seq, previous)
    const known = log.get(event.seq)
    if (known === undefined) {
      log.set(event.seq, event)
      for (const l of this.listeners) l.onEvent?.(event)
    } else if (known !== event && Buffer.compare(known.bytes, event.bytes) !== 0) {
      for (const l of this.listeners) l.onConflict?.(sent.from, event.seq, sent.at)
    }
  }
}
