/** What a labeler answers: its labels, its stream, reports by people, verdicts by its operator. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import * as Datetime from "../../protocol/syntax/Datetime.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { Outbox } from "../firehose/Outbox.ts"
import { ServiceAuth } from "../identity/ServiceAuth.ts"
import * as Xrpc from "../xrpc/Server.ts"
import type { Judgement } from "./Labeler.ts"
import type { Store } from "./Store.ts"

const isJudgement = (value: unknown): value is Judgement =>
  typeof value === "object" && value !== null
  && "uri" in value && typeof value.uri === "string"
  && "val" in value && typeof value.val === "string" && value.val.length > 0 && value.val.length <= 128
  && (!("cid" in value) || typeof value.cid === "string")
  && (!("neg" in value) || value.neg === true)

export const layer = <E>(options: {
  readonly did: string
  readonly store: Store
  readonly outbox: Outbox
  readonly publish: (judgements: ReadonlyArray<Judgement>) => Effect.Effect<void, E>
  readonly adminPassword: string
}) => {
  const { did, outbox, publish, store } = options
  const reporter = ({ request }: { readonly request: HttpServerRequest.HttpServerRequest }) =>
    Effect.flatMap(ServiceAuth, (auth) =>
      auth.required(request, { audience: [did, `${did}#atproto_labeler`], method: "com.atproto.moderation.createReport" }))

  return Layer.mergeAll(
    Xrpc.unknownMethods,
    HttpRouter.add("GET", "/xrpc/com.atproto.label.subscribeLabels", outbox.serve),
    HttpRouter.add("GET", "/xrpc/_health", HttpServerResponse.jsonUnsafe({ status: "ok" })),
    Xrpc.query("com.atproto.label.queryLabels", Effect.fnUntraced(function*({ params }) {
      const limit = params.limit ?? 50
      const after = params.cursor === undefined ? 0 : Number(params.cursor)
      if (!Number.isSafeInteger(after)) {
        return yield* new XrpcError({ status: 400, error: "InvalidRequest", message: `"${params.cursor}" is not a cursor of this method` })
      }
      const wanted = params.sources === undefined || params.sources.length === 0 || params.sources.includes(did)
      const labels = wanted ? yield* store.query(params.uriPatterns, after, limit) : []
      const last = labels[labels.length - 1]
      return {
        labels: labels.map(({ label }) => label),
        ...(last !== undefined && labels.length === limit ? { cursor: String(last.id) } : {})
      }
    })),
    Xrpc.procedureOf("com.atproto.moderation.createReport", reporter, Effect.fnUntraced(function*({ input }, caller) {
      const createdAt = Datetime.fromMillis(yield* Clock.currentTimeMillis)
      const id = yield* store.addReport({
        reportedBy: caller,
        reasonType: input.reasonType,
        reason: input.reason ?? null,
        subject: JSON.stringify(input.subject),
        createdAt
      })
      return { id, createdAt, reportedBy: caller, reasonType: input.reasonType, ...(input.reason === undefined ? {} : { reason: input.reason }), subject: input.subject }
    })),
    // The operator's own verdict: an array of {uri, val, cid?, neg?}.
    HttpRouter.add("POST", "/admin/labels", Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      if (!BasicAuth.matches(request.headers.authorization, "admin", options.adminPassword)) {
        return HttpServerResponse.jsonUnsafe({ error: "AuthenticationRequired", message: "needs the admin password" }, { status: 401 })
      }
      const body = yield* Effect.orElseSucceed(request.json, () => null)
      if (!Array.isArray(body) || !body.every(isJudgement)) {
        return HttpServerResponse.jsonUnsafe(
          { error: "InvalidRequest", message: "the body is an array of {uri, val, cid?, neg?: true}" },
          { status: 400 }
        )
      }
      yield* publish(body)
      return HttpServerResponse.empty({ status: 200 })
    }).pipe(Effect.catch((error) => Effect.succeed(Xrpc.failure(error)))))
  )
}
