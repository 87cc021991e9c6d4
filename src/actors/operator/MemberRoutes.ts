/**
 * How the members change, for whoever runs an operator.
 *
 *     POST /consortium/members     a finished item: into the pool, and to the others
 *     POST /consortium/approval    { type, member | name }: this operator's approval of it     admin
 *     POST /consortium/rotation    a new key for this operator                                admin
 *     POST /consortium/departure   this operator leaves                                       admin
 *
 * Items are JSON of the data model: bytes are { "$bytes": base64 }.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import * as Json from "../../protocol/data/Json.ts"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import { problem, served } from "../plc/Routes.ts"
import type { Engine, Parts } from "./Engine.ts"

export const layer = (self: string, engine: () => Engine | undefined, { ledger, options, ownKeys, pool }: Parts) => {
  const isAdmin = (request: HttpServerRequest): boolean => BasicAuth.matches(request.headers["authorization"], "admin", options.adminPassword)

  const itemOf = (json: unknown): Result.Result<Entry.MembershipItem, { readonly message: string }> =>
    Result.flatMap(Json.fromJson(json), (data) =>
      Result.flatMap(Entry.itemOf(data), (item) =>
        Entry.isMembership(item) ? Result.succeed(item) : Result.fail(new Entry.InvalidEntry({ reason: "a change of members is expected" }))))

  const submit = Effect.fnUntraced(function*(running: Engine, item: Entry.MembershipItem) {
    const { members } = ledger.head()
    const changed = Members.change(members, item)
    if (Result.isFailure(changed)) return problem(400, changed.failure.message)
    yield* pool.addChange(item)
    const { epoch } = members
    yield* running.peers.tell(members.list.map(({ name }) => name), {
      messages: [{ type: "change", item }],
      matters: () => ledger.head().members.epoch === epoch
    })
    yield* running.driver.tellPending
    return HttpServerResponse.empty({ status: 202 })
  })

  const post = (path: `/${string}`, needsAdmin: boolean, answer: (running: Engine, json: unknown) => ReturnType<typeof submit>) =>
    HttpRouter.add("POST", path, (request) =>
      served(Effect.gen(function*() {
        const running = engine()
        if (running === undefined) return problem(503, "The consortium is being founded")
        if (needsAdmin && !isAdmin(request)) return problem(401, "This is for the operator's admin")
        return yield* answer(running, yield* Effect.orElseSucceed(request.json, () => undefined))
      })))

  const isMember = problem(409, "This operator is no member")

  return Layer.mergeAll(
    post("/consortium/members", false, Effect.fnUntraced(function*(running, json) {
      const item = itemOf(json)
      return Result.isFailure(item) ? problem(400, item.failure.message) : yield* submit(running, item.success)
    })),
    post("/consortium/approval", true, Effect.fnUntraced(function*(_running, json) {
      const item = itemOf({ ...(json as object), approvals: [] })
      if (Result.isFailure(item)) return problem(400, item.failure.message)
      const { members } = ledger.head()
      const key = ownKeys.among(members)
      if (key === undefined) return isMember
      const signature = key.sign(Members.statement(members, item.success))
      return HttpServerResponse.jsonUnsafe(Json.toJson({ by: self, signature }))
    })),
    post("/consortium/rotation", true, Effect.fnUntraced(function*(running) {
      const { members } = ledger.head()
      const old = ownKeys.among(members)
      if (old === undefined) return isMember
      const next = yield* ownKeys.draw
      const bare = { type: "rotate" as const, member: ownKeys.vkey(next), signature: new Uint8Array(0), proof: new Uint8Array(0) }
      const statement = Members.statement(members, bare)
      return yield* submit(running, { ...bare, signature: old.sign(statement), proof: next.sign(statement) })
    })),
    post("/consortium/departure", true, Effect.fnUntraced(function*(running) {
      const { members } = ledger.head()
      const key = ownKeys.among(members)
      if (key === undefined) return isMember
      const bare = { type: "leave" as const, name: self, signature: new Uint8Array(0) }
      return yield* submit(running, { ...bare, signature: key.sign(Members.statement(members, bare)) })
    }))
  )
}
