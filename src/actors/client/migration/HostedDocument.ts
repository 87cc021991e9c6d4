/**
 * The owner's hand on a did:web document, from one device. [did]
 *
 * Nothing of it is remembered: what was published without an answer may stand
 * there or not, and another device may have published since. So it is read
 * where it stands, as anybody reads it; what atproto does not read is not kept.
 */
import * as Effect from "effect/Effect"
import type { PlcState } from "../../../protocol/plc/Operation.ts"
import * as DidDocument from "../../../protocol/identity/DidDocument.ts"
import { XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import * as FetchDid from "../../identity/FetchDid.ts"
import type { ResolveError } from "../../identity/ResolveError.ts"
import { type CallError, XrpcUnreachable } from "../../xrpc/Client.ts"
import * as WebAccount from "../keys/WebAccount.ts"
import type { Registrar } from "../Registrar.ts"
import type { WebDocument } from "./Authority.ts"

const unread = (host: string) => ({ detail = "", reason }: ResolveError): CallError =>
  reason === "Unreachable"
    ? new XrpcUnreachable({ origin: `https://${host}`, nsid: "did.json", reason: detail })
    : new XrpcError({ status: 404, error: "DidNotFound", message: `${host} tells no document: ${reason}, ${detail}` })

const stateOf = ({ alsoKnownAs, keys, services }: DidDocument.DidDocument): PlcState => ({
  rotationKeys: [],
  alsoKnownAs,
  verificationMethods: Object.fromEntries(keys),
  services: Object.fromEntries(Array.from(services.values(), ({ endpoint, id, type }) => [id, { type, endpoint }]))
})

/** `names` may write what the web host answers. */
export const make = Effect.fnUntraced(function*(names: Registrar, host: string) {
  const did = WebAccount.didOf(host)
  const fetch = yield* FetchDid.make([])
  return {
    read: Effect.mapError(Effect.map(fetch(did), stateOf), unread(host)),
    publish: ({ alsoKnownAs, services, verificationMethods }) =>
      names.publish(host, DidDocument.render({ did, alsoKnownAs, verificationMethods, services }))
  } satisfies WebDocument
})
