/** com.atproto.server.*: the server, its accounts and their sessions. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Did } from "../../../protocol/syntax/Did.ts"
import type { Uri } from "../../../protocol/syntax/Uri.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Parts } from "../Parts.ts"
import * as Accounts from "./server/Accounts.ts"
import * as Email from "./server/Email.ts"
import * as Invites from "./server/Invites.ts"
import * as Sessions from "./server/Sessions.ts"

export const layer = (parts: Parts) => {
  const { auth, did, domains, options: { blobUploadLimitBytes, contactEmail, inviteRequired, privacyPolicy, termsOfService } } = parts
  const description = {
    did: did as Did,
    availableUserDomains: domains,
    inviteCodeRequired: inviteRequired,
    phoneVerificationRequired: false,
    links: {
      ...(privacyPolicy === undefined ? {} : { privacyPolicy: privacyPolicy as Uri }),
      ...(termsOfService === undefined ? {} : { termsOfService: termsOfService as Uri })
    },
    contact: contactEmail === undefined ? {} : { email: contactEmail },
    blobUploadLimit: blobUploadLimitBytes
  }
  return Layer.mergeAll(
    Accounts.layer(parts),
    Sessions.layer(parts),
    Email.layer(parts),
    Invites.layer(parts),
    Xrpc.query("com.atproto.server.describeServer", () => Effect.succeed(description)),
    // Nobody queues here: who has an account may use it.
    Xrpc.query("com.atproto.temp.checkSignupQueue", ({ headers }) => Effect.as(auth.account(headers), { activated: true }))
  )
}
