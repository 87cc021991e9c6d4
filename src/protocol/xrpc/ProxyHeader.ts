/** `atproto-proxy: <did>#<service id>`: where a PDS shall forward a request. [xrpc] */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Did from "../syntax/Did.ts"

export interface ProxyTarget {
  readonly did: Did.Did
  /** Without `#`, such as "bsky_appview". */
  readonly serviceId: string
}

export class InvalidProxyHeader extends Data.TaggedError("InvalidProxyHeader")<{ readonly reason: string }> {
  override get message(): string {
    return `atproto-proxy: ${this.reason}`
  }
}

/** URI fragments may hold more; service ids in the wild are these. */
const fragment = /^[A-Za-z0-9._~:-]{1,256}$/

export const parse = (header: string): Result.Result<ProxyTarget, InvalidProxyHeader> => {
  const fail = (reason: string) => Result.fail(new InvalidProxyHeader({ reason }))
  const hash = header.indexOf("#")
  if (hash === -1) return fail("a service id is missing: <did>#<service> is expected")
  const did = header.slice(0, hash)
  const serviceId = header.slice(hash + 1)
  if (!Did.is(did)) return fail("what stands before # is not a DID")
  if (!fragment.test(serviceId)) return fail("what stands after # is not a service id")
  return Result.succeed({ did, serviceId })
}

/** Also the `aud` of the service token that goes with the request. */
export const format = (target: ProxyTarget): string => `${target.did}#${target.serviceId}`
