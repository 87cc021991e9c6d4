/** `com.atproto.*` as far as an App View answers it from its index, its own identity, and its health. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { DataObject } from "../../../protocol/data/Data.ts"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import { Hosts } from "../../Hosts.ts"
import * as OutOfReach from "../../identity/OutOfReach.ts"
import { Resolver } from "../../identity/Resolver.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import * as Uri from "../Uri.ts"
import type { Method } from "./Method.ts"

interface LabelRow {
  readonly id: number
  readonly src: string
  readonly uri: string
  readonly cid: string
  readonly val: string
  readonly neg: number
  readonly cts: string
  readonly exp: string | null
  readonly sig: Uint8Array
}

/** `*` stands at the end of a pattern only. */
const rangeOf = (pattern: string): readonly [string, string] =>
  pattern.endsWith("*") ? [pattern.slice(0, -1), `${pattern.slice(0, -1)}\u{10ffff}`] : [pattern, pattern]

export const layer = Effect.fnUntraced(function*(method: Method) {
  const hosts = yield* Hosts
  const resolver = yield* Resolver
  const did = hosts.didOf(hosts.self)
  const labels = yield* Prepared.prepare(
    `SELECT DISTINCT l.* FROM json_each(?) j JOIN label l ON l.uri >= j.value ->> 0 AND l.uri <= j.value ->> 1
     WHERE l.id > ? AND (? IS NULL OR l.src IN (SELECT value FROM json_each(?))) ORDER BY l.id LIMIT ?`
  )
  const record = yield* Prepared.prepare(
    `SELECT r.cid, r.json FROM record r JOIN actor a ON a.did = ? AND a.active = 1 WHERE r.uri = ? AND r.json IS NOT NULL`
  )

  return Layer.mergeAll(
    HttpRouter.add("GET", "/_health", HttpServerResponse.jsonUnsafe({ status: "ok" })),
    HttpRouter.add("GET", "/xrpc/_health", HttpServerResponse.jsonUnsafe({ version: "orrery" })),
    HttpRouter.add("GET", "/.well-known/did.json", HttpServerResponse.jsonUnsafe({
      "@context": ["https://www.w3.org/ns/did/v1"],
      id: did,
      service: [{ id: "#bsky_appview", type: "BskyAppView", serviceEndpoint: hosts.originOf(hosts.self) }]
    })),

    Xrpc.query("com.atproto.identity.resolveHandle", Effect.fnUntraced(function*({ params }) {
      const known = yield* method.didOf(params.handle)
      if (known !== undefined) return { did: known }
      const did: string = yield* Effect.mapError(
        resolver.handle(params.handle),
        OutOfReach.orElse(() => XrpcError.declared("HandleNotFound", `${params.handle} names nobody`))
      )
      return { did }
    })),

    Xrpc.query("com.atproto.label.queryLabels", Effect.fnUntraced(function*({ params }) {
      if (params.uriPatterns.some((pattern) => pattern.slice(0, -1).includes("*"))) {
        return yield* XrpcError.invalidRequest("a * stands at the end of a pattern only")
      }
      const after = Number(params.cursor ?? "0")
      if (!Number.isSafeInteger(after)) return yield* XrpcError.invalidRequest(`"${params.cursor}" is no cursor of this list`)
      const sources = params.sources === undefined ? undefined : JSON.stringify(params.sources)
      const ranges = JSON.stringify(params.uriPatterns.map(rangeOf))
      const rows = yield* labels.all<LabelRow>(ranges, after, sources, sources, params.limit)
      return {
        labels: rows.map(({ cid, cts, exp, neg, sig, src, uri, val }) => ({
          ver: 1,
          src,
          uri,
          ...(cid === "" ? {} : { cid }),
          val,
          ...(neg === 1 ? { neg: true } : {}),
          cts,
          ...(exp === null ? {} : { exp }),
          sig
        })),
        ...(rows.length === params.limit ? { cursor: String(rows[rows.length - 1]!.id) } : {})
      }
    })),

    method.query("com.atproto.repo.getRecord", Effect.fnUntraced(function*({ params }) {
      const repo = yield* method.didOf(params.repo)
      const uri = Uri.of(repo ?? params.repo, `${params.collection}/${params.rkey}`)
      const row = repo === undefined ? undefined : yield* record.get<{ readonly cid: string; readonly json: string }>(repo, uri)
      if (row === undefined || (params.cid !== undefined && params.cid !== row.cid)) {
        return yield* XrpcError.declared("RecordNotFound", `Could not locate record: ${uri}`)
      }
      return { uri, cid: row.cid, value: JSON.parse(row.json) as DataObject }
    })),
    Xrpc.unknownMethods
  )
})
