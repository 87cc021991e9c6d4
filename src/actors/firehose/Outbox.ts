/**
 * The durable stream of a host: `subscribeRepos` of a PDS or relay,
 * `subscribeLabels` of a labeler. What is appended in a transaction is served
 * after its commit, never before (Law 6).
 *
 *     const outbox = yield* Outbox.make({ table: "outbox", windowMillis })
 *     yield* sql.withTransaction(Effect.gen(function*() {
 *       …                                                  // the rows that the event claims
 *       yield* outbox.append(did, (seq, time) => RepoEvent.encode({ … seq, time }))
 *     }))
 *     HttpRouter.add("GET", "/xrpc/com.atproto.sync.subscribeRepos", outbox.serve)
 */
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Log from "./outbox/Log.ts"
import * as Serve from "./outbox/Serve.ts"

export interface OutboxOptions extends Log.LogOptions {
  /** How long a consumer's socket may stand full before ConsumerTooSlow; default 30 s. */
  readonly stallMillis?: number
}

export interface Outbox extends Log.Log {
  /** The route of the subscription. */
  readonly serve: Effect.Effect<HttpServerResponse.HttpServerResponse, never, HttpServerRequest.HttpServerRequest>
}

export const make = (options: OutboxOptions) =>
  Effect.map(Log.make(options), (log): Outbox => ({ ...log, serve: Serve.serve(log, options.stallMillis ?? 30_000) }))
