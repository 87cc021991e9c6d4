/** A PDS's own post: tokens are made and mailed in one step, by purpose. */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { invalidRequest } from "../../../protocol/xrpc/XrpcError.ts"
import type { Hosted } from "../account/Hosted.ts"
import * as Letters from "./Letters.ts"
import type { MailTokens } from "./MailTokens.ts"
import type { Outgoing } from "../../mail/Outgoing.ts"

export const make = ({ outgoing, sql, tokens }: { readonly outgoing: Outgoing; readonly sql: SqlClient; readonly tokens: MailTokens }) => ({
  /** Mails a token to the account's address. */
  ask: Effect.fnUntraced(function*(account: Hosted, purpose: Letters.Purpose) {
    const { did, email, handle } = account
    if (email === undefined) return yield* invalidRequest("account does not have an email address")
    yield* sql.withTransaction(Effect.gen(function*() {
      const token = yield* tokens.issue(did, purpose)
      const letter = Letters.withToken(purpose, token, handle ?? "handle.invalid", Math.round(tokens.validMillis / 60_000))
      yield* outgoing.send({ to: email, ...letter }, { purpose, token })
    }))
  }),
  redeem: tokens.redeem,
  redeemAny: tokens.redeemAny,
  revoke: tokens.revoke,
  send: outgoing.send,
  /** What lies here for an address, newest first. */
  to: outgoing.to,
  forget: outgoing.forget
})

export type Post = ReturnType<typeof make>
