/**
 * Identities as the PLC directory was told them: the accepted operations, by
 * DID, in order. Answers to several may come in another order than they were
 * taken in, so their own order counts. The rules have oracles of their own.
 * Of a did:web the document counts that was last put at its host.
 */
import type { HttpResponseReceived, Observation } from "../../Observation.ts"
import * as NaivePlc from "./NaivePlc.ts"
import { readEntry } from "./NaiveTlog.ts"

export interface Identity {
  readonly did: string
  readonly signingKey: string | undefined
  readonly pds: string | undefined
  readonly handle: string | undefined
  /** When the account came to this PDS. */
  readonly pdsSince: number
  /** Whether it came from another. */
  readonly moved: boolean
  /** Signing keys that the DID ever had, oldest first. */
  readonly keys: ReadonlyArray<string>
}

interface PlcOperation {
  readonly type: string
  readonly verificationMethods?: Readonly<Record<string, string>>
  readonly services?: Readonly<Record<string, { readonly endpoint: string }>>
  readonly alsoKnownAs?: ReadonlyArray<string>
}

interface WebDocument {
  readonly id: string
  readonly alsoKnownAs?: ReadonlyArray<string>
  readonly verificationMethod?: ReadonlyArray<{ readonly id: string; readonly publicKeyMultibase: string }>
  readonly service?: ReadonlyArray<{ readonly id: string; readonly serviceEndpoint: string }>
}

export class Directory {
  readonly identities = new Map<string, Identity>()
  private readonly doubtful = new Map<string, PlcOperation>()
  /** What stands, by DID, oldest first. */
  private readonly chains = new Map<string, ReadonlyArray<NaivePlc.PlcOperation>>()
  private readonly plcHosts: ReadonlySet<string>
  private readonly webHosts: ReadonlySet<string>

  constructor(hosts: ReadonlyArray<{ readonly host: string; readonly kind: string }>) {
    this.plcHosts = new Set(hosts.filter((h) => h.kind === "plc" || h.kind === "operator").map((h) => h.host))
    this.webHosts = new Set(hosts.filter((h) => h.kind === "names").map((h) => h.host))
  }

  observe(o: Observation): void {
    if (o._tag !== "HttpResponseReceived" && o._tag !== "HttpFailed") return
    const request = o.request
    if (this.webHosts.has(request.to) && request.path === "/zone/document" && o._tag === "HttpResponseReceived" && o.status === 200) this.publish(o)
    if (!this.plcHosts.has(request.to)) return
    if (request.path.startsWith("/consortium/history")) {
      if (o._tag === "HttpResponseReceived" && o.status === 200) this.settle(o)
      return
    }
    // `/<did>`, or a question about it such as `/<did>/data`.
    const did = decodeURIComponent(request.path.split("/")[1] ?? "")
    if (!did.startsWith("did:plc:")) return
    if (request.method === "POST") {
      const operation = JSON.parse(text(request.body)) as PlcOperation
      if (operation.type !== "plc_operation") return
      // An operator that promises has not yet agreed with the others.
      if (o._tag === "HttpFailed" || o.status === 202 || o.status >= 500) this.doubtful.set(did, operation)
      else if (o.status === 200) this.apply(did, operation, o.at)
    } else if (o._tag === "HttpResponseReceived" && o.status === 200 && this.doubtful.has(did)) {
      // An answer got lost, so nobody but the directory knew whether the operation stands. Now it tells.
      const operation = this.doubtful.get(did)!
      const endpoint = operation.services?.atproto_pds?.endpoint ?? ""
      const key = operation.verificationMethods?.atproto?.replace("did:key:", "") ?? ""
      const document = text(o.body)
      if (document.includes(key) && document.includes(endpoint) && document.includes(operation.alsoKnownAs?.[0] ?? "")) {
        this.apply(did, operation, o.at)
      }
    }
  }

  /** A DID's entries of the log of several operators: what was in doubt stands if it is among them. */
  private settle(o: HttpResponseReceived): void {
    const did = new URLSearchParams(o.request.path.split("?")[1]).get("did") ?? ""
    const operation = this.doubtful.get(did)
    if (operation === undefined) return
    const { entries = [] } = JSON.parse(text(o.body)) as { readonly entries?: ReadonlyArray<{ readonly entry: string }> }
    const cid = NaivePlc.cidOf(operation as NaivePlc.PlcOperation)
    const told = entries.map(({ entry }) => readEntry(Buffer.from(entry, "base64")).operation as NaivePlc.PlcOperation)
    if (told.some((each) => NaivePlc.cidOf(each) === cid)) this.apply(did, operation, o.at)
  }

  /**
   * Puts an accepted operation in its place. Of two that follow the same one, the one of the
   * stronger key stands, whichever answer came first; false for the other.
   */
  private stands(did: string, operation: NaivePlc.PlcOperation): boolean {
    const chain = this.chains.get(did) ?? []
    const place = operation.prev === null ? -1 : chain.findLastIndex((each) => NaivePlc.cidOf(each) === operation.prev)
    const sibling = place === -1 ? undefined : chain[place + 1]
    if (sibling !== undefined) {
      const keys = chain[place]!.rotationKeys ?? []
      if (NaivePlc.signerOf(operation, keys) >= NaivePlc.signerOf(sibling, keys)) return false
    }
    this.chains.set(did, [...(place === -1 ? [] : chain.slice(0, place + 1)), operation])
    return true
  }

  private publish(o: HttpResponseReceived): void {
    const { document } = JSON.parse(text(o.request.body)) as { readonly document: WebDocument }
    const key = document.verificationMethod?.find(({ id }) => id.endsWith("#atproto"))?.publicKeyMultibase
    const service = document.service?.find(({ id }) => id.endsWith("#atproto_pds"))
    this.know(document.id, {
      type: "document",
      alsoKnownAs: document.alsoKnownAs ?? [],
      ...(key === undefined ? {} : { verificationMethods: { atproto: `did:key:${key}` } }),
      ...(service === undefined ? {} : { services: { atproto_pds: { endpoint: service.serviceEndpoint } } })
    }, o.at)
  }

  private apply(did: string, operation: PlcOperation, at: number): void {
    this.doubtful.delete(did)
    if (this.stands(did, operation as NaivePlc.PlcOperation)) this.know(did, operation, at)
  }

  private know(did: string, operation: PlcOperation, at: number): void {
    const signingKey = operation.verificationMethods?.atproto
    const before = this.identities.get(did)
    const pds = operation.services?.atproto_pds?.endpoint
    this.identities.set(did, {
      did,
      signingKey,
      pds,
      handle: operation.alsoKnownAs?.[0]?.replace(/^at:\/\//, ""),
      pdsSince: before?.pds === pds ? before?.pdsSince ?? at : at,
      moved: before !== undefined && (before.moved || before.pds !== pds),
      keys: signingKey === undefined ? before?.keys ?? [] : [...(before?.keys ?? []).filter((k) => k !== signingKey), signingKey]
    })
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
