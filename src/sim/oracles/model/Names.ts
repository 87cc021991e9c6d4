/**
 * What an onlooker knows of names: when the registry changed one, which handles
 * PDSes accepted for whom, and what each App View and relay was told of handles
 * and documents. From messages alone.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { base58btc } from "multiformats/bases/base58"
import type { HttpResponseReceived, Observation } from "../../Observation.ts"
import type { HostOf } from "./Ledger.ts"
import { verifies } from "./Ecdsa.ts"
import { readEntry } from "./NaiveTlog.ts"

/** The part of a JWT that nobody needs a key to read. */
const subjectOf = (authorization: string | undefined): string | undefined => {
  try {
    const payload = authorization?.split(".")[1]
    return payload === undefined ? undefined : (JSON.parse(Buffer.from(payload, "base64url").toString()) as { readonly sub?: string }).sub
  } catch {
    return undefined
  }
}

const json = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

const query = (path: string, name: string): string | undefined => new URLSearchParams(path.split("?")[1]).get(name)?.toLowerCase() ?? undefined

interface Options {
  readonly dnssec?: unknown
  readonly zoneSecret?: unknown
  readonly handleRecheckMillis?: unknown
}

/** As the network has them; nothing where nobody knows them. */
export const optionsOf = (host: HostOf | undefined): Options => host?.options ?? {}

/** did:key of a k256 secret. */
const didKeyOf = (secret: string): string =>
  `did:key:${base58btc.encode(new Uint8Array([0xe7, 0x01, ...secp256k1.getPublicKey(Buffer.from(secret, "hex"))]))}`

interface DnsAnswer {
  readonly Answer?: ReadonlyArray<{ readonly data: string }>
  readonly Signature?: { readonly expiresMillis: number; readonly sig: string }
}

/** The only DID in a DNS answer. */
export const didIn = (answer: DnsAnswer): string | undefined => {
  const dids = new Set((answer.Answer ?? []).flatMap(({ data }) => /^"?did=([^"]+)"?$/.exec(data)?.[1] ?? []))
  return dids.size === 1 ? [...dids][0] : undefined
}

/** Who tells others of handles, and so has to ask. */
const listens = (kind: string | undefined): boolean => kind === "appview" || kind === "relay"

export class Names {
  /** By name, the last times at which the registry changed it or a name above or beneath it. */
  private readonly changes = new Map<string, number>()
  /** The handle that a PDS last accepted for a DID. */
  readonly accepted = new Map<string, { readonly handle: string; readonly at: number }>()
  /** By App View or relay, and handle: what it was told the handle names. */
  private readonly named = new Map<string, Map<string, Set<string>>>()
  /** By App View or relay, and DID: the handles that its document claimed. */
  private readonly claimed = new Map<string, Map<string, Set<string>>>()
  private readonly kinds: ReadonlyMap<string, string>
  private readonly hosts: ReadonlyArray<HostOf>

  constructor(hosts: ReadonlyArray<HostOf>) {
    this.hosts = hosts
    this.kinds = new Map(hosts.map(({ host, kind }) => [host, kind]))
    for (const { host, kind } of hosts) {
      if (!listens(kind)) continue
      this.named.set(host, new Map())
      this.claimed.set(host, new Map())
    }
  }

  get appViews(): ReadonlyArray<string> {
    return this.hosts.filter(({ kind }) => kind === "appview").map(({ host }) => host)
  }

  /** The zone's key, for an App View that demands signatures. */
  private zoneKeyFor(appView: string): string | undefined {
    const demands = optionsOf(this.hosts.find(({ host }) => host === appView)).dnssec === true
    return demands ? this.zoneKey : undefined
  }

  private get zoneKey(): string | undefined {
    const secret = optionsOf(this.hosts.find(({ kind }) => kind === "names")).zoneSecret
    return typeof secret === "string" ? didKeyOf(secret) : undefined
  }

  observe(o: Observation): void {
    if (o._tag !== "HttpResponseReceived" || o.status !== 200) return
    const { from, method, path, to } = o.request
    if (method !== "GET") {
      if (this.kinds.get(to) === "names") this.changed(o)
      else if (this.kinds.get(to) === "pds") this.acceptedHandle(o)
    } else if (listens(this.kinds.get(from))) {
      if (path.startsWith("/dns-query")) this.toldByDns(from, o)
      else if (path === "/.well-known/atproto-did") this.told(from, o.request.headers["host"] ?? to, Buffer.from(o.body).toString().trim())
      else if (path.endsWith("/log/audit")) this.toldAudit(from, o)
      else if (path.startsWith("/did:") || path === "/.well-known/did.json") this.toldDocument(from, o)
      else if (path.startsWith("/consortium/history")) this.toldHistory(from, o)
    }
  }

  private changed(o: HttpResponseReceived): void {
    const body = json(o.request.body)
    const name = String(body["name"] ?? body["host"] ?? query(o.request.path, "name") ?? query(o.request.path, "host") ?? "")
    this.changes.set(name.replace(/^_atproto\./, "").toLowerCase(), o.at)
  }

  private acceptedHandle(o: HttpResponseReceived): void {
    const method = o.request.path.slice("/xrpc/".length)
    if (method === "com.atproto.identity.updateHandle") {
      const did = subjectOf(o.request.headers["authorization"])
      const handle = json(o.request.body)["handle"]
      if (did !== undefined && typeof handle === "string") this.accepted.set(did, { handle: handle.toLowerCase(), at: o.at })
    } else if (method === "com.atproto.server.createAccount") {
      const { did, handle } = json(o.body)
      if (typeof did === "string" && typeof handle === "string") this.accepted.set(did, { handle: handle.toLowerCase(), at: o.at })
    }
  }

  private told(asker: string, handle: string, did: string): void {
    const byHandle = this.named.get(asker)!
    const name = handle.split(":")[0]!.toLowerCase()
    byHandle.set(name, (byHandle.get(name) ?? new Set()).add(did))
  }

  private toldByDns(asker: string, o: HttpResponseReceived): void {
    const name = query(o.request.path, "name") ?? ""
    const answer = json(o.body) as DnsAnswer
    const did = didIn(answer)
    if (did === undefined || !name.startsWith("_atproto.")) return
    const key = this.zoneKeyFor(asker)
    if (key !== undefined) {
      const { expiresMillis, sig } = answer.Signature ?? { expiresMillis: 0, sig: "" }
      const values = (answer.Answer ?? []).map(({ data }) => data.replace(/^"|"$/g, "")).toSorted()
      const message = new TextEncoder().encode(JSON.stringify(["orrery zone answer 1", name, "TXT", values, expiresMillis]))
      // Forged: it proves nothing to who demands a signature.
      if (!verifies(key, message, Buffer.from(sig, "base64url"))) return
    }
    this.told(asker, name.slice("_atproto.".length), did)
  }

  /** A DID's entries of a log, with their proofs: the last one stands. */
  private toldHistory(asker: string, o: HttpResponseReceived): void {
    const { entries } = json(o.body) as { readonly entries?: ReadonlyArray<{ readonly entry: string }> }
    const last = entries?.at(-1)
    if (last === undefined) return
    const { did, operation } = readEntry(Buffer.from(last.entry, "base64"))
    if (did !== undefined) this.claims(asker, did, (operation as { readonly alsoKnownAs?: ReadonlyArray<string> } | undefined)?.alsoKnownAs)
  }

  /** A directory's log of a DID: the last operation that has not fallen stands. */
  private toldAudit(asker: string, o: HttpResponseReceived): void {
    const lines = json(o.body) as unknown as ReadonlyArray<{ readonly did: string; readonly nullified: boolean; readonly operation: { readonly alsoKnownAs?: ReadonlyArray<string> } }>
    const last = Array.isArray(lines) ? lines.findLast(({ nullified }) => !nullified) : undefined
    if (last !== undefined) this.claims(asker, last.did, last.operation.alsoKnownAs)
  }

  private toldDocument(asker: string, o: HttpResponseReceived): void {
    const document = json(o.body) as { readonly id?: string; readonly alsoKnownAs?: ReadonlyArray<string> }
    if (document.id !== undefined) this.claims(asker, document.id, document.alsoKnownAs)
  }

  private claims(asker: string, did: string, aliases: ReadonlyArray<string> | undefined): void {
    const first = aliases?.find((uri) => uri.startsWith("at://"))
    if (first === undefined) return
    const byDid = this.claimed.get(asker)!
    const handles = byDid.get(did) ?? new Set()
    byDid.set(did, handles.add(first.slice("at://".length).toLowerCase()))
  }

  /**
   * Whether this App View or relay was ever told both: that the DID claims the
   * handle, and that the handle names the DID.
   */
  hasSeen(asker: string, handle: string, did: string): boolean {
    return this.claimed.get(asker)?.get(did)?.has(handle) === true && this.named.get(asker)?.get(handle)?.has(did) === true
  }

  /** When the registry last changed anything about a handle; −∞ if never. */
  lastChange(handle: string): number {
    let last = Number.NEGATIVE_INFINITY
    for (const [name, at] of this.changes) {
      if (name === handle || handle.endsWith(`.${name}`)) last = Math.max(last, at)
    }
    return last
  }
}
