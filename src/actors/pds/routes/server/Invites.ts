/** Invite codes, and keys kept ready for who moves in. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Xrpc from "../../../xrpc/Server.ts"
import { operator } from "../../account/Invites.ts"
import type { Parts } from "../../Parts.ts"

export const layer = ({ auth, invites, operators, options, reservedKeys }: Parts) =>
  Layer.mergeAll(
    operators.procedure("com.atproto.server.createInviteCode", Effect.fnUntraced(function*({ input }) {
      return { code: yield* invites.give(input.forAccount ?? operator, input.useCount) }
    })),

    operators.procedure("com.atproto.server.createInviteCodes", Effect.fnUntraced(function*({ input }) {
      const codes: Array<{ account: string; codes: Array<string> }> = []
      for (const account of input.forAccounts ?? [operator]) {
        const given: Array<string> = []
        for (let i = 0; i < input.codeCount; i++) given.push(yield* invites.give(account, input.useCount))
        codes.push({ account, codes: given })
      }
      return { codes }
    })),

    Xrpc.query("com.atproto.server.getAccountInviteCodes", Effect.fnUntraced(function*({ headers, params }) {
      const { did } = yield* auth.account(headers, { level: "full" })
      const { inviteEpochMillis, inviteIntervalMillis, inviteRequired } = options
      if (params.createAvailable && inviteRequired && inviteIntervalMillis !== undefined) {
        yield* invites.grant(did, { everyMillis: inviteIntervalMillis, epochMillis: inviteEpochMillis })
      }
      const codes = yield* invites.ofAccount(did)
      return { codes: codes.filter(({ available, disabled, uses }) => !disabled && (params.includeUsed || uses.length < available)) }
    })),

    Xrpc.procedure("com.atproto.server.reserveSigningKey", Effect.fnUntraced(function*({ input }) {
      return { signingKey: yield* reservedKeys.reserve(input.did) }
    }))
  )
