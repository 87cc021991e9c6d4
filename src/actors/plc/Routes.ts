/**
 * The HTTP interface of the reference directory over a store of operations. How
 * an operation is taken is the caller's: at once, or by agreement of many.
 * [plc]
 *
 *     POST /:did              submit an operation            400 refused, 409 lost race
 *     GET  /:did              DID document                   404 unknown, 410 tombstoned
 *     GET  /:did/data         present state, rotation keys included
 *     GET  /:did/log          live operations, /audit all with marks, /last the last
 *     GET  /export?after=     JSON lines, at most 1000; a seq in the new form, a time in the old
 *     WS   /export/stream     the same as it happens
 *
 * The reference answers 404 for a tombstoned DID; the OpenAPI document and
 * replicas say 410, and so does this. [plc] §19
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import * as Document from "../../protocol/plc/Document.ts"
import * as Limits from "../../protocol/plc/Limits.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import * as Did from "../../protocol/syntax/Did.ts"
import { parseCursor } from "../firehose/outbox/Serve.ts"
import * as Operations from "./Operations.ts"
import * as Stream from "./Stream.ts"

const maxExport = 1000

export const problem = (status: number, message: string) => HttpServerResponse.jsonUnsafe({ message }, { status })
const rawJson = (json: string, contentType = "application/json") => HttpServerResponse.text(json, { contentType })

/** A disk that fails is the directory's trouble; the caller may try again. */
export const served = <R>(response: Effect.Effect<HttpServerResponse.HttpServerResponse, SqlError, R>) =>
  Effect.catch(response, () => Effect.succeed(problem(500, "Internal server error")))

const isoTime = (row: Operations.OperationRow): string => new Date(row.created_at_millis).toISOString()

/** As in the audit log and the legacy export. */
const auditEntry = (row: Operations.OperationRow): string =>
  `{"did":${JSON.stringify(row.did)},"operation":${row.operation},"cid":"${row.cid}",` +
  `"nullified":${row.nullified === 1},"createdAt":"${isoTime(row)}"}`

type Response = HttpServerResponse.HttpServerResponse

/** What is shown of the operations; an honest directory shows what it has. */
export interface Shown<R> {
  readonly stream: Operations.Operations["stream"]
  readonly log: (did: string) => Effect.Effect<ReadonlyArray<Operations.OperationRow>, SqlError, R>
  readonly head: (did: string) => Effect.Effect<Operations.OperationRow | undefined, SqlError, R>
  readonly bySeq: (after: number, limit: number) => Effect.Effect<ReadonlyArray<Operations.OperationRow>, SqlError, R>
  readonly byTime: (afterMillis: number, limit: number) => Effect.Effect<ReadonlyArray<Operations.OperationRow>, SqlError, R>
}

/** What a directory does with an operation of good shape. */
export type Submit<R> = (did: string, operation: Operation.Update | Operation.Tombstone) => Effect.Effect<Response, SqlError, R>

const submitted = <R>(submit: Submit<R>, did: string, request: HttpServerRequest) =>
  Effect.gen(function*() {
    const json = yield* Effect.result(request.json)
    if (Result.isFailure(json)) return problem(400, "The body is not JSON")
    const operation = Limits.parseSubmitted(json.success)
    if (Result.isFailure(operation)) return problem(400, `Invalid operation: ${operation.failure.message}`)
    return yield* submit(did, operation.success)
  })

const exported = Effect.fnUntraced(function*<R>(store: Shown<R>, request: HttpServerRequest) {
  const query = new URLSearchParams(request.url.split("?")[1] ?? "")
  const count = Number(query.get("count") || maxExport)
  if (!Number.isInteger(count) || count < 1) return problem(400, "Invalid count parameter: a whole number from 1")
  const limit = Math.min(count, maxExport)
  const after = query.get("after") || null
  const seq = after === null ? undefined : parseCursor(after)
  if (seq !== undefined) {
    const rows = yield* store.bySeq(seq, limit)
    return rawJson(rows.map(Operations.sequencedLine).join("\n"), "application/jsonlines")
  }
  const afterMillis = after === null ? -1 : Date.parse(after)
  if (Number.isNaN(afterMillis)) return problem(400, "Invalid after parameter: a sequence number or a time")
  const rows = yield* store.byTime(afterMillis, limit)
  return rawJson(rows.map(auditEntry).join("\n"), "application/jsonlines")
})

export const layer = <R, S>(store: Shown<S>, submit: Submit<R>) => {
  const withDid = <R>(
    path: `/${string}`,
    answer: (did: string) => Effect.Effect<HttpServerResponse.HttpServerResponse, SqlError, R>
  ) =>
    HttpRouter.add("GET", path, Effect.flatMap(HttpRouter.params, ({ did }) =>
      // What is no did:plc at all is not registered either. [ref plc]
      served(answer(did ?? ""))))

  const unknown = (did: string) => problem(404, `DID not registered: ${did}`)
  const tombstoned = (did: string) => problem(410, `DID not available: ${did}`)

  const whole = (
    path: `/${string}`,
    answer: (rows: ReadonlyArray<Operations.OperationRow>) => string
  ) =>
    withDid(path, (did) =>
      Effect.map(store.log(did), (rows) => rows.length === 0 ? unknown(did) : rawJson(answer(rows))))

  const current = (path: `/${string}`, answer: (did: string, state: Operation.PlcState) => HttpServerResponse.HttpServerResponse) =>
    withDid(path, (did) =>
      Effect.map(store.head(did), (row) => {
        if (row === undefined) return unknown(did)
        const state = Operation.stateOf(JSON.parse(row.operation) as Operation.Operation)
        return state === undefined ? tombstoned(did) : answer(did, state)
      }))

  const live = (rows: ReadonlyArray<Operations.OperationRow>) => rows.filter((row) => row.nullified === 0)

  return Layer.mergeAll(
    HttpRouter.add("GET", "/_health", HttpServerResponse.jsonUnsafe({ version: "orrery" })),
    HttpRouter.add("GET", "/", HttpServerResponse.text("A did:plc directory. Ask for /:did, /:did/log/audit or /export.\n")),
    HttpRouter.add("GET", "/export", (request) => served(exported(store, request))),
    HttpRouter.add("GET", "/export/stream", Stream.serve(store.stream)),
    HttpRouter.add("POST", "/:did", (request) =>
      Effect.flatMap(HttpRouter.params, ({ did }) =>
        did !== undefined && Did.is(did) && Did.method(did) === "plc"
          ? served(submitted(submit, did, request))
          : Effect.succeed(problem(400, `Not a did:plc: ${did}`)))),
    current("/:did", (did, state) =>
      HttpServerResponse.jsonUnsafe(Document.render(did, state), { contentType: "application/did+ld+json" })),
    current("/:did/data", (did, state) => HttpServerResponse.jsonUnsafe(Document.data(did, state))),
    whole("/:did/log", (rows) => `[${live(rows).map((row) => row.operation).join(",")}]`),
    whole("/:did/log/audit", (rows) => `[${rows.map(auditEntry).join(",")}]`),
    whole("/:did/log/last", (rows) => live(rows).at(-1)!.operation)
  )
}
