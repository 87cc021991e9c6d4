/**
 * Service tokens that this server makes for its accounts: for the proxy, and
 * for who asks by getServiceAuth. [xrpc]
 */
import * as Clock from "effect/Clock"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import * as ServiceJwt from "../../../protocol/xrpc/ServiceJwt.ts"
import { declared } from "../../../protocol/xrpc/XrpcError.ts"
import type { Hosted } from "../account/Hosted.ts"

export const lifetimeSeconds = 60

/** What is too dear to be done with a token that travels. */
const withheld = new Set([
  ...["requestPlcOperationSignature", "signPlcOperation", "updateHandle"].map((name) => `com.atproto.identity.${name}`),
  ...[
    "activateAccount", "deactivateAccount", "confirmEmail", "createAppPassword", "listAppPasswords", "revokeAppPassword",
    "getAccountInviteCodes", "getSession", "requestAccountDelete", "requestEmailConfirmation", "requestEmailUpdate", "updateEmail"
  ].map((name) => `com.atproto.server.${name}`),
  "com.atproto.admin.sendEmail"
])

export const isWithheld = (lxm: string): boolean => withheld.has(lxm)

export const make = Effect.fnUntraced(function*(
  parts: { readonly keys: Keys["Service"]; readonly secureRandom: SecureRandom["Service"] },
  account: Hosted,
  claims: { readonly aud: string; readonly lxm: string | undefined; readonly expSeconds?: number | undefined }
) {
  const { did: iss, key } = account
  if (key === undefined) return yield* declared("OwnSigningKey", `${iss} signs its service tokens itself`)
  const iatSeconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const jti = Buffer.from(yield* parts.secureRandom.randomBytes(16)).toString("hex")
  const { aud, expSeconds = iatSeconds + lifetimeSeconds, lxm } = claims
  return ServiceJwt.create({ iss, aud, lxm, iatSeconds, expSeconds, jti }, key, parts.keys)
})
