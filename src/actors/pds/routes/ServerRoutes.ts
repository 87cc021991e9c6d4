/** com.atproto.server.*: accounts and sessions. endpoints §1.1 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as BasicAuth from "../../../protocol/xrpc/BasicAuth.ts"
import { authenticationRequired } from "../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Parts } from "../Parts.ts"
import * as Accounts from "./server/Accounts.ts"
import * as Sessions from "./server/Sessions.ts"

export const layer = (parts: Parts) => {
  const { options, sql } = parts
  return Layer.mergeAll(
    Accounts.layer(parts),
    Sessions.layer(parts),

    Xrpc.query("com.atproto.server.describeServer", () =>
      Effect.succeed({
        did: parts.did,
        availableUserDomains: parts.domains,
        inviteCodeRequired: options.inviteRequired,
        phoneVerificationRequired: false,
        blobUploadLimit: options.blobUploadLimitBytes
      })),

    Xrpc.procedure("com.atproto.server.createInviteCode", Effect.fnUntraced(function*({ headers, input }) {
      if (!BasicAuth.matches(headers["authorization"], "admin", options.adminPassword)) {
        return yield* authenticationRequired("Needs the admin password")
      }
      const code = Buffer.from(yield* parts.secureRandom.randomBytes(10)).toString("hex")
      yield* sql`INSERT INTO invite_code (code, uses_left) VALUES (${code}, ${input.useCount})`
      return { code }
    }))
  )
}
