/**
 * How a method of the App View is served: the asker is known first, the output
 * goes out as it is (records are in JSON form already), with the latest rev of
 * the asker that is indexed here, for read-after-write. [sync]
 *
 * The rev is looked up before the work, so that what is read is at least as
 * new as the rev says; refusals carry it too, since a post may be NotFound
 * only because it is not indexed yet.
 */
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import type { Methods } from "../../../protocol/lexicon/generated/Methods.ts"
import { standard } from "../../../protocol/lexicon/Registry.ts"
import * as LabelersHeader from "../../../protocol/xrpc/LabelersHeader.ts"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Hydrate } from "../view/Hydrate.ts"
import type { Asker } from "../view/State.ts"
import type { Access, Headers } from "./Access.ts"

type Queries = Parameters<typeof Xrpc.query>[0]
type Procedures = Parameters<typeof Xrpc.procedure>[0]

export type User = Asker & { readonly did: string }

type Work<K extends keyof Methods, A extends Asker, R> = (
  call: Xrpc.Call<K>,
  asker: A
) => Effect.Effect<Methods[K]["output"] | void, XrpcError.XrpcError | SqlError, R>

const encoder = new TextEncoder()

export const make = Effect.fnUntraced(function*(access: Access, hydrate: Hydrate) {
  const revOf = yield* Prepared.prepare("SELECT rev FROM actor WHERE did = ?")
  const byHandle = yield* Prepared.prepare("SELECT did FROM actor WHERE handle = ?")

  /** The header that tells the asker's PDS how far its repository is indexed here. */
  const indexed = Effect.fnUntraced(function*({ did }: Asker) {
    const rev = did === undefined ? undefined : (yield* revOf.get<{ readonly rev: string | null }>(did))?.rev
    return typeof rev === "string" ? { "atproto-repo-rev": rev } : {}
  })

  const answer = Effect.fnUntraced(function*(nsid: string, asker: Asker, output: unknown, rev: Readonly<Record<string, string>>) {
    const headers: Record<string, string> = { ...rev }
    if (asker.labelers.length > 0) headers["atproto-content-labelers"] = LabelersHeader.format(asker.labelers)
    if (output === undefined) return HttpServerResponse.empty({ status: 200, headers })
    if (yield* Effect.service(Xrpc.ValidateOutput)) Result.getOrThrow(standard.validateOutput(nsid, output))
    return HttpServerResponse.uint8Array(encoder.encode(JSON.stringify(output)), {
      headers,
      contentType: "application/json; charset=utf-8"
    })
  })

  const asUser = Effect.fnUntraced(function*(headers: Headers, lxm: string) {
    const asker = yield* access.optional(headers, lxm)
    if (asker.did === undefined) return yield* XrpcError.authenticationRequired("this is for signed-in users")
    return { ...asker, did: asker.did } satisfies User
  })

  const serve = <K extends keyof Methods, A extends Asker, R>(nsid: K, call: Xrpc.Call<K>, asker: A, work: Work<K, A, R>) =>
    Effect.flatMap(indexed(asker), (rev) =>
      work(call, asker).pipe(
        Effect.mapError((error) =>
          error._tag === "XrpcError" ? new XrpcError.XrpcError({ ...error, message: error.message, headers: { ...error.headers, ...rev } }) : error),
        Effect.flatMap((output) => answer(nsid, asker, output, rev))
      ))

  return {
    hydrate,
    /** Personal if a token comes along, public without. */
    query: <K extends Queries, R>(nsid: K, work: Work<K, Asker, R>) =>
      Xrpc.query(nsid, (call: Xrpc.Call<K>) =>
        Effect.flatMap(access.optional(call.headers, nsid), (asker) => serve(nsid, call, asker, work))),
    /** For users only. */
    personal: <K extends Queries, R>(nsid: K, work: Work<K, User, R>) =>
      Xrpc.query(nsid, (call: Xrpc.Call<K>) =>
        Effect.flatMap(asUser(call.headers, nsid), (asker) => serve(nsid, call, asker, work))),
    procedure: <K extends Procedures, R>(nsid: K, work: Work<K, User, R>) =>
      Xrpc.procedureOf(nsid, ({ headers }) => asUser(headers, nsid), (call: Xrpc.Call<K>, asker) => serve(nsid, call, asker, work)),
    indexed,
    answer,
    /** The DID of a handle or DID; undefined for a handle that nobody here has. */
    didOf: (identifier: string) =>
      identifier.startsWith("did:")
        ? Effect.succeed(identifier)
        : Effect.map(byHandle.get<{ readonly did: string }>(identifier.toLowerCase()), (row) => row?.did)
  }
})

export type Method = Effect.Success<ReturnType<typeof make>>
