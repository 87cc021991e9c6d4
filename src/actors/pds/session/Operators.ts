/**
 * Who runs the server, and who moderates it: the operator by HTTP Basic
 * `admin:<password>`, the moderation service by service auth. [ref pds]
 */
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as BasicAuth from "../../../protocol/xrpc/BasicAuth.ts"
import { XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { ServiceAuth } from "../../identity/ServiceAuth.ts"

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

  return {
    isOperator,
    operator: (headers: Headers) => isOperator(headers) ? Effect.void : Effect.fail(needsPassword),
    /** The operator, or the moderation service with a token for this method. */
    moderator: Effect.fnUntraced(function*(request: HttpServerRequest, method: string) {
      if (!/^bearer /i.test(request.headers["authorization"] ?? "")) {
        return isOperator(request.headers) ? undefined : yield* needsPassword
      }
      const issuer = yield* serviceAuth.required(request, { audience: [did, `${did}#atproto_pds`], method })
      if (!moderators.has(issuer)) return yield* new XrpcError({ status: 401, error: "UntrustedIss", message: `${issuer} does not moderate this server` })
    })
  }
}

export type Operators = ReturnType<typeof make>
