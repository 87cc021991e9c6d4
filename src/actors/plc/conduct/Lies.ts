/**
 * What a directory that lies shows in place of its log, and to whom. What each
 * conduct does is said in `Options.ts`.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { Dns } from "effect/net/Dns"
import * as NetAddress from "effect/net/NetAddress"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import * as Log from "../../../protocol/plc/Log.ts"
import * as Operations from "../Operations.ts"
import type { Shown } from "../Routes.ts"
import type { Conduct } from "./Options.ts"

type Rows = ReadonlyArray<Operations.OperationRow>

/**
 * The log up to the first operation that undid another: what a liar tells of a
 * DID whose recoveries it keeps to itself.
 */
const withoutRecoveries = (rows: Rows): Rows => {
  const seen = new Set<string | null>()
  const fork = rows.findIndex(({ operation }) => {
    const { prev } = JSON.parse(operation) as { readonly prev: string | null }
    return seen.size === seen.add(prev).size
  })
  return fork < 0 ? rows : rows.slice(0, fork)
}

const lieOf = (conduct: Conduct): (rows: Rows) => Rows => {
  switch (conduct.kind) {
    case "omit":
      return (rows) => rows.length < 2 ? rows : rows.slice(0, -1)
    case "deny":
      return () => []
    case "choose":
      return conduct.stands === "first" ? withoutRecoveries : (rows) => rows
  }
}

/** Marks as they were when no more than these rows was there. */
const remarked = (did: string, rows: Rows, verify: Keys["Service"]["verify"]): Rows => {
  const entries = rows.map(Operations.entryOf)
  const log = Result.getOrElse(
    Log.replay(did, entries.map(({ createdAtMillis, operation }) => ({ createdAtMillis, operation })), verify),
    (): Log.Log => entries
  )
  return rows.map((row, i) => ({ ...row, nullified: log[i]!.nullified ? 1 : 0 }))
}

/** Whether a request comes from one of these hosts; from anybody, where none is named. */
const isFrom = (hosts: ReadonlyArray<string> | undefined, dns: Dns["Service"]) => ({ remoteAddress }: HttpServerRequest.HttpServerRequest) =>
  hosts === undefined ? Effect.succeed(true) : Effect.map(
    Effect.forEach(hosts, (host) => Effect.orElseSucceed(dns.lookup(host), () => [])),
    (found) => found.flat().some((address) => NetAddress.formatIp(address) === Option.getOrUndefined(remoteAddress))
  )

export const make = (conduct: Conduct, operations: Operations.Operations, verify: Keys["Service"]["verify"], dns: Dns["Service"]) => {
  const lie = lieOf(conduct)
  const isLiedTo = isFrom("to" in conduct ? conduct.to : undefined, dns)
  const asked = Effect.flatMap(HttpServerRequest.HttpServerRequest, isLiedTo)

  const told = (did: string) => Effect.map(operations.log(did), (rows) => remarked(did, lie(rows), verify))
  const log = (did: string) => Effect.flatMap(asked, (lied) => lied ? told(did) : operations.log(did))

  /** Lines of an export, as far as the log of their DID has them. */
  const exported = <E, R>(rows: Effect.Effect<Rows, E, R>) =>
    Effect.gen(function*() {
      const all = yield* rows
      if (!(yield* asked)) return all
      const shown: Array<Operations.OperationRow> = []
      for (const row of all) {
        const line = (yield* told(row.did)).find(({ seq }) => seq === row.seq)
        if (line !== undefined) shown.push(line)
      }
      return shown
    })

  const shown: Shown<HttpServerRequest.HttpServerRequest> = {
    stream: operations.stream,
    log,
    head: (did) => Effect.map(log(did), (rows) => rows.findLast(({ nullified }) => nullified === 0)),
    bySeq: (after, limit) => exported(operations.bySeq(after, limit)),
    byTime: (afterMillis, limit) => exported(operations.byTime(afterMillis, limit))
  }

  /** A stream would tell what the answers do not, and who denies takes nothing. */
  const door = <E>(route: Effect.Effect<HttpServerResponse.HttpServerResponse, E>) =>
    Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      const shut = request.url.startsWith("/export/stream") || (conduct.kind === "deny" && request.method === "POST")
      return shut && (yield* isLiedTo(request))
        ? HttpServerResponse.jsonUnsafe({ message: "Not today" }, { status: 503 })
        : yield* route
    })

  return {
    shown,
    around: <A, E, R>(routes: Layer.Layer<A, E, R>) => Layer.provide(routes, HttpRouter.middleware(door).layer)
  }
}
