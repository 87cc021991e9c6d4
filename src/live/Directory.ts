/**
 * Where the hosts of a network are on this machine: each actor has a port of
 * 127.0.0.1, base port plus its place in the network. Names under an actor's
 * domains lead to it too, as a wildcard DNS record would: the Host header tells
 * it which name was meant.
 */
import { domainsOf, HostTable } from "../actors/HostTable.ts"
import * as ZoneTrust from "../actors/dns/ZoneTrust.ts"
import type { Network } from "../actors/Network.ts"

export const defaultBasePort = 2580

export interface Place {
  readonly host: string
  readonly port: number
}

export class Directory {
  readonly places: ReadonlyArray<Place>
  private readonly table = new HostTable<Place>()
  private readonly names: Place | undefined
  /** The key of the network's zone, if that is signed. */
  readonly zoneTrust: ZoneTrust.ZoneTrust | undefined

  constructor(network: Network, basePort: number) {
    this.places = network.actors.map((spec, index) => ({ host: spec.host, port: basePort + index }))
    for (const [index, spec] of network.actors.entries()) {
      this.table.set(spec.host, domainsOf(spec), this.places[index] as Place)
    }
    const names = network.actors.findIndex((spec) => spec.kind === "names")
    this.names = this.places[names]
    this.zoneTrust = network.actors[names] === undefined ? undefined : ZoneTrust.of(network.actors[names])
  }

  /** The origin at which a browser or another process finds a host of the network. */
  originOf(host: string): string {
    const place = this.table.exact(host)
    return place === undefined ? `https://${host}` : `http://localhost:${place.port}`
  }

  get namesOrigin(): string | undefined {
    return this.names === undefined ? undefined : `http://localhost:${this.names.port}`
  }

  lookup(host: string): Place | undefined {
    return this.table.lookup(host)
  }

  /**
   * Where to connect for a URL: for a host of the network its port, with the
   * Host header that the URL asked for. `localhost` becomes the address that
   * the servers listen on, since some systems try ::1 first. Others stay.
   */
  rewrite(url: string): { readonly url: string; readonly host: string | undefined } {
    if (!URL.canParse(url)) return { url, host: undefined }
    const parsed = new URL(url)
    const authority = parsed.host
    if (parsed.hostname === "localhost") {
      if (!this.places.some((place) => String(place.port) === parsed.port)) return { url, host: undefined }
      parsed.hostname = "127.0.0.1"
      return { url: parsed.href, host: authority }
    }
    const place = this.lookup(parsed.hostname)
    if (place === undefined) return { url, host: undefined }
    parsed.protocol = parsed.protocol === "wss:" || parsed.protocol === "ws:" ? "ws:" : "http:"
    parsed.hostname = "127.0.0.1"
    parsed.port = String(place.port)
    return { url: parsed.href, host: authority }
  }
}
