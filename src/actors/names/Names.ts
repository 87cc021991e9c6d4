/**
 * The names actor: an authoritative DNS zone, the registrar that sells names
 * in it, and the web hosts of the handles sold. [handle], protocol-facts §8.3
 *
 *     GET    /dns-query?name=&type=TXT    { Status, Answer: [{ name, type, TTL, data }] }
 *     PUT    /zone/txt   { name, values } Authorization: Bearer <owner token>
 *     DELETE /zone/txt?name=
 *     PUT    /zone/web   { host, did }    what the host answers at atproto-did
 *     DELETE /zone/web?host=
 *     DELETE /zone/name?name=             gives the whole name up
 *     GET    /.well-known/atproto-did     by Host header
 *
 * Out of scope: other record types than TXT, delegation, DNSSEC, caching.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import type { NamesOptions } from "./Options.ts"
import * as Zone from "./Zone.ts"

const ttlSeconds = 60
const minTokenLength = 8

const TxtChange = Schema.decodeUnknownEffect(Schema.Struct({ name: Schema.String, values: Schema.Array(Schema.String) }))
const WebChange = Schema.decodeUnknownEffect(Schema.Struct({ host: Schema.String, did: Schema.String }))

const refusal = (status: number, error: string, message: string) => HttpServerResponse.jsonUnsafe({ error, message }, { status })
const done = HttpServerResponse.jsonUnsafe({})

const parameter = (request: HttpServerRequest, name: string): string | null =>
  new URLSearchParams(request.url.split("?")[1] ?? "").get(name)

/** Presentation form: character strings of at most 255 bytes, quoted. */
const present = (text: string): string => {
  const chunks = text.match(/[\s\S]{1,250}/g) ?? [""]
  return chunks.map((chunk) => `"${chunk.replaceAll(/(["\\])/g, "\\$1")}"`).join(" ")
}

const answer = (name: string, values: ReadonlyArray<string>) =>
  HttpServerResponse.jsonUnsafe(
    values.length === 0
      ? { Status: 3, Question: [{ name, type: 16 }] }
      : {
        Status: 0,
        Question: [{ name, type: 16 }],
        Answer: values.map((value) => ({ name, type: 16, TTL: ttlSeconds, data: present(value) }))
      },
    { contentType: "application/dns-json" }
  )

const change = (
  request: HttpServerRequest,
  act: (token: string) => Effect.Effect<unknown, Zone.NotYours | Schema.SchemaError | SqlError | { readonly _tag: "HttpServerError" }>
) => {
  const token = request.headers["authorization"]?.replace(/^Bearer /i, "") ?? ""
  if (token.length < minTokenLength) {
    return Effect.succeed(refusal(401, "AuthenticationRequired", `A Bearer token of at least ${minTokenLength} characters owns a name`))
  }
  return act(token).pipe(
    Effect.as(done),
    Effect.catchTags({
      NotYours: ({ name, reason }) => Effect.succeed(refusal(403, reason, `${name} cannot be changed with this token`)),
      SchemaError: (error) => Effect.succeed(refusal(400, "InvalidRequest", error.message)),
      HttpServerError: () => Effect.succeed(refusal(400, "InvalidRequest", "The body is not JSON"))
    })
  )
}

/** A disk that fails is the host's trouble, not the caller's. */
const served = <R>(response: Effect.Effect<HttpServerResponse.HttpServerResponse, SqlError, R>) =>
  Effect.catch(response, () => Effect.succeed(refusal(500, "InternalServerError", "Internal server error")))

const routes = (zone: Zone.Zone) =>
  Layer.mergeAll(
    HttpRouter.add("GET", "/dns-query", (request) => {
      const name = parameter(request, "name")
      const type = parameter(request, "type") ?? "TXT"
      if (name === null) return Effect.succeed(refusal(400, "InvalidRequest", "`name` is missing"))
      if (type !== "TXT" && type !== "16") return Effect.succeed(answer(name, []))
      return served(Effect.map(zone.txt(name), (values) => answer(name, values)))
    }),
    HttpRouter.add("PUT", "/zone/txt", (request) =>
      served(change(request, (token) =>
        Effect.flatMap(Effect.flatMap(request.json, TxtChange), ({ name, values }) => zone.putTxt(name, values, token))))),
    HttpRouter.add("DELETE", "/zone/txt", (request) =>
      served(change(request, (token) => zone.deleteTxt(parameter(request, "name") ?? "", token)))),
    HttpRouter.add("PUT", "/zone/web", (request) =>
      served(change(request, (token) =>
        Effect.flatMap(Effect.flatMap(request.json, WebChange), ({ did, host }) => zone.putWeb(host, did, token))))),
    HttpRouter.add("DELETE", "/zone/web", (request) =>
      served(change(request, (token) => zone.deleteWeb(parameter(request, "host") ?? "", token)))),
    HttpRouter.add("DELETE", "/zone/name", (request) =>
      served(change(request, (token) => zone.release(parameter(request, "name") ?? "", token)))),
    HttpRouter.add("GET", "/.well-known/atproto-did", (request) =>
      served(Effect.map(zone.web((request.headers["host"] ?? "").split(":")[0]!), (did) =>
        did === undefined ? refusal(404, "NotFound", "No such name") : HttpServerResponse.text(did)))),
    HttpRouter.add("GET", "/_health", HttpServerResponse.jsonUnsafe({ status: "ok" }))
  )

export const layer = (options: NamesOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const zone = yield* Zone.make(options.domains)
    yield* zone.seed(options.txt)
    return routes(zone)
  }))
