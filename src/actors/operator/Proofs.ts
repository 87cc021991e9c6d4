/**
 * What a client needs that believes no operator: a DID's history with its
 * proofs, the operator's signed word that this is all, and how the members came
 * to be members. `protocol/consortium/History.ts` says how it is checked.
 *
 *     GET /consortium/history?did=&from=     statement, checkpoint, entries with paths, consistency with size `from`
 *     GET /consortium/statement?did=         the statement alone
 *     GET /consortium/membership             the entries by which members came and went, genesis first
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Inheritance from "../../protocol/consortium/Inheritance.ts"
import type { History } from "../../protocol/consortium/History.ts"
import * as Statement from "../../protocol/consortium/Statement.ts"
import type { Keys } from "../../protocol/keys/Keys.ts"
import * as Log from "../../protocol/plc/Log.ts"
import type * as Ed25519 from "../../protocol/tlog/Ed25519.ts"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import { toBase64 } from "../../protocol/tlog/SignedNote.ts"
import { problem } from "../plc/Routes.ts"
import { queryOf, wholeOf } from "./LogRoutes.ts"

/** A log as somebody is shown it: the true one, or a liar's. */
export interface Shown {
  readonly origin: string
  readonly size: number
  /** The checkpoint of that size, cosigned. */
  readonly note: string
  /** The DID's entries in it. */
  readonly entriesOf: (did: string) => Effect.Effect<ReadonlyArray<{ readonly idx: number; readonly bytes: Uint8Array }>, SqlError>
  readonly withNodes: <A>(use: (node: Merkle.NodeAt) => A) => Effect.Effect<A, SqlError>
}

export interface Speaker {
  readonly self: string
  readonly key: Ed25519.KeyPair
  readonly verify: Keys["Service"]["verify"]
}

/** What these entries of a DID amount to, signed. */
export const stateOf = (
  { key, self, verify }: Speaker,
  { origin, size }: Pick<Shown, "origin" | "size">,
  did: string,
  entries: ReadonlyArray<{ readonly idx: number; readonly bytes: Uint8Array }>
): string => {
  const submissions = entries.flatMap(({ bytes }) => {
    const entry = Result.getOrUndefined(Entry.decode(bytes))
    const placed = entry === undefined ? undefined : Inheritance.operationOf(entry)
    return placed === undefined ? [] : [{ operation: placed.operation, createdAtMillis: placed.time }]
  })
  const log = Result.getOrElse(Log.replay(did, submissions, verify), () => [])
  return Statement.sign(key, self, {
    origin,
    did,
    size,
    count: entries.length,
    newest: entries.at(-1)?.idx,
    head: Log.head(log)?.cid.toString()
  })
}

export const historyOf = Effect.fnUntraced(function*(speaker: Speaker, shown: Shown, did: string, from: number) {
  const entries = yield* shown.entriesOf(did)
  const proven = yield* shown.withNodes((node) =>
    entries.map(({ bytes, idx }) => ({ index: idx, entry: toBase64(bytes), path: Merkle.inclusionProof(idx, shown.size, node).map(toBase64) })))
  const consistency = from > shown.size ? [] : yield* shown.withNodes((node) => Merkle.consistencyProof(from, shown.size, node))
  return {
    checkpoint: shown.note,
    statement: stateOf(speaker, shown, did, entries),
    entries: proven,
    consistency: consistency.map(toBase64)
  } satisfies History
})

/** `shown` and `speaker` are undefined while there is nothing final, or the operator is no member. */
export const routes = (options: {
  readonly speaker: () => Speaker | undefined
  readonly shown: Effect.Effect<Shown | undefined, SqlError>
  readonly membership: Effect.Effect<ReadonlyArray<Uint8Array>, SqlError>
}) => {
  const answering = (answer: (speaker: Speaker, shown: Shown, did: string, request: HttpServerRequest) => Effect.Effect<HttpServerResponse.HttpServerResponse, SqlError>) =>
    (request: HttpServerRequest) =>
      Effect.catch(
        Effect.gen(function*() {
          const speaker = options.speaker()
          const shown = yield* options.shown
          const did = queryOf(request).get("did")
          if (did === null) return problem(400, "`did` is missing")
          if (speaker === undefined || shown === undefined) return problem(503, "Nothing is final yet")
          return yield* answer(speaker, shown, did, request)
        }),
        () => Effect.succeed(problem(500, "Internal server error"))
      )
  return Layer.mergeAll(
    HttpRouter.add("GET", "/consortium/history", answering((speaker, shown, did, request) => {
      const query = queryOf(request)
      const from = query.has("from") ? wholeOf(query, "from") : 0
      return from === undefined
        ? Effect.succeed(problem(400, "`from` is a size"))
        : Effect.map(historyOf(speaker, shown, did, from), (history) => HttpServerResponse.jsonUnsafe(history))
    })),
    HttpRouter.add("GET", "/consortium/statement", answering((speaker, shown, did) =>
      Effect.map(shown.entriesOf(did), (entries) => HttpServerResponse.text(stateOf(speaker, shown, did, entries))))),
    HttpRouter.add("GET", "/consortium/membership", Effect.catch(
      Effect.map(options.membership, (entries) => HttpServerResponse.jsonUnsafe({ entries: entries.map(toBase64) })),
      () => Effect.succeed(problem(500, "Internal server error"))
    ))
  )
}
