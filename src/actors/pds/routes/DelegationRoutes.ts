/** dev.orrery.keys.*, as far as a PDS serves it: owners bring revocations, and see which key did what. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { invalidRequest } from "../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Parts } from "../Parts.ts"

export const layer = ({ auth, delegations }: Parts) =>
  Layer.mergeAll(
    Xrpc.procedure("dev.orrery.keys.putRevocation", ({ input }) => delegations.putRevocation(input.did, input.revocation)),

    Xrpc.query("dev.orrery.keys.listUses", Effect.fnUntraced(function*({ headers, params }) {
      const account = yield* auth.account(headers)
      const cursor = params.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(params.cursor)
      if (!Number.isSafeInteger(cursor)) return yield* invalidRequest("The cursor is not one of this method")
      return yield* delegations.uses(account.did, cursor, params.limit)
    }))
  )
