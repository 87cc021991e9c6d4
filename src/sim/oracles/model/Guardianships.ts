/**
 * Guardians as an onlooker sees them: which keys were split and how many shares
 * of them are needed, who gave a share to which device, and what was collected.
 * Shares themselves travel sealed.
 */
import type { HttpRequestSent, Observation } from "../../Observation.ts"
import * as NaiveJwt from "./NaiveJwt.ts"

type Json = Readonly<Record<string, unknown>>

/** What a guardian's person said yes to. */
interface Given {
  readonly did: string
  readonly guardian: string
  readonly recipient: string
  readonly exchange: number
  readonly askedAt: number
}

export interface Collected {
  readonly did: string
  readonly guardian: string
  readonly recipient: string
  readonly key: string
  readonly at: number
}

const json = (bytes: Uint8Array): Json => {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Json
  } catch {
    return {}
  }
}

const method = (name: string): string => `/xrpc/dev.orrery.keys.${name}`

export class Guardianships {
  /** By owner and key: how many shares it takes, as the owner told every guardian. */
  private readonly thresholds = new Map<string, Map<string, number>>()
  private given: ReadonlyArray<Given> = []
  readonly collected: Array<Collected> = []
  private readonly managers: ReadonlySet<string>
  private readonly listeners: Array<(share: Collected, from: string) => void> = []

  constructor(hosts: ReadonlyArray<{ readonly host: string; readonly kind: string }>) {
    this.managers = new Set(hosts.filter(({ kind }) => kind === "keymanager").map(({ host }) => host))
  }

  onCollected(listener: (share: Collected, from: string) => void): void {
    this.listeners.push(listener)
  }

  observe(o: Observation): void {
    if (this.managers.size === 0) return
    if (o._tag === "HttpRequestSent") {
      if (this.managers.has(o.to)) this.asked(o)
    } else if (o._tag === "HttpResponseReceived" && this.managers.has(o.request.to)) {
      if (o.status === 200) this.answered(o.request, o.body, o.at)
      else this.given = this.given.filter(({ exchange }) => exchange !== o.exchange)
    }
  }

  private asked(o: HttpRequestSent): void {
    const whose = NaiveJwt.read(NaiveJwt.bearer(o.headers) ?? "")?.claims
    const input = json(o.body)
    // A lost answer leaves open whether it was taken: then it may have been.
    if (o.path === method("depositShare")) {
      const did = String(whose?.["iss"])
      const keys = this.thresholds.get(did) ?? new Map<string, number>()
      this.thresholds.set(did, keys.set(String(input["key"]), Number(input["threshold"])))
    } else if (o.path === method("giveShare")) {
      this.given = [...this.given, { did: String(input["did"]), guardian: String(whose?.["sub"]), recipient: String(input["recipient"]), exchange: o.exchange, askedAt: o.at }]
    }
  }

  private answered(request: HttpRequestSent, body: Uint8Array, at: number): void {
    const [path, query] = request.path.split("?")
    if (path !== method("collectShare")) return
    const asked = new URLSearchParams(query)
    const share = { did: asked.get("did") ?? "", guardian: asked.get("guardian") ?? "", recipient: asked.get("recipient") ?? "", key: String(json(body)["key"]), at }
    this.collected.push(share)
    for (const listener of this.listeners) listener(share, request.to)
  }

  /** Whether the guardian's person had said yes to this device. */
  wasGiven({ at, did, guardian, recipient }: Collected): boolean {
    return this.given.some((each) => each.did === did && each.guardian === guardian && each.recipient === recipient && each.askedAt <= at)
  }

  /** The keys of an account that guardians have shares of, and how many it takes. */
  keysOf(did: string): ReadonlyArray<readonly [key: string, threshold: number]> {
    return [...this.thresholds.get(did) ?? []]
  }

  /** The most guardians whose shares of a key one device had by then. */
  mostAtOneDevice(did: string, key: string, at: number): number {
    const devices = new Map<string, Set<string>>()
    for (const share of this.collected) {
      if (share.did !== did || share.key !== key || share.at > at) continue
      devices.set(share.recipient, (devices.get(share.recipient) ?? new Set()).add(share.guardian))
    }
    return Math.max(0, ...[...devices.values()].map((guardians) => guardians.size))
  }
}
