/** Addresses and lost passwords. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Xrpc from "../../../xrpc/Server.ts"
import type { Parts } from "../../Parts.ts"

export const layer = ({ auth, email, limits, post }: Parts) =>
  Layer.mergeAll(
    Xrpc.procedure("com.atproto.server.requestEmailConfirmation", Effect.fnUntraced(function*({ headers, request }) {
      const account = yield* auth.account(headers)
      yield* limits.spend(request, "mail", `confirm ${account.did}`)
      yield* post.ask(account, "confirm_email")
    })),

    auth.procedure("com.atproto.server.confirmEmail", {}, ({ input }, { account }) => email.confirm(account.did, input.email, input.token)),

    Xrpc.procedure("com.atproto.server.requestEmailUpdate", Effect.fnUntraced(function*({ headers, request }) {
      const account = yield* auth.account(headers, { level: "full" })
      yield* limits.spend(request, "mail", `update ${account.did}`)
      return { tokenRequired: yield* email.requestUpdate(account) }
    })),

    auth.procedure("com.atproto.server.updateEmail", { level: "full" }, ({ input }, { account }) => email.update(account.did, input)),

    Xrpc.procedure("com.atproto.server.requestPasswordReset", ({ input, request }) =>
      Effect.andThen(limits.spendByAddress(request, "requestPasswordReset"), email.requestReset(input.email))),

    Xrpc.procedure("com.atproto.server.resetPassword", ({ input, request }) =>
      Effect.andThen(limits.spendByAddress(request, "resetPassword"), email.reset(input.token, input.password)))
  )
