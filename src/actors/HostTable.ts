/**
 * Who answers for a name: the host itself, else the longest domain above it
 * that an actor has taken, as with wildcard DNS records. A PDS has the names
 * under its handle domains, a names actor those under the domains it sells.
 */
import type { ActorSpec } from "./Network.ts"

export const domainsOf = (spec: ActorSpec): ReadonlyArray<string> => {
  switch (spec.kind) {
    case "pds":
      return [spec.host, ...spec.options.handleDomains]
    case "names":
      return spec.options.domains
    default:
      return []
  }
}

export class HostTable<A> {
  private readonly hosts = new Map<string, A>()
  private readonly domains = new Map<string, A>()

  /** Domains may have a leading dot. */
  set(host: string, domains: ReadonlyArray<string>, value: A): void {
    this.hosts.set(host, value)
    for (const domain of domains) this.domains.set(domain.startsWith(".") ? domain.slice(1) : domain, value)
  }

  exact(host: string): A | undefined {
    return this.hosts.get(host)
  }

  lookup(host: string): A | undefined {
    const exact = this.hosts.get(host)
    if (exact !== undefined) return exact
    for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
      const value = this.domains.get(host.slice(dot + 1))
      if (value !== undefined) return value
    }
    return this.domains.get(host)
  }

  values(): Iterable<A> {
    return this.hosts.values()
  }

  get size(): number {
    return this.hosts.size
  }
}
