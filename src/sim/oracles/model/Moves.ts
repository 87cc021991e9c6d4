/** Who went where and when, as the directory was told; who asked for an account where; what owners put to sleep. */
import type { HttpResponseReceived, Observation } from "../../Observation.ts"
import type { Ledger } from "./Ledger.ts"
import { wakes } from "./Waking.ts"

export interface Switch {
  readonly did: string
  readonly from: string
  readonly to: string
  readonly at: number
}

export interface Arrival {
  readonly did: string
  readonly host: string
  readonly at: number
}

const ofServer = /^\/xrpc\/com\.atproto\.server\.(createAccount|deactivateAccount)$/

export const hostOf = (origin: string | undefined): string | undefined => origin?.replace(/^https:\/\//, "")

export const json = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

export class Moves {
  readonly switches: Array<Switch> = []
  /** Accounts that were made for a DID that had one elsewhere. */
  readonly arrivals: Array<Arrival> = []
  /** `host did` of accounts whose owner was told that they sleep, and was not told since that they are awake. */
  readonly asleep = new Set<string>()
  private readonly homes = new Map<string, string>()
  private readonly ledger: Ledger

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  /** After the ledger has observed the same. */
  observe(o: Observation): void {
    if (o._tag !== "HttpResponseReceived") return
    const kind = this.ledger.kindOf(o.request.to)
    if (kind === "plc" || kind === "operator") this.lookAt(decodeURIComponent(o.request.path.split("/")[1] ?? ""), o.at)
    else if (kind === "pds" && o.status === 200) this.hear(o)
  }

  /** Where a DID was at home at a time. */
  homeAt(did: string, at: number): string | undefined {
    const own = this.switches.filter((each) => each.did === did)
    return own.findLast((each) => each.at <= at)?.to ?? own[0]?.from ?? this.homes.get(did)
  }

  private lookAt(did: string, at: number): void {
    const home = hostOf(this.ledger.directory.identities.get(did)?.pds)
    if (home === undefined) return
    const before = this.homes.get(did)
    if (before === home) return
    this.homes.set(did, home)
    if (before !== undefined) this.switches.push({ did, from: before, to: home, at })
  }

  private hear(o: HttpResponseReceived): void {
    const method = ofServer.exec(o.request.path)?.[1]
    const awake = wakes(o.request)
    if (method === undefined && !awake) return
    const host = o.request.to
    if (method === "createAccount") {
      const { did } = json(o.request.body)
      if (typeof did !== "string") return
      this.arrivals.push({ did, host, at: o.at })
      this.asleep.add(`${host} ${did}`)
      return
    }
    const did = this.ledger.sessions.of(o.request)?.did
    if (did === undefined) return
    if (awake) this.asleep.delete(`${host} ${did}`)
    else this.asleep.add(`${host} ${did}`)
  }
}
