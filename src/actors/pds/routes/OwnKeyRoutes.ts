/** dev.orrery.repo.*, and who holds the signing key: for owners whose devices sign. docs/keys.md */
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import { forbidden } from "../../../protocol/xrpc/XrpcError.ts"
import type { Hosted } from "../account/Hosted.ts"
import type { Parts } from "../Parts.ts"
import * as Batch from "./Batch.ts"

export const layer = ({ auth, limits, ownCommits, signingKeys }: Parts) => {
  /** The signed-in account writes to its own, awake or not. */
  const owns = Effect.fnUntraced(function*(account: Hosted, request: HttpServerRequest, repo: string, cost: number) {
    if (repo !== account.did) return yield* forbidden("A repository is written by its owner alone")
    yield* limits.spend(request, "write", account.did, cost)
  })

  return Layer.mergeAll(
    auth.procedure("dev.orrery.repo.prepareCommit", {}, Effect.fnUntraced(function*({ input, request }, { account }) {
      yield* owns(account, request, input.repo, Batch.points.delete)
      return yield* ownCommits.propose(account.did, input.writes.map(Batch.wantedOf), input)
    })),

    auth.procedure("dev.orrery.repo.putCommit", {}, Effect.fnUntraced(function*({ headers, input, request }, { account }) {
      const { did } = account
      // To wake an account is the owner's own, no app's. AUTH-4
      if (input.activate === true) yield* auth.account(headers, { level: "full" })
      yield* owns(account, request, input.repo, Batch.costOf(input.writes))
      const { cids, head, prepared } = yield* ownCommits.put(did, input.writes.map(Batch.wantedOf), input)
      return {
        commit: { cid: head.commit.toString(), rev: head.rev as string },
        results: Batch.resultsOf(did, prepared, cids)
      }
    })),

    auth.procedure("dev.orrery.keys.holdSigningKey", { level: "full" }, ({ input }, { account }) => signingKeys.hold(account.did, input.signingKey)),

    auth.procedure("dev.orrery.keys.entrustSigningKey", { level: "full" }, ({ input }, { account }) => signingKeys.entrust(account.did, input.signingKey))
  )
}
