/**
 * Two operators under one name and one key, each of them honest by itself, who
 * know of each other only that they must not meet: what one camp is told never
 * reaches the other. As in "Twins: BFT Systems Made Robust" [Bano et al.], this
 * makes every attack out of correct code.
 *
 *        camp 1 ◀──▶ face 1 ┐
 *                            ├ one host, one key
 *        camp 2 ◀──▶ face 2 ┘       faces of accomplices meet those of their own number
 *
 * With as many two-faced operators as are tolerated, one camp has no quorum and
 * nothing happens; with one more, both camps have, and the log forks.
 *
 * A face is known to its accomplices by a header, an honest operator by the
 * address from which it once said its name. What the faces keep is in memory.
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type { HttpServerResponse } from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import * as Wire from "../../../protocol/consortium/Wire.ts"
import * as Ed25519 from "../../../protocol/tlog/Ed25519.ts"
import type { Environment } from "../../Environment.ts"
import { Hosts } from "../../Hosts.ts"
import * as Sqlite from "../../sqlite/Sqlite.ts"
import * as Tables from "../Tables.ts"
import { hasEvenAddress } from "./Lies.ts"
import type { Conduct } from "./Options.ts"

const faceHeader = "orrery-face"
type Camps = Extract<Conduct, { readonly kind: "fork" }>["camps"]

interface Face {
  /** Failures, such as that there is no such route, are for the world's own server to answer. */
  readonly answer: Effect.Effect<HttpServerResponse, never, HttpServerRequest.HttpServerRequest>
}

/**
 * Requests to the other camp go nowhere, but for its key, which the founding
 * needs; those to accomplices say whose they are.
 */
const cautious = (client: HttpClient.HttpClient, number: number, shunned: ReadonlySet<string>) =>
  HttpClient.mapRequestEffect(client, (request) => {
    const { hostname, pathname } = new URL(request.url)
    return shunned.has(hostname) && pathname !== "/consortium/key"
      ? Effect.fail(new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, description: "that is the other camp" }) }))
      : Effect.succeed(HttpClientRequest.setHeader(request, faceHeader, String(number)))
  })

export const layer = (camps: Camps, operator: Layer.Layer<never, unknown, Environment>) =>
  Layer.unwrap(Effect.gen(function*() {
    const outside = yield* Effect.context<Environment>()
    const { originOf } = yield* Hosts
    const random = yield* SecureRandom.SecureRandom
    const scope = yield* Effect.scope
    const seed = yield* random.randomBytes(Ed25519.keyBytes)
    const hostOf = (host: string) => new URL(originOf(host)).hostname

    const wear = Effect.fnUntraced(function*(number: 0 | 1) {
      const sql = yield* Sqlite.make(Sqlite.openMemory())
      yield* Effect.provideService(Tables.create, SqlClient, sql)
      yield* sql`INSERT INTO consortium_key (seed) VALUES (${seed})`
      const router = yield* HttpRouter.make
      const shunned = new Set(camps[1 - number]!.map(hostOf))
      const inside = outside.pipe(
        Context.add(SqlClient, sql),
        Context.add(HttpRouter.HttpRouter, router),
        Context.add(HttpClient.HttpClient, cautious(Context.get(outside, HttpClient.HttpClient), number, shunned))
      )
      yield* Effect.provideContext(Layer.buildWithMemoMap(operator, Layer.makeMemoMapUnsafe(), scope), inside)
      return { answer: router.asHttpEffect() as Face["answer"] } satisfies Face
    })
    const faces = [yield* wear(0), yield* wear(1)] as const

    const known = new Map<string, 0 | 1>()
    const campOf = (host: string): 0 | 1 | undefined => camps[0].includes(host) ? 0 : camps[1].includes(host) ? 1 : undefined

    const facing = Effect.fnUntraced(function*(request: HttpServerRequest.HttpServerRequest) {
      const accomplice = request.headers[faceHeader]
      if (accomplice !== undefined) return accomplice === "1" ? 1 : 0
      const address = Option.getOrElse(request.remoteAddress, () => "")
      if (request.url.startsWith("/consortium/messages") && !known.has(address)) {
        const body = yield* Effect.option(request.arrayBuffer)
        const packet = body._tag === "Some" ? Wire.decode(new Uint8Array(body.value)) : undefined
        const camp = packet !== undefined && Result.isSuccess(packet) ? campOf(packet.success.from) : undefined
        if (camp !== undefined) known.set(address, camp)
      }
      return known.get(address) ?? (hasEvenAddress(request) ? 1 : 0)
    })

    return HttpRouter.add("*", "/*", (request) =>
      Effect.flatMap(facing(request), (number) => faces[number].answer))
  }))
