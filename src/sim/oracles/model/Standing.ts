/**
 * How accounts and records stand at their servers, by what these acknowledged:
 * deactivated, taken down, deleted, or shown. Where an answer was lost, nobody
 * knows until the next one; while a change is on its way, neither.
 */
import type { HttpRequestSent, Observation } from "../../Observation.ts"
import * as NaiveJwt from "./NaiveJwt.ts"

type Flag = "deactivated" | "takendown" | "deleted"

export interface Hidden {
  readonly flags: Map<Flag, boolean | undefined>
  /** When the last change was told. */
  since: number
  /** When the last change was asked for. */
  askedAt: number
  changing: number
  /** Its owner has named a day on which it is deleted. */
  leaving: boolean
}

interface Change {
  readonly subject: string
  readonly flag: Flag
  readonly to: boolean
}

type Json = Readonly<Record<string, unknown>>
const parse = (bytes: Uint8Array): Json => JSON.parse(Buffer.from(bytes).toString() || "{}") as Json

const concerns =
  /^\/xrpc\/com\.atproto\.(?:server\.(createAccount|activateAccount|deactivateAccount|deleteAccount)|admin\.(deleteAccount|updateSubjectStatus))$/

/** Owners who sign commits wake their accounts with one. */
const wakes = "/xrpc/dev.orrery.repo.putCommit"

export class Standing {
  /** By `<host> <DID>`, or `<host> <URI>` of a record. */
  readonly subjects = new Map<string, Hidden>()
  private readonly pdsHosts: ReadonlySet<string>

  constructor(pdsHosts: ReadonlyArray<string>) {
    this.pdsHosts = new Set(pdsHosts)
  }

  observe(o: Observation): void {
    if (o._tag === "HttpRequestSent") {
      for (const { subject } of this.changes(o)) {
        const hidden = this.at(subject)
        hidden.changing++
        hidden.askedAt = o.at
      }
    } else if (o._tag === "HttpResponseReceived" || o._tag === "HttpFailed") {
      const created = o._tag === "HttpResponseReceived" && o.status === 200 && o.request.path === "/xrpc/com.atproto.server.createAccount"
      if (created && this.pdsHosts.has(o.request.to)) this.arrived(o.request, String(parse(o.body).did), o.at)
      for (const { flag, subject, to } of this.changes(o.request)) {
        const hidden = this.at(subject)
        hidden.changing--
        hidden.since = o.at
        if (o._tag === "HttpFailed" || o.status >= 500) hidden.flags.set(flag, undefined)
        else if (o.status === 200) {
          hidden.flags.set(flag, to)
          if (flag === "deactivated") hidden.leaving = to && parse(o.request.body).deleteAfter !== undefined
        }
      }
    }
  }

  /** Since when it has been hidden for certain, and untouched: before `at` and after `from`. */
  isHidden(subject: string, from: number): boolean {
    const hidden = this.subjects.get(subject)
    return hidden !== undefined && hidden.changing === 0 && hidden.since <= from && hidden.askedAt <= from && [...hidden.flags.values()].includes(true)
  }

  /** Its owner has named a day: there may be no such account at that server any more. */
  mayBeGone(subject: string): boolean {
    return this.subjects.get(subject)?.leaving === true
  }

  /** Shown for certain, at rest. */
  isShown(subject: string): boolean {
    const hidden = this.subjects.get(subject)
    return hidden !== undefined && hidden.changing === 0 && [...hidden.flags.values()].every((flag) => flag === false)
  }

  isDeleted(subject: string): boolean {
    return this.subjects.get(subject)?.flags.get("deleted") === true
  }

  private at(subject: string): Hidden {
    let hidden = this.subjects.get(subject)
    if (hidden === undefined) this.subjects.set(subject, hidden = { flags: new Map(), since: 0, askedAt: 0, changing: 0, leaving: false })
    return hidden
  }

  private arrived(request: HttpRequestSent, did: string, at: number): void {
    const hidden = this.at(`${request.to} ${did}`)
    hidden.since = at
    // Whoever brings a DID along is asleep until it is activated.
    hidden.flags.set("deactivated", parse(request.body).did !== undefined).set("takendown", false).set("deleted", false)
  }

  private changes(request: HttpRequestSent): ReadonlyArray<Change> {
    if (!this.pdsHosts.has(request.to)) return []
    if (request.path === wakes) {
      const { activate, repo } = parse(request.body)
      return activate === true ? [{ subject: `${request.to} ${String(repo)}`, flag: "deactivated", to: false }] : []
    }
    const method = concerns.exec(request.path)
    const name = method?.[1] ?? method?.[2]
    if (name === undefined || name === "createAccount") return []
    const at = (subject: unknown) => `${request.to} ${String(subject)}`
    if (name === "activateAccount" || name === "deactivateAccount") {
      const token = NaiveJwt.bearer(request.headers)
      const did = token === undefined ? undefined : NaiveJwt.read(token)?.claims.sub
      return [{ subject: at(did), flag: "deactivated", to: name === "deactivateAccount" }]
    }
    const body = parse(request.body)
    if (name === "deleteAccount") return [{ subject: at(body.did), flag: "deleted", to: true }]
    const { deactivated, subject, takedown } = body as {
      readonly subject: { readonly did?: string; readonly uri?: string; readonly cid?: string }
      readonly takedown?: { readonly applied: boolean }
      readonly deactivated?: { readonly applied: boolean }
    }
    // Blobs are hidden by themselves: BLOB-1.
    const of = subject.uri ?? (subject.cid === undefined ? subject.did : undefined)
    if (of === undefined) return []
    return [
      ...(takedown === undefined ? [] : [{ subject: at(of), flag: "takendown" as const, to: takedown.applied }]),
      ...(deactivated === undefined || subject.uri !== undefined ? [] : [{ subject: at(of), flag: "deactivated" as const, to: deactivated.applied }])
    ]
  }
}
