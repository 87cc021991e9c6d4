/**
 * What live actors may call beyond their own network. Identities name hosts:
 * whoever writes a DID document, a handle or a service endpoint chooses whom our
 * servers ask, and would like that to be our neighbours (SSRF).
 *
 * 1. https only, and neither a user nor a bare private address in the URL.
 * 2. Every address that the name has must be public, else it is refused: one
 *    good among bad ones is how a name is made to lead inside later.
 * 3. The connection goes to addresses that were judged as it is made (`lookup`),
 *    so what DNS says a moment after the check changes nothing.
 * 4. Each hop of a redirect is a request of its own, and judged like the first.
 *
 * The network's own hosts are led to their ports before this is asked.
 * `allowPrivate` switches it off, for developers with services of their own on
 * localhost. How much and how long an answer may be is `identity/Fetch`'s business.
 */
import { lookup as systemLookup } from "node:dns"
import { isIP, type LookupFunction } from "node:net"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Address from "./Address.ts"

export interface OutboundOptions {
  readonly allowPrivate?: boolean
  /** Of names; the system's. */
  readonly lookup?: (host: string) => Promise<ReadonlyArray<{ readonly address: string; readonly family: number }>>
}

export class Refused extends Data.TaggedError("OutboundRefused")<{ readonly url: string; readonly reason: string }> {
  override get message(): string {
    return `${this.url} is not called: ${this.reason}`
  }
}

type Found = ReadonlyArray<{ readonly address: string; readonly family: number }>

const ofSystem = (host: string): Promise<Found> =>
  new Promise((resolve, reject) => systemLookup(host, { all: true }, (error, all) => error === null ? resolve(all) : reject(error)))

export interface Outbound {
  /** What the URL alone forbids. */
  readonly forbidden: (url: string) => Refused | undefined
  /** Fails where it may not be called; a name that does not resolve passes, and fails as it is called. */
  readonly permit: (url: string) => Effect.Effect<void, Refused>
  /** For sockets: resolves, and fails where an address is not public. */
  readonly lookup: LookupFunction
}

const privateNames = /(^|\.)(localhost|local|internal|home\.arpa|onion)\.?$/i
const bareHost = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, "")

export const make = ({ allowPrivate = false, lookup = ofSystem }: OutboundOptions = {}): Outbound => {
  const bad = (found: Found): string | undefined => allowPrivate ? undefined : found.find(({ address }) => !Address.isPublic(address))?.address

  const forbidden = (url: string): Refused | undefined => {
    if (allowPrivate) return undefined
    const refuse = (reason: string) => new Refused({ url, reason })
    if (!URL.canParse(url)) return refuse("no URL")
    const { password, protocol, username } = new URL(url)
    if (protocol !== "https:" && protocol !== "wss:") return refuse(`${protocol} is not https:`)
    if (username !== "" || password !== "") return refuse("it has a user")
    const host = bareHost(url)
    if (isIP(host) !== 0) return Address.isPublic(host) ? undefined : refuse(`${host} is not public`)
    return privateNames.test(host) ? refuse(`${host} is a private name`) : undefined
  }

  const permit = Effect.fnUntraced(function*(url: string) {
    const refused = forbidden(url)
    if (refused !== undefined) return yield* refused
    if (allowPrivate || isIP(bareHost(url)) !== 0) return
    const found = yield* Effect.orElseSucceed(Effect.tryPromise(() => lookup(bareHost(url))), (): Found => [])
    const inside = bad(found)
    if (inside !== undefined) return yield* new Refused({ url, reason: `${bareHost(url)} leads to ${inside}` })
  })

  const guarded: LookupFunction = (host, options, callback) => {
    lookup(host).then((found) => {
      const inside = bad(found)
      const [first] = found
      if (inside !== undefined) callback(new Refused({ url: host, reason: `it leads to ${inside}` }), "", 0)
      else if (first === undefined) callback(new Error(`${host} has no address`), "", 0)
      else if (options.all === true) callback(null, found.map(({ address, family }) => ({ address, family })))
      else callback(null, first.address, first.family)
    }, (error: Error) => callback(error, "", 0))
  }

  return { forbidden, permit, lookup: guarded }
}
