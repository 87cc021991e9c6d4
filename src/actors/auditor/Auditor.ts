/**
 * An auditor of a consortium of PLC operators. It follows all of them, replays
 * every operation, compares every checkpoint that it or anybody else has seen,
 * and publishes what convicts an operator by itself. docs/auditing.md
 *
 *     GET  /evidence            JSON list: id, charge, accused, did, detail, at
 *     GET  /evidence/:id        the evidence, in its one spelling
 *     GET  /checkpoints         the cosignatures held, and how they stand to the copy
 *     GET  /status              origin, size of the copy, operators
 *     POST /checkpoints         { notes: [checkpoint] }, from clients and other auditors
 *     POST /receipts            a receipt
 *     POST /statements          a statement
 *
 * It trusts nobody: what it is handed counts by its signatures, and what it
 * publishes was judged as a third party would.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { Keys } from "../../protocol/keys/Keys.ts"
import { vkey } from "../../protocol/tlog/SignedNote.ts"
import { Hosts } from "../Hosts.ts"
import * as Archive from "./Archive.ts"
import * as Checkpoints from "./Checkpoints.ts"
import * as Copy from "./Copy.ts"
import * as Following from "./Following.ts"
import * as Gossip from "./Gossip.ts"
import * as OperatorClient from "./OperatorClient.ts"
import type { AuditorOptions } from "./Options.ts"
import * as Promises from "./Promises.ts"
import * as Tables from "./Tables.ts"

const problem = (status: number, message: string) => HttpServerResponse.jsonUnsafe({ message }, { status })

const Notes = Schema.decodeUnknownEffect(Schema.Struct({ notes: Schema.Array(Schema.String) }))

const served = <E extends { readonly message: string }, R>(answer: Effect.Effect<HttpServerResponse.HttpServerResponse, SqlError | E, R>) =>
  Effect.catch(answer, () => Effect.succeed(problem(500, "Internal server error")))

const body = (request: HttpServerRequest) => Effect.result(request.text)

const routes = (copy: Copy.Copy, archive: Archive.Archive, checkpoints: Checkpoints.Checkpoints, following: Following.Following) =>
  Layer.mergeAll(
    HttpRouter.add("GET", "/_health", HttpServerResponse.jsonUnsafe({ status: "ok" })),
    HttpRouter.add("GET", "/", HttpServerResponse.text("An auditor of PLC operators. Ask for /evidence or /status.\n")),
    HttpRouter.add("GET", "/status", Effect.sync(() =>
      HttpServerResponse.jsonUnsafe({ origin: copy.members()?.origin, size: copy.size(), operators: copy.operators().map(vkey) }))),
    HttpRouter.add("GET", "/evidence", served(Effect.map(archive.list, (rows) =>
      HttpServerResponse.jsonUnsafe({
        evidence: rows.map(({ accused, at_millis, charge, detail, did, id }) => ({
          id, charge, accused: accused.split(" "), ...(did === null ? {} : { did }), detail, at: new Date(at_millis).toISOString()
        }))
      })))),
    HttpRouter.add("GET", "/evidence/:id", Effect.flatMap(HttpRouter.params, ({ id }) =>
      served(Effect.map(archive.one(id ?? ""), (row) =>
        row === undefined ? problem(404, "No such evidence") : HttpServerResponse.text(row.text, { contentType: "application/json" }))))),
    HttpRouter.add("GET", "/checkpoints", served(Effect.map(checkpoints.after(0), (rows) =>
      HttpServerResponse.jsonUnsafe({ checkpoints: rows.map(({ note, operator, size, state }) => ({ operator, size, state, note })) })))),
    HttpRouter.add("POST", "/checkpoints", (request) =>
      served(Effect.gen(function*() {
        const given = yield* Effect.result(Effect.flatMap(request.json, Notes))
        if (Result.isFailure(given)) return problem(400, "`notes` is a list of checkpoints")
        for (const note of given.success.notes.slice(0, 100)) yield* following.checkpoint(note)
        return HttpServerResponse.empty({ status: 200 })
      }))),
    ...(["receipt", "statement"] as const).map((kind) =>
      HttpRouter.add("POST", `/${kind}s`, (request) =>
        served(Effect.gen(function*() {
          const note = yield* body(request)
          const taken = Result.isSuccess(note) && (yield* following[kind](note.success))
          return taken ? HttpServerResponse.empty({ status: 200 }) : problem(400, `Not a ${kind} of an operator of this log`)
        }))))
  )

export const layer = (options: AuditorOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const { originOf, self } = yield* Hosts
    const { verify } = yield* Keys
    yield* Tables.create
    const copy = yield* Copy.make
    const archive = yield* Archive.make(copy)
    const checkpoints = yield* Checkpoints.make(copy, archive)
    const promises = yield* Promises.make(copy, checkpoints, archive)
    const client = yield* OperatorClient.make(originOf)
    const gossip = yield* Gossip.make(options.auditors.filter((host) => host !== self), originOf)
    const following = Following.make({ options, copy, archive, checkpoints, promises, client, verify, tell: gossip.tell, originOf, scope: yield* Effect.scope })
    yield* Effect.forkScoped(gossip.run(checkpoints))
    for (const host of options.operators) yield* Effect.forkScoped(following.follow(host))
    return routes(copy, archive, checkpoints, following)
  }))
