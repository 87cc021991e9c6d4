/**
 * The names actor: an authoritative DNS zone, the registrar that sells names
 * in it, and the web hosts of the handles sold. [handle]
 *
 *     GET    /dns-query?name=&type=TXT    { Status, Answer: [{ name, type, TTL, data }] }
 *     PUT    /zone/txt   { name, values } Authorization: Bearer <owner token>
 *     DELETE /zone/txt?name=
 *     PUT    /zone/web   { host, did }    what the host answers at atproto-did
 *     DELETE /zone/web?host=
 *     PUT    /zone/document { host, document }   what it answers at did.json
 *     DELETE /zone/name?name=             gives the whole name up
 *     PUT    /zone/seizure { name, token }       Basic admin: the name, empty, to another owner
 *     GET    /.well-known/atproto-did     by Host header
 *     GET    /.well-known/did.json        by Host header: did:web
 *
 * With a `zoneSecret` every answer is signed, absences too (`SignedAnswer`).
 * A `cname` of the operator's is followed here, as a recursive resolver does.
 * Out of scope: other record types, delegation, caching.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import * as SignedAnswer from "../../protocol/identity/SignedAnswer.ts"
import { type KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import * as BearerAuth from "../../protocol/xrpc/BearerAuth.ts"
import type { NamesOptions } from "./Options.ts"
import * as Zone from "./Zone.ts"

const ttlSeconds = 60
const minTokenLength = 8
/** Longer chains of CNAMEs lead nowhere. */
const maxAliases = 8
/** How long a signed answer may be shown again. */
const signatureMillis = 3_600_000

const TxtChange = Schema.decodeUnknownEffect(Schema.Struct({ name: Schema.String, values: Schema.Array(Schema.String) }))
const WebChange = Schema.decodeUnknownEffect(Schema.Struct({ host: Schema.String, did: Schema.String }))

const DocumentChange = Schema.decodeUnknownEffect(Schema.Struct({ host: Schema.String, document: Schema.Record(Schema.String, Schema.Unknown) }))
const OwnerToken = Schema.String.check(Schema.isMinLength(minTokenLength), Schema.isPattern(BearerAuth.tokenPattern))
const Seizure = Schema.decodeUnknownEffect(Schema.Struct({ name: Schema.String, token: OwnerToken }))

const refusal = (status: number, error: string, message: string) => HttpServerResponse.jsonUnsafe({ error, message }, { status })
const done = HttpServerResponse.jsonUnsafe({})

const parameter = (request: HttpServerRequest, name: string): string | null =>
  new URLSearchParams(request.url.split("?")[1] ?? "").get(name)

/** Presentation form: character strings of at most 255 bytes, quoted. */
const present = (text: string): string => {
  const chunks = text.match(/[\s\S]{1,250}/g) ?? [""]
  return chunks.map((chunk) => `"${chunk.replaceAll(/(["\\])/g, "\\$1")}"`).join(" ")
}

interface Signer {
  readonly key: KeyPair
  readonly sign: Keys["Service"]["sign"]
}

const answer = (name: string, values: ReadonlyArray<string>, signer: Signer | undefined, nowMillis: number) => {
  const expiresMillis = nowMillis + signatureMillis
  const signature = signer === undefined ? {} : {
    Signature: {
      expiresMillis,
      sig: SignedAnswer.sign({ name: Zone.normalize(name), type: "TXT", values, expiresMillis }, signer.key, signer.sign)
    }
  }
  return HttpServerResponse.jsonUnsafe(
    values.length === 0
      ? { Status: 3, Question: [{ name, type: 16 }], ...signature }
      : {
        Status: 0,
        Question: [{ name, type: 16 }],
        Answer: values.map((value) => ({ name, type: 16, TTL: ttlSeconds, data: present(value) })),
        ...signature
      },
    { contentType: "application/dns-json" }
  )
}

type Change = Effect.Effect<unknown, Zone.NotYours | Schema.SchemaError | SqlError | { readonly _tag: "HttpServerError" }>

const changed = (change: Change) =>
  change.pipe(
    Effect.as(done),
    Effect.catchTags({
      NotYours: ({ name, reason }) => Effect.succeed(refusal(403, reason, `${name} cannot be changed with this token`)),
      SchemaError: (error) => Effect.succeed(refusal(400, "InvalidRequest", error.message)),
      HttpServerError: () => Effect.succeed(refusal(400, "InvalidRequest", "The body is not JSON"))
    })
  )

const change = (request: HttpServerRequest, act: (token: string) => Change) => {
  const token = BearerAuth.tokenOf(request.headers) ?? ""
  return token.length < minTokenLength
    ? Effect.succeed(refusal(401, "AuthenticationRequired", `A Bearer token of at least ${minTokenLength} characters owns a name: letters, digits and -._~+/`))
    : changed(act(token))
}

/** A disk that fails is the host's trouble, not the caller's. */
const served = <R>(response: Effect.Effect<HttpServerResponse.HttpServerResponse, SqlError, R>) =>
  Effect.catch(response, () => Effect.succeed(refusal(500, "InternalServerError", "Internal server error")))

const hostOf = (request: HttpServerRequest): string => (request.headers["host"] ?? "").split(":")[0]!

/** The name that another stands for at last; undefined where aliases go in a circle. */
const canonical = (aliases: ReadonlyMap<string, string>, name: string): string | undefined => {
  let at = Zone.normalize(name)
  for (let followed = 0; followed <= maxAliases; followed++) {
    const next = aliases.get(at)
    if (next === undefined) return at
    at = next
  }
  return undefined
}

const routes = (zone: Zone.Zone, aliases: ReadonlyMap<string, string>, signer: Signer | undefined, adminPassword: string | undefined) =>
  Layer.mergeAll(
    HttpRouter.add("GET", "/dns-query", (request) => {
      const name = parameter(request, "name")
      const type = parameter(request, "type") ?? "TXT"
      if (name === null) return Effect.succeed(refusal(400, "InvalidRequest", "`name` is missing"))
      const owner = canonical(aliases, name)
      if (owner === undefined) return Effect.succeed(HttpServerResponse.jsonUnsafe({ Status: 2, Question: [{ name, type: 16 }] }))
      const values = type === "TXT" || type === "16" ? zone.txt(owner) : Effect.succeed([])
      return served(Effect.zipWith(values, Clock.currentTimeMillis, (values, nowMillis) => answer(name, values, signer, nowMillis)))
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
    HttpRouter.add("PUT", "/zone/document", (request) =>
      served(change(request, (token) =>
        Effect.flatMap(Effect.flatMap(request.json, DocumentChange), ({ document, host }) =>
          zone.putDocument(host, JSON.stringify(document), token))))),
    HttpRouter.add("PUT", "/zone/seizure", (request) =>
      adminPassword !== undefined && BasicAuth.matches(request.headers["authorization"], "admin", adminPassword)
        ? served(changed(Effect.flatMap(Effect.flatMap(request.json, Seizure), ({ name, token }) => zone.seize(name, token))))
        : Effect.succeed(refusal(401, "AuthenticationRequired", "Needs the admin password"))),
    HttpRouter.add("DELETE", "/zone/name", (request) =>
      served(change(request, (token) => zone.release(parameter(request, "name") ?? "", token)))),
    HttpRouter.add("GET", "/.well-known/atproto-did", (request) =>
      served(Effect.map(zone.web(hostOf(request)), (did) =>
        did === undefined ? refusal(404, "NotFound", "No such name") : HttpServerResponse.text(did)))),
    HttpRouter.add("GET", "/.well-known/did.json", (request) =>
      served(Effect.map(zone.document(hostOf(request)), (json) =>
        json === undefined
          ? refusal(404, "NotFound", "No such name")
          : HttpServerResponse.text(json, { contentType: "application/json" })))),
    HttpRouter.add("GET", "/_health", HttpServerResponse.jsonUnsafe({ status: "ok" }))
  )

export const layer = (options: NamesOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const zone = yield* Zone.make(options.domains)
    yield* zone.seed(options.txt)
    const { fromSecret, sign } = yield* Keys
    const secret = options.zoneSecret
    const signer = secret === undefined ? undefined : { key: fromSecret("k256", Buffer.from(secret, "hex")), sign }
    const aliases = new Map(Object.entries(options.cname ?? {}).map(([name, target]) => [Zone.normalize(name), Zone.normalize(target)]))
    return routes(zone, aliases, signer, options.adminPassword)
  }))
