/**
 * Sessions as people and servers made and ended them in each other's hearing:
 * whose a token is, by what password it began, and since when it is worthless.
 * A token is only a text here; what it says of itself does not count.
 */
import type { HttpRequestSent, HttpResponseReceived, Observation } from "../../Observation.ts"
import * as NaiveJwt from "./NaiveJwt.ts"

export interface Session {
  readonly host: string
  readonly did: string
  /** The app password that it began with. */
  readonly app: string | undefined
  readonly bornAt: number
  /** From here on its tokens are worth nothing. */
  endedAt: number | undefined
  why: string
  /** The newest access token. */
  access: string
}

type Json = Readonly<Record<string, unknown>>

const parse = (bytes: Uint8Array): Json => {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Json
  } catch {
    return {}
  }
}

const concerns =
  /^\/(?:xrpc\/com\.atproto\.(?:server\.(?:createAccount|createSession|refreshSession|deleteSession|createAppPassword|revokeAppPassword|resetPassword|deleteAccount)|admin\.updateSubjectStatus)|admin\/mailbox\?)/

export class SessionBook {
  private readonly byToken = new Map<string, Session>()
  private readonly byAccount = new Map<string, Array<Session>>()
  /** Account and name, by app password. */
  private readonly appPasswords = new Map<string, { readonly did: string; readonly name: string }>()
  private readonly didByEmail = new Map<string, string>()
  /** The address that a reset token was mailed to. */
  private readonly resets = new Map<string, string>()
  private readonly pdsHosts: ReadonlySet<string>

  constructor(hosts: ReadonlyArray<{ readonly host: string; readonly kind: string }>) {
    this.pdsHosts = new Set(hosts.filter(({ kind }) => kind === "pds").map(({ host }) => host))
  }

  /** The session of the token that a request carries. */
  of(request: HttpRequestSent): Session | undefined {
    const token = NaiveJwt.bearer(request.headers)
    return token === undefined ? undefined : this.byToken.get(token)
  }

  /** Of each account at each server the newest session, unless that has ended; whether its token still holds, the server knows. */
  open(): ReadonlyArray<Session> {
    return [...this.byAccount.values()].flatMap((sessions) => {
      const newest = sessions.at(-1)
      return newest === undefined || newest.endedAt !== undefined ? [] : [newest]
    })
  }

  isPds(host: string): boolean {
    return this.pdsHosts.has(host)
  }

  observe(o: Observation): void {
    if (o._tag !== "HttpResponseReceived" || o.status !== 200 || !this.pdsHosts.has(o.request.to) || !concerns.test(o.request.path)) return
    const { host, path } = { host: o.request.to, path: o.request.path.split("?")[0]! }
    const method = path.slice(path.lastIndexOf(".") + 1)
    switch (method) {
      case "createAccount":
      case "createSession":
        return this.begin(o, host, method)
      case "refreshSession":
        return this.refresh(o)
      case "deleteSession":
        return this.end(o, [this.of(o.request)], "sign-out")
      case "createAppPassword": {
        const session = this.of(o.request)
        const { name, password } = parse(o.body)
        if (session !== undefined) this.appPasswords.set(String(password), { did: session.did, name: String(name) })
        return
      }
      case "revokeAppPassword": {
        const name = parse(o.request.body).name
        const did = this.of(o.request)?.did
        return this.end(o, this.sessionsAt(host, did).filter(({ app }) => app === name), "the end of its app password")
      }
      case "resetPassword": {
        const email = this.resets.get(String(parse(o.request.body).token))
        return this.end(o, this.sessionsAt(host, this.didByEmail.get(`${host} ${email}`)), "a new password")
      }
      case "deleteAccount":
        return this.end(o, this.sessionsAt(host, String(parse(o.request.body).did)), "the end of its account")
      case "updateSubjectStatus": {
        const { subject, takedown } = parse(o.request.body) as { readonly subject?: { readonly did?: string; readonly $type?: string }; readonly takedown?: { readonly applied?: boolean } }
        if (subject?.$type !== "com.atproto.admin.defs#repoRef" || takedown?.applied !== true) return
        return this.end(o, this.sessionsAt(host, subject.did), "a takedown")
      }
      default: {
        const to = new URLSearchParams(o.request.path.split("?")[1]).get("to") ?? ""
        for (const { purpose, token } of (parse(o.body).mail ?? []) as ReadonlyArray<{ readonly purpose: string; readonly token: string }>) {
          if (purpose === "reset_password") this.resets.set(token, to)
        }
      }
    }
  }

  private begin(o: HttpResponseReceived, host: string, method: string): void {
    const { accessJwt, did, refreshJwt } = parse(o.body)
    const { email, password } = parse(o.request.body)
    if (method === "createAccount" && typeof email === "string") this.didByEmail.set(`${host} ${email}`, String(did))
    const app = method === "createSession" ? this.appPasswords.get(String(password))?.name : undefined
    const session: Session = { host, did: String(did), app, bornAt: o.at, endedAt: undefined, why: "", access: String(accessJwt) }
    this.byToken.set(String(accessJwt), session).set(String(refreshJwt), session)
    const key = `${host} ${String(did)}`
    this.byAccount.set(key, [...(this.byAccount.get(key) ?? []).filter(({ endedAt }) => endedAt === undefined), session])
  }

  private refresh(o: HttpResponseReceived): void {
    const session = this.of(o.request)
    const { accessJwt, refreshJwt } = parse(o.body)
    if (session === undefined) return
    this.byToken.set(String(accessJwt), session).set(String(refreshJwt), session)
    session.access = String(accessJwt)
  }

  private sessionsAt(host: string, did: string | undefined): ReadonlyArray<Session> {
    return did === undefined ? [] : this.byAccount.get(`${host} ${did}`) ?? []
  }

  /** Those that began while the end was on its way may have come after it. */
  private end(o: HttpResponseReceived, sessions: ReadonlyArray<Session | undefined>, why: string): void {
    for (const session of sessions) {
      if (session === undefined || session.endedAt !== undefined || session.bornAt > o.request.at) continue
      session.endedAt = o.at
      session.why = why
    }
  }
}
