/** com.atproto.admin.*: accounts as the operator and the moderators see and change them. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { declared, invalidRequest, upstreamFailure } from "../../../../protocol/xrpc/XrpcError.ts"
import type { Datetime } from "../../../../protocol/syntax/Datetime.ts"
import * as Xrpc from "../../../xrpc/Server.ts"
import type { Hosted } from "../../account/Hosted.ts"
import type { Parts } from "../../Parts.ts"
import { KeyInDoubt } from "../../repo/Commits.ts"

interface Private {
  readonly created_at: Datetime
  readonly email_confirmed_at: Datetime | null
  readonly invites_disabled: number
}

export const layer = (parts: Parts) => {
  const { accounts, credentials, email, invites, lifecycle, operators, plcUpdates, post, reservedKeys, signUp, sql } = parts

  /** com.atproto.admin.defs#accountView */
  const view = Effect.fnUntraced(function*(account: Hosted) {
    const [row] = yield* sql<Private>`SELECT created_at, email_confirmed_at, invites_disabled FROM account WHERE id = ${account.id}`
    const invitedBy = yield* invites.invitedBy(account.did)
    return {
      did: account.did,
      handle: account.handle ?? "handle.invalid",
      ...(account.email === undefined ? {} : { email: account.email }),
      indexedAt: row!.created_at,
      ...(row!.email_confirmed_at === null ? {} : { emailConfirmedAt: row!.email_confirmed_at }),
      ...(invitedBy === undefined ? {} : { invitedBy }),
      invites: yield* invites.ofAccount(account.did),
      invitesDisabled: row!.invites_disabled === 1,
      ...(account.deactivatedAt === undefined ? {} : { deactivatedAt: account.deactivatedAt })
    }
  })

  const here = Effect.fnUntraced(function*(identifier: string) {
    return (yield* credentials.find(identifier)) ?? (yield* invalidRequest(`Account does not exist: ${identifier}`))
  })

  return Layer.mergeAll(
    Xrpc.query("com.atproto.admin.getAccountInfo", Effect.fnUntraced(function*({ params, request }) {
      yield* operators.moderator(request, "com.atproto.admin.getAccountInfo")
      const account = yield* accounts.byDid(params.did)
      return yield* account === undefined ? declared("NotFound", "Account not found") : view(account)
    })),

    Xrpc.query("com.atproto.admin.getAccountInfos", Effect.fnUntraced(function*({ params, request }) {
      yield* operators.moderator(request, "com.atproto.admin.getAccountInfos")
      const found = yield* Effect.forEach(params.dids, accounts.byDid)
      return { infos: yield* Effect.forEach(found.filter((account) => account !== undefined), view) }
    })),

    Xrpc.query("com.atproto.admin.searchAccounts", Effect.fnUntraced(function*({ params, request }) {
      yield* operators.moderator(request, "com.atproto.admin.searchAccounts")
      const wanted = params.email?.toLowerCase() ?? ""
      const rows = yield* sql<{ did: string }>`SELECT did FROM account
        WHERE did > ${params.cursor ?? ""} AND instr(COALESCE(email, ''), ${wanted}) > 0 ORDER BY did LIMIT ${params.limit}`
      const found = yield* Effect.forEach(rows, ({ did }) => accounts.byDid(did))
      const last = rows.length === params.limit ? rows.at(-1)?.did : undefined
      return {
        accounts: yield* Effect.forEach(found.filter((account) => account !== undefined), view),
        ...(last === undefined ? {} : { cursor: last })
      }
    })),

    operators.procedure("com.atproto.admin.updateAccountEmail", Effect.fnUntraced(function*({ input }) {
      yield* email.set((yield* here(input.account)).did, input.email)
    })),

    operators.procedure("com.atproto.admin.updateAccountHandle", Effect.fnUntraced(function*({ input }) {
      const { did } = yield* here(input.did)
      yield* plcUpdates.setHandle(did, yield* signUp.claimHandle(input.handle, did, { reservedToo: true }))
    })),

    operators.procedure("com.atproto.admin.updateAccountPassword", Effect.fnUntraced(function*({ input }) {
      yield* email.setPassword((yield* here(input.did)).did, input.password)
    })),

    // [ref pds] leaves this to its entryway. Here it turns to a key that was reserved before.
    operators.procedure("com.atproto.admin.updateAccountSigningKey", Effect.fnUntraced(function*({ input }) {
      const { did, key: present, keyInDoubt } = yield* here(input.did)
      // An answer may have been lost; but while another change may still arrive, this key need not be the last.
      if (present?.didKey === input.signingKey) return keyInDoubt ? yield* upstreamFailure(new KeyInDoubt({ did }).message) : undefined
      const key = yield* reservedKeys.named(input.signingKey)
      if (key === undefined) return yield* invalidRequest("This server holds no such key in reserve: reserveSigningKey makes one")
      yield* plcUpdates.setSigningKey(did, key)
    })),

    operators.procedure("com.atproto.admin.deleteAccount", Effect.fnUntraced(function*({ input }) {
      yield* lifecycle.remove((yield* here(input.did)).did)
    })),

    operators.moderation("com.atproto.admin.sendEmail", Effect.fnUntraced(function*({ input }) {
      const account = yield* accounts.byDid(input.recipientDid)
      if (account === undefined) return yield* invalidRequest("Recipient not found")
      if (account.email === undefined) return yield* invalidRequest("account does not have an email address")
      const letter = { to: account.email, subject: input.subject ?? "Message via your PDS", text: input.content }
      yield* post.send(letter, { purpose: "message" })
      return { sent: true }
    }))
  )
}
