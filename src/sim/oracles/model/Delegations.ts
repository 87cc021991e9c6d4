/**
 * Delegated keys as an onlooker reads them: which key an account signed
 * delegations with and when, what was revoked and when that was told, and what
 * became of every request with a UCAN. The chain is taken apart here by hand.
 *
 * Where an answer was lost, nobody but the callee knows what happened: such a
 * change is kept as one that may have been.
 */
import { createHash } from "node:crypto"
import type { HttpRequestSent, HttpResponseReceived, Observation } from "../../Observation.ts"
import { verifies } from "./Ecdsa.ts"
import * as NaiveJwt from "./NaiveJwt.ts"

type Json = { readonly [key: string]: unknown }

/** When every simulated world begins; tokens count seconds since 1970. */
const worldBeganMillis = Date.UTC(2026, 0, 5, 18)

export const secondsOf = (at: number): number => (worldBeganMillis + at) / 1_000

export interface Token {
  readonly text: string
  readonly cid: string
  readonly iss: string
  readonly aud: string
  readonly exp: number
  readonly nbf: number
  /** As written: resource, ability, caveats. */
  readonly cap: { readonly [resource: string]: { readonly [ability: string]: ReadonlyArray<Json> } }
  readonly prf: ReadonlyArray<string>
}

/** A request that a PDS answered, made with a delegated key. */
export interface Use {
  readonly host: string
  readonly method: string
  readonly askedAt: number
  readonly answeredAt: number
  readonly status: number
  readonly error: string
  /** Whose repository it writes. */
  readonly repo: string
  readonly collections: ReadonlyArray<string>
  /** Root first; undefined where a parent is missing. */
  readonly chain: ReadonlyArray<Token> | undefined
  readonly leaf: Token
  /**
   * What is wrong with it by the tokens alone; `undefined` if nothing is. The
   * root's key and revocations are asked for apart.
   */
  readonly flaw: string | undefined
}

interface RootKey {
  readonly key: string | undefined
  /** From when it may have been in force, and from when it certainly was. */
  readonly maybeFrom: number
  readonly from: number
  /** Until when it may have been. */
  until: number
}

interface Revoked {
  readonly iss: string
  /** When somebody first asked for it, and when it was told to be done. */
  readonly askedAt: number
  readonly toldAt: number
}

const base32 = "abcdefghijklmnopqrstuvwxyz234567"

/** CIDv1, raw, SHA-256, in base32: bit by bit. */
const nameOf = (text: string): string => {
  const bytes = Buffer.concat([Buffer.from([0x01, 0x55, 0x12, 0x20]), createHash("sha256").update(text).digest()])
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  return `b${(bits.match(/.{1,5}/g) ?? []).map((five) => base32[parseInt(five.padEnd(5, "0"), 2)]).join("")}`
}

const read = (text: string): Token | undefined => {
  try {
    const claims = JSON.parse(Buffer.from(text.split(".")[1]!, "base64url").toString()) as Json
    if (claims["ucv"] === undefined) return undefined
    return { ...(claims as unknown as Token), nbf: (claims["nbf"] as number | undefined) ?? 0, text, cid: nameOf(text) }
  } catch {
    return undefined
  }
}

const json = (bytes: Uint8Array): Json => {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Json
  } catch {
    return {}
  }
}

const writes = /^\/xrpc\/(com\.atproto\.repo\.(?:createRecord|putRecord|deleteRecord|applyWrites))$/

export class Delegations {
  /** By account, oldest first. */
  private readonly keys = new Map<string, Array<RootKey>>()
  /** By token. */
  readonly revoked = new Map<string, Array<Revoked & { readonly did: string; readonly exp: number; /** A PDS, or empty: a manager's list. */ readonly host: string }>>()
  /** What managers issued, by account. */
  private readonly issued = new Map<string, Array<Token>>()
  private readonly spent = new Set<string>()
  private readonly kinds: ReadonlyMap<string, string>
  /** Without key managers nobody delegates, and nothing needs to be read. */
  private readonly concerned: boolean
  private readonly signed = new Map<string, boolean>()
  private readonly useListeners: Array<(use: Use) => void> = []
  private readonly listListeners: Array<(did: string, request: HttpRequestSent, listed: ReadonlySet<string>) => void> = []

  constructor(hosts: ReadonlyArray<{ readonly host: string; readonly kind: string }>) {
    this.concerned = hosts.some(({ kind }) => kind === "keymanager")
    this.kinds = new Map(hosts.map(({ host, kind }) => [host, kind]))
  }

  onUse(listener: (use: Use) => void): void {
    this.useListeners.push(listener)
  }

  onList(listener: (did: string, request: HttpRequestSent, listed: ReadonlySet<string>) => void): void {
    this.listListeners.push(listener)
  }

  observe(o: Observation): void {
    if (!this.concerned || (o._tag !== "HttpResponseReceived" && o._tag !== "HttpFailed")) return
    const kind = this.kinds.get(o.request.to)
    if ((kind === "plc" || kind === "operator") && o.request.method === "POST") {
      // An operator of a consortium promises; when the others agree is not seen here.
      this.operated(o.request, o._tag === "HttpFailed" || kind === "operator" && o.status < 300 ? undefined : o.status, o.at)
    }
    else if (kind === "keymanager" && o._tag === "HttpResponseReceived") this.managed(o)
    else if (kind === "pds") this.hosted(o)
  }

  private operated(request: HttpRequestSent, status: number | undefined, at: number): void {
    if (status !== undefined && status !== 200 && status < 500) return
    const did = decodeURIComponent(request.path.split("/")[1] ?? "")
    if (!did.startsWith("did:plc:")) return
    const operation = json(request.body) as { readonly verificationMethods?: { readonly delegation?: string } }
    const keys = this.keys.get(did) ?? []
    this.keys.set(did, keys)
    const sure = status === 200
    if (sure) for (const before of keys) before.until = Math.min(before.until, at)
    keys.push({ key: operation.verificationMethods?.delegation, maybeFrom: request.at, from: sure ? at : Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY })
  }

  private revoke(did: string, cid: string, exp: number, how: Revoked & { readonly host: string }): void {
    const all = this.revoked.get(cid) ?? []
    this.revoked.set(cid, all)
    all.push({ ...how, did, exp })
  }

  private managed(o: HttpResponseReceived): void {
    const [path, query] = o.request.path.split("?")
    if (o.status !== 200) return
    const answer = json(o.body)
    if (path === "/xrpc/dev.orrery.keys.delegate") {
      const token = read(String(answer["ucan"]))
      if (token !== undefined) this.issued.set(token.iss, [...(this.issued.get(token.iss) ?? []), token])
    } else if (path === "/xrpc/dev.orrery.keys.revoke") {
      const { iss, revoke } = answer["revocation"] as { readonly iss: string; readonly revoke: string }
      const exp = this.issued.get(iss)?.find(({ cid }) => cid === revoke)?.exp ?? Number.POSITIVE_INFINITY
      this.revoke(iss, revoke, exp, { iss, askedAt: o.request.at, toldAt: o.at, host: "" })
    } else if (path === "/xrpc/dev.orrery.keys.recover") {
      const did = String(json(o.request.body)["did"])
      for (const { cid, exp } of this.issued.get(did) ?? []) this.revoke(did, cid, exp, { iss: did, askedAt: o.request.at, toldAt: o.at, host: "" })
    } else if (path === "/xrpc/dev.orrery.keys.listRevocations") {
      const listed = (answer["revocations"] as ReadonlyArray<{ readonly revoke: string }>).map(({ revoke }) => revoke)
      const did = new URLSearchParams(query).get("did") ?? ""
      for (const listener of this.listListeners) listener(did, o.request, new Set(listed))
    }
  }

  private hosted(o: Extract<Observation, { readonly _tag: "HttpResponseReceived" | "HttpFailed" }>): void {
    const { request } = o
    const path = request.path.split("?")[0]!
    if (path === "/xrpc/dev.orrery.keys.putRevocation") {
      const { did, revocation } = json(request.body) as { readonly did: string; readonly revocation: { readonly iss: string; readonly revoke: string } }
      const told = o._tag === "HttpResponseReceived" && o.status === 200
      this.revoke(did, revocation.revoke, Number.POSITIVE_INFINITY, { iss: revocation.iss, askedAt: request.at, toldAt: told ? o.at : Number.POSITIVE_INFINITY, host: request.to })
      return
    }
    const method = writes.exec(path)?.[1]
    const leaf = method === undefined ? undefined : read(NaiveJwt.bearer(request.headers) ?? "")
    if (method === undefined || leaf === undefined) return
    const seen = this.spent.has(leaf.cid)
    this.spent.add(leaf.cid)
    // A token of which one request got lost may have been used.
    if (o._tag === "HttpFailed" || seen) return
    const input = json(request.body) as { readonly repo?: string; readonly collection?: string; readonly writes?: ReadonlyArray<{ readonly collection: string }> }
    const collections = input.writes === undefined ? [String(input.collection)] : input.writes.map(({ collection }) => collection)
    const proofs = new Map((request.headers["ucans"] ?? "").split(",").flatMap((text) => {
      const token = read(text.trim())
      return token === undefined ? [] : [[token.cid, token] as const]
    }))
    const tried: Omit<Use, "flaw"> = {
      host: request.to,
      method,
      askedAt: request.at,
      answeredAt: o.at,
      status: o.status,
      error: String(json(o.body)["error"] ?? ""),
      repo: String(input.repo),
      collections,
      chain: this.chainOf(leaf, proofs),
      leaf
    }
    const use: Use = { ...tried, flaw: this.flawOf(tried) }
    for (const listener of this.useListeners) listener(use)
  }

  private chainOf(leaf: Token, proofs: ReadonlyMap<string, Token>): ReadonlyArray<Token> | undefined {
    const chain = [leaf]
    while (chain[0]!.prf.length > 0) {
      const parent = proofs.get(chain[0]!.prf[0]!)
      if (parent === undefined || chain.length > 10) return undefined
      chain.unshift(parent)
    }
    return chain
  }

  /** Whether the first token is signed with a key that the account may have had at some time between the two. */
  rootMayHold(root: Token, from: number, until: number): boolean {
    return (this.keys.get(root.iss) ?? []).some(({ key, maybeFrom, until: end }) =>
      key !== undefined && maybeFrom <= until && end >= from && this.isSigned(root, key))
  }

  /** Whether it is signed with the key that the account certainly had, all the time between the two. */
  rootHolds(root: Token, from: number, until: number): boolean {
    const keys = this.keys.get(root.iss) ?? []
    const last = keys.at(-1)
    return last?.key !== undefined && last.from <= from && last.until >= until && this.isSigned(root, last.key)
  }

  /**
   * Whether any token of the chain was revoked, as told before `at` to this
   * host, or before `listedAt` to a manager.
   */
  isRevoked(use: Use, at: number, listedAt: number): boolean {
    return (use.chain ?? [use.leaf]).some(({ cid }) =>
      (this.revoked.get(cid) ?? []).some(({ host, toldAt }) => host === "" ? toldAt < listedAt : host === use.host && toldAt < at))
  }

  /** Whether anybody ever asked to revoke any of it. */
  wasDisputed(use: Use): boolean {
    return (use.chain ?? [use.leaf]).some(({ cid }) => this.revoked.has(cid))
  }

  private isSigned(token: Token, didKey: string): boolean {
    const name = `${token.cid} ${didKey}`
    let signed = this.signed.get(name)
    if (signed === undefined) {
      const end = token.text.lastIndexOf(".")
      signed = verifies(didKey, Buffer.from(token.text.slice(0, end)), Buffer.from(token.text.slice(end + 1), "base64url"))
      this.signed.set(name, signed)
    }
    return signed
  }

  private flawOf(use: Omit<Use, "flaw">): string | undefined {
    const { chain, collections, host, leaf, method, repo } = use
    if (chain === undefined) return "a token of the chain was not shown"
    const root = chain[0]!
    if (root.iss !== repo) return `the chain is ${root.iss}'s, the repository ${repo}'s`
    if (leaf.aud !== `did:web:${host}`) return `the last token is for ${leaf.aud}`
    for (const [position, token] of chain.entries()) {
      const parent = chain[position - 1]
      if (parent !== undefined && token.iss !== parent.aud) return `token ${position + 1} is not from whom the one before is for`
      if (parent !== undefined && !this.isSigned(token, token.iss)) return `token ${position + 1} is not signed by its issuer`
      if (token.exp <= secondsOf(use.askedAt)) return `token ${position + 1} was over`
      if (token.nbf > secondsOf(use.answeredAt) + 10) return `token ${position + 1} was not yet good`
      for (const collection of collections) {
        if (!allows(token, repo, method, collection, `did:web:${host}`)) return `token ${position + 1} does not allow ${method} of ${collection}`
      }
    }
    return undefined
  }
}

const allows = (token: Token, did: string, method: string, collection: string, service: string): boolean => {
  for (const [resource, abilities] of Object.entries(token.cap)) {
    if (resource !== `at://${did}`) continue
    for (const [ability, caveats] of Object.entries(abilities)) {
      if (ability !== "*" && ability !== method) continue
      for (const { audiences, collections } of caveats as ReadonlyArray<{ readonly collections?: ReadonlyArray<string>; readonly audiences?: ReadonlyArray<string> }>) {
        if (collections !== undefined && !collections.includes(collection)) continue
        if (audiences !== undefined && !audiences.includes(service)) continue
        return true
      }
    }
  }
  return false
}
