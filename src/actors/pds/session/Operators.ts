/**
 * Who runs the server, and who moderates it: the operator by HTTP Basic
 * `admin:<password>`, the moderation service by service auth. [ref pds]
 */
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as BasicAuth from "../../../protocol/xrpc/BasicAuth.ts"
import * as BearerAuth from "../../../protocol/xrpc/BearerAuth.ts"
import { XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { ServiceAuth } from "../../identity/ServiceAuth.ts"
import * as Xrpc from "../../xrpc/Server.ts"

type Procedure = Parameters<typeof Xrpc.procedure>[0]
type Headers = Readonly<Record<string, string | undefined>>

const needsPassword = new XrpcError({
  status: 401,
  error: "AuthenticationRequired",
  message: "Needs the admin password",
  headers: { "www-authenticate": "Basic realm=\"admin\"" }
})

export const make = (options: {
  readonly adminPassword: string
  /** DIDs of services whose word counts here. */
  readonly moderators: ReadonlySet<string>
  readonly serviceAuth: ServiceAuth["Service"]
  /** The server's own DID. */
  readonly did: string
}) => {
  const { adminPassword, did, moderators, serviceAuth } = options
  const isOperator = (headers: Headers): boolean => BasicAuth.matches(headers["authorization"], "admin", adminPassword)

  const operator = (headers: Headers) => isOperator(headers) ? Effect.void : Effect.fail(needsPassword)

  /** The operator, or the moderation service with a token for this method. */
  const moderator = Effect.fnUntraced(function*(request: HttpServerRequest, method: string) {
    if (BearerAuth.tokenOf(request.headers) === undefined) return yield* operator(request.headers)
    const issuer = yield* serviceAuth.required(request, { audience: [did, `${did}#atproto_pds`], method })
    if (!moderators.has(issuer)) return yield* new XrpcError({ status: 401, error: "UntrustedIss", message: `${issuer} does not moderate this server` })
  })

  return {
    isOperator,
    moderator,
    /** A procedure for the operator alone. */
    procedure: <K extends Procedure, E, R>(nsid: K, handler: Xrpc.Handler<K, E, R>) =>
      Xrpc.procedureOf(nsid, ({ headers }) => operator(headers), handler),
    /** A procedure for moderators. */
    moderation: <K extends Procedure, E, R>(nsid: K, handler: Xrpc.Handler<K, E, R>) =>
      Xrpc.procedureOf(nsid, ({ request }) => moderator(request, nsid), handler)
  }
}

export type Operators = ReturnType<typeof make>
