/** What an account is: made, awake, asleep, examined, deleted. */
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import { Mst } from "../../../../protocol/mst/Mst.ts"
import * as BearerAuth from "../../../../protocol/xrpc/BearerAuth.ts"
import { authenticationRequired, declared, invalidRequest, XrpcError } from "../../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../../xrpc/Server.ts"
import type { Parts } from "../../Parts.ts"
import { start } from "./Sessions.ts"

export const layer = (parts: Parts) => {
  const { accounts, auth, blobs, commits, credentials, heard, lifecycle, limits, post, quotas, retirement, signUp, sql } = parts

  /** Who brings a DID, by its word; undefined for who comes without a token. */
  const bringer = ({ request }: { readonly request: HttpServerRequest }) =>
    BearerAuth.tokenOf(request.headers) === undefined ? Effect.succeed(undefined) : parts.serviceAuth.required(request, {
      audience: [parts.did, `${parts.did}#atproto_pds`],
      method: "com.atproto.server.createAccount"
    })

  return Layer.mergeAll(
    Xrpc.procedureOf("com.atproto.server.createAccount", bringer, Effect.fnUntraced(function*({ input, request }, did) {
      yield* limits.spendByAddress(request, "createAccount")
      if (input.plcOp !== undefined) return yield* invalidRequest("Unsupported input: plcOp")
      if (input.did === undefined) return yield* signUp.fresh(input, (account) => start(parts, account))
      if (did === undefined) return yield* authenticationRequired("Who brings a DID shows a service token of it")
      if (did !== input.did) return yield* new XrpcError({ status: 403, error: "Forbidden", message: `The token is of ${did}` })
      return yield* start(parts, yield* signUp.movingIn(did, input))
    })),

    Xrpc.procedure("com.atproto.server.activateAccount", ({ headers }) =>
      auth.account(headers, { level: "full" }).pipe(
        // Who was taken down is not among those that could be woken. [ref pds]
        Effect.catchIf((error) => error._tag === "XrpcError" && error.error === "AccountTakedown", () => Effect.fail(declared("AccountNotFound", "No such account can be woken"))),
        Effect.flatMap(({ did }) => Effect.andThen(lifecycle.activate(did), heard.look(did)))
      )),

    auth.procedure("com.atproto.server.deactivateAccount", { level: "full", takendown: true }, ({ input }, { account }) =>
      Effect.andThen(lifecycle.deactivate(account.did, input.deleteAfter), retirement.look)),

    Xrpc.query("com.atproto.server.checkAccountStatus", Effect.fnUntraced(function*({ headers }) {
      const account = yield* auth.account(headers, { takendown: true })
      const repo = yield* commits.load(account)
      const reason = yield* Effect.orElseSucceed(lifecycle.whyNotHome(account), () => "The DID could not be resolved")
      const records = repo === undefined ? 0 : Array.from(repo.entries()).length
      const nodes = repo === undefined ? 0 : Array.from(new Mst(repo.root).nodeBlocks()).length
      const values = yield* sql<{ count: number }>`SELECT COUNT(*) AS count FROM preference WHERE account = ${account.id}`
      return {
        activated: account.status === undefined,
        validDid: reason === undefined,
        // The Lexicon demands a CID: whoever has no repository yet gets that of the empty tree, which no commit has.
        repoCommit: (account.head?.commit ?? Mst.empty().cid).toString(),
        repoRev: account.head?.rev ?? "",
        // The commit, the nodes and the records of the present tree.
        repoBlocks: repo === undefined ? 0 : 1 + nodes + records,
        indexedRecords: records,
        privateStateValues: values[0]?.count ?? 0,
        expectedBlobs: yield* blobs.expected(account.id),
        importedBlobs: yield* blobs.stored(account.id)
      }
    })),

    Xrpc.query("dev.orrery.server.getUsage", ({ headers }) => Effect.flatMap(auth.account(headers), ({ id }) => quotas.usage(id))),

    Xrpc.procedure("com.atproto.server.requestAccountDelete", Effect.fnUntraced(function*({ headers, request }) {
      const account = yield* auth.account(headers, { level: "full" })
      yield* limits.spend(request, "mail", `delete ${account.did}`)
      yield* post.ask(account, "delete_account")
    })),

    Xrpc.procedure("com.atproto.server.deleteAccount", Effect.fnUntraced(function*({ input, request }) {
      yield* limits.spendByAddress(request, "deleteAccount")
      const account = yield* accounts.byDid(input.did)
      if (account === undefined || !(yield* credentials.isOwn(account, input.password))) {
        return yield* authenticationRequired("Invalid did or password")
      }
      yield* post.redeem(account.did, "delete_account", input.token, lifecycle.remove(account.did))
    }))
  )
}
