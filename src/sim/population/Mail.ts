/** How a person of a simulated world reads its mail: in the PDS's outbox, where all mail lies. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { ReadMail } from "../../actors/client/migration/Migrate.ts"
import { XrpcUnreachable } from "../../actors/xrpc/Client.ts"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import { adminPassword } from "../scenario/Build.ts"

interface Letter {
  readonly purpose: string
  readonly token: string
}

/** Reads the newest token of one purpose. */
export const mailedToken = (purpose: string) => Effect.map(HttpClient.HttpClient, (client): ReadMail => (origin, email) => {
  const request = HttpClientRequest.get(`${origin}/admin/mailbox?to=${encodeURIComponent(email)}`).pipe(
    HttpClientRequest.setHeader("authorization", BasicAuth.format({ username: "admin", password: adminPassword }))
  )
  const failed = (reason: string) => new XrpcUnreachable({ origin, nsid: "admin/mailbox", reason })
  return client.execute(request).pipe(
    Effect.flatMap((response) => response.json),
    Effect.mapError((error) => failed(error.message)),
    Effect.flatMap((json) => {
      const letters = (json as unknown as { readonly mail?: ReadonlyArray<Letter> }).mail ?? []
      const letter = letters.find((each) => each.purpose === purpose)
      return letter === undefined ? Effect.fail(failed("no token in the mail")) : Effect.succeed(letter.token)
    })
  )
})

export const readMail = mailedToken("plc_operation")
/** From a key manager. */
export const recoveryMail = mailedToken("recovery")
