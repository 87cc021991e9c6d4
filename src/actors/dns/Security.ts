/**
 * What is known of a DNS answer beyond its content. [handle]; RFC 4033 §5
 *
 *     secure      signed by the zone's key, which this host knows
 *     bogus       the zone has a key, and this is not signed by it: forged, or broken
 *     insecure    nobody signs here, or this host knows no key
 *
 * `Dns` has no place for it, so a TXT record carries it as one field more, and
 * the failure `NotFound` as its cause. Answers of other resolvers carry none
 * and are insecure. Whether bogus answers are taken is the asker's decision
 * (`dnssec` of its options): resolvers that do not validate take them.
 */
import * as Dns from "effect/net/Dns"

export type Security = "secure" | "insecure" | "bogus"

export interface Txt extends Dns.Txt {
  readonly security: Security
}

export const txt = (chunks: readonly [string, ...Array<string>], security: Security): Txt => {
  const record = Dns.makeRecordUnsafe("TXT", { chunks })
  return Object.freeze(Object.assign(Object.create(Object.getPrototypeOf(record)), record, { security }))
}

/** Why a name is said not to exist. */
export class Absence {
  readonly security: Security
  constructor(security: Security) {
    this.security = security
  }
}

export const ofRecord = (record: Dns.Txt): Security => (record as Partial<Txt>).security ?? "insecure"

export const ofFailure = ({ cause }: Dns.DnsError): Security => cause instanceof Absence ? cause.security : "insecure"
