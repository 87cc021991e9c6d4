/** com.atproto.identity.*: handles, and the steps of a move that touch the DID. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { DataObject } from "../../../protocol/data/Data.ts"
import { declared, invalidRequest } from "../../../protocol/xrpc/XrpcError.ts"
import * as OutOfReach from "../../identity/OutOfReach.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Parts } from "../Parts.ts"

const stateFields = ["rotationKeys", "alsoKnownAs", "verificationMethods", "services"] as const

export const layer = ({ accounts, auth, domains, limits, plcUpdates, post, resolver, signUp }: Parts) =>
  Layer.mergeAll(
    Xrpc.query("com.atproto.identity.resolveHandle", Effect.fnUntraced(function*({ params }) {
      const handle = params.handle.toLowerCase()
      // Under our own domains it is ours to say; of any other name an account may have lost it. [handle]
      const account = domains.some((domain) => handle.endsWith(domain)) ? yield* accounts.byHandle(handle) : undefined
      if (account !== undefined) return { did: account.did }
      const did = yield* Effect.mapError(
        resolver.handle(handle),
        OutOfReach.orElse(() => declared("HandleNotFound", `Unable to resolve handle: ${handle}`))
      )
      return { did }
    })),

    auth.procedure("com.atproto.identity.updateHandle", { active: true }, Effect.fnUntraced(function*({ input, request }, { account }) {
      yield* limits.spend(request, "updateHandle", account.did)
      const handle = yield* signUp.claimHandle(input.handle, account.did)
      yield* plcUpdates.setHandle(account.did, handle)
    })),

    Xrpc.query("com.atproto.identity.getRecommendedDidCredentials", ({ headers }) =>
      Effect.map(auth.account(headers, { takendown: true }), plcUpdates.recommended)),

    Xrpc.procedure("com.atproto.identity.requestPlcOperationSignature", Effect.fnUntraced(function*({ headers, request }) {
      const account = yield* auth.account(headers, { level: "full", takendown: true })
      yield* limits.spend(request, "mail", `identity ${account.did}`)
      yield* post.ask(account, "plc_operation")
    })),

    auth.procedure("com.atproto.identity.signPlcOperation", { level: "full", takendown: true }, Effect.fnUntraced(function*({ input }, { account }) {
      if (input.token === undefined) return yield* invalidRequest("email confirmation token required to sign PLC operations")
      const wanted: Record<string, DataObject[string]> = {}
      for (const field of stateFields) if (input[field] !== undefined) wanted[field] = input[field]
      const signed = yield* post.redeem(account.did, "plc_operation", input.token, plcUpdates.signFor(account, wanted))
      return { operation: { ...signed } }
    })),

    auth.procedure("com.atproto.identity.submitPlcOperation", {}, ({ input }, { account }) => plcUpdates.submitFor(account, input.operation))
  )
