/** com.atproto.admin.*: who may invite. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { invalidRequest } from "../../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../../xrpc/Server.ts"
import { operator } from "../../account/Invites.ts"
import type { Parts } from "../../Parts.ts"

export const layer = ({ invites, operators }: Parts) =>
  Layer.mergeAll(
    Xrpc.query("com.atproto.admin.getInviteCodes", Effect.fnUntraced(function*({ params, request }) {
      yield* operators.moderator(request, "com.atproto.admin.getInviteCodes")
      const { cursor, limit } = params
      const sort = (["recent", "usage"] as const).find((known) => known === params.sort)
      if (sort === undefined) return yield* invalidRequest(`unknown sort method: ${params.sort}`)
      const codes = yield* invites.list(sort, limit, cursor)
      const last = codes.length === limit ? codes.at(-1)?.code : undefined
      return { codes, ...(last === undefined ? {} : { cursor: last }) }
    })),

    operators.moderation("com.atproto.admin.disableInviteCodes", Effect.fnUntraced(function*({ input }) {
      const { accounts = [], codes = [] } = input
      if (accounts.includes(operator)) return yield* invalidRequest("cannot disable admin invite codes")
      yield* invites.disable(codes, accounts)
    })),

    operators.moderation("com.atproto.admin.disableAccountInvites", Effect.fnUntraced(function*({ input }) {
      yield* invites.allow(input.account, false)
    })),

    operators.moderation("com.atproto.admin.enableAccountInvites", Effect.fnUntraced(function*({ input }) {
      yield* invites.allow(input.account, true)
    }))
  )
