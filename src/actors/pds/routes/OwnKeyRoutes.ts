/** dev.orrery.repo.*, and who holds the signing key: for owners whose devices sign. docs/keys.md */
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import { forbidden } from "../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Parts } from "../Parts.ts"
import type { Demand } from "../session/Scope.ts"
import * as Batch from "./Batch.ts"

export const layer = ({ auth, limits, ownCommits, signingKeys }: Parts) => {
  /** The signed-in account, awake or not. */
  const owner = Effect.fnUntraced(function*(request: HttpServerRequest, repo: string, cost: number, demand: Demand = {}) {
    const account = yield* auth.account(request.headers, demand)
    if (repo !== account.did) return yield* forbidden("A repository is written by its owner alone")
    yield* limits.spend(request, "write", account.did, cost)
    return account
  })

  return Layer.mergeAll(
    Xrpc.procedure("dev.orrery.repo.prepareCommit", Effect.fnUntraced(function*({ input, request }) {
      const { did } = yield* owner(request, input.repo, Batch.points.delete)
      return yield* ownCommits.propose(did, input.writes.map(Batch.wantedOf), input)
    })),

    Xrpc.procedure("dev.orrery.repo.putCommit", Effect.fnUntraced(function*({ input, request }) {
      // To wake an account is the owner's own, no app's. AUTH-4
      const { did } = yield* owner(request, input.repo, Batch.costOf(input.writes), input.activate === true ? { level: "full" } : {})
      const { head, prepared } = yield* ownCommits.put(did, input.writes.map(Batch.wantedOf), input)
      return {
        commit: { cid: head.commit.toString(), rev: head.rev as string },
        results: Batch.resultsOf(did, prepared)
      }
    })),

    Xrpc.procedure("dev.orrery.keys.holdSigningKey", ({ headers, input }) =>
      Effect.flatMap(auth.account(headers, { level: "full" }), ({ did }) => signingKeys.hold(did, input.signingKey))),

    Xrpc.procedure("dev.orrery.keys.entrustSigningKey", ({ headers, input }) =>
      Effect.flatMap(auth.account(headers, { level: "full" }), ({ did }) => signingKeys.entrust(did, input.signingKey)))
  )
}
