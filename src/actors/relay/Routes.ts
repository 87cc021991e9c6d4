/** What a relay answers over XRPC, and its operator's calls: takedowns of accounts, bans of hosts. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Did from "../../protocol/syntax/Did.ts"
import * as Datetime from "../../protocol/syntax/Datetime.ts"
import * as RepoEvent from "../../protocol/frames/RepoEvent.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import type { Outbox } from "../firehose/Outbox.ts"
import type { Environment } from "../Environment.ts"
import { Hosts } from "../Hosts.ts"
import * as Xrpc from "../xrpc/Server.ts"
import type { Collections } from "./Collections.ts"
import type { Crawler } from "./Crawler.ts"
import { effective, type LocalStatus } from "./Status.ts"
import type { AccountRow, HostRow, Store } from "./Store.ts"

const repoNotFound = (did: string) => new XrpcError({ status: 404, error: "RepoNotFound", message: `${did} is not known here` })

const hidden: Readonly<Record<string, string>> = {
  takendown: "RepoTakendown",
  suspended: "RepoSuspended",
  deactivated: "RepoDeactivated",
  deleted: "RepoNotFound"
}

const hostView = (row: HostRow) => ({
  hostname: row.hostname,
  seq: row.seq,
  accountCount: row.accounts,
  status: row.status
})

export const layer = (options: {
  readonly store: Store
  readonly collections: Collections
  readonly outbox: Outbox
  readonly crawler: Crawler
  readonly adminPassword: string
}) => {
  const { collections, crawler, outbox, store } = options

  const known = Effect.fnUntraced(function*(did: string) {
    const row = yield* store.account(did)
    if (row === undefined) return yield* repoNotFound(did)
    return row
  })

  /** The row of a repository that may be shown; else the error that says why not. */
  const visible = Effect.fnUntraced(function*(did: string) {
    const row = yield* known(did)
    const { active, status } = effective(row.upstream, row.local)
    if (!active) {
      return yield* new XrpcError({ status: 400, error: hidden[status ?? ""] ?? "RepoDeactivated", message: `${did} is ${status}` })
    }
    if (row.rev === null || row.head === null) return yield* repoNotFound(did)
    return { ...row, rev: row.rev, head: row.head }
  })

  const statusView = (row: AccountRow) => {
    const { active, status } = effective(row.upstream, row.local)
    return { did: row.did, active, ...(status === null ? {} : { status }), ...(active && row.rev !== null ? { rev: row.rev } : {}) }
  }

  const setLocal = Effect.fnUntraced(function*(did: Did.Did, local: LocalStatus | null) {
    const row = yield* known(did)
    yield* store.setLocal(did, local)
    const { active, status } = effective(row.upstream, local)
    const time = Datetime.fromMillis(yield* Clock.currentTimeMillis)
    yield* outbox.append(did, (seq) =>
      RepoEvent.encode({ _tag: "Account", seq, did, time, active, ...(status === null ? {} : { status }) }))
    yield* outbox.wake
    return HttpServerResponse.empty({ status: 200 })
  })

  const admin = (
    path: `/${string}`,
    act: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, Environment>
  ) =>
    Layer.unwrap(Effect.map(Effect.context<Environment>(), (environment) =>
      HttpRouter.add("POST", path, Effect.gen(function*() {
        const request = yield* HttpServerRequest.HttpServerRequest
        if (!BasicAuth.matches(request.headers.authorization, "admin", options.adminPassword)) {
          return HttpServerResponse.jsonUnsafe({ error: "AuthenticationRequired", message: "needs the admin password" }, { status: 401 })
        }
        return yield* act(request)
      }).pipe(
        Effect.catch((error) => Effect.succeed(Xrpc.failure(error))),
        Effect.provideContext(environment)
      ))))

  const invalid = (message: string) => HttpServerResponse.jsonUnsafe({ error: "InvalidRequest", message }, { status: 400 })

  const onAccount = (path: `/${string}`, act: (did: Did.Did) => Effect.Effect<HttpServerResponse.HttpServerResponse, unknown>) =>
    admin(path, Effect.fnUntraced(function*(request) {
      const body = yield* Effect.orElseSucceed(request.json, () => null)
      const did = typeof body === "object" && body !== null && "did" in body ? body.did : undefined
      return typeof did === "string" && Did.is(did) ? yield* act(did) : invalid("the body needs a DID as `did`")
    }))

  const onHost = (path: `/${string}`, act: (hostname: string) => ReturnType<Crawler["unban"]>) =>
    admin(path, Effect.fnUntraced(function*(request) {
      const hostname = new URLSearchParams(request.url.split("?")[1] ?? "").get("host")
      if (hostname === null) return invalid("`host` is missing")
      yield* act(hostname)
      return HttpServerResponse.empty({ status: 200 })
    }))

  return Layer.mergeAll(
    Xrpc.unknownMethods,
    HttpRouter.add("GET", "/xrpc/com.atproto.sync.subscribeRepos", outbox.serve),
    HttpRouter.add("GET", "/_health", HttpServerResponse.jsonUnsafe({ status: "ok" })),
    HttpRouter.add("GET", "/xrpc/_health", HttpServerResponse.jsonUnsafe({ status: "ok" })),
    Xrpc.procedure("com.atproto.sync.requestCrawl", ({ input }) => crawler.admit(input.hostname)),
    Xrpc.query("com.atproto.sync.listRepos", Effect.fnUntraced(function*({ params }) {
      const limit = params.limit ?? 500
      const rows = yield* store.list(params.cursor ?? "", limit)
      const repos = rows.flatMap((row) => {
        const { active, status } = effective(row.upstream, row.local)
        return active && row.rev !== null && row.head !== null
          ? [{ did: row.did, head: row.head, rev: row.rev, active, ...(status === null ? {} : { status }) }]
          : []
      })
      return { repos, ...(rows.length === limit ? { cursor: rows[rows.length - 1]!.did } : {}) }
    })),
    Xrpc.query("com.atproto.sync.listReposByCollection", Effect.fnUntraced(function*({ params }) {
      const limit = params.limit ?? 500
      const rows = yield* collections.list(params.collection, params.cursor ?? "", limit)
      const repos = rows.flatMap(({ did, local, upstream }) => effective(upstream, local).active ? [{ did }] : [])
      return { repos, ...(rows.length === limit ? { cursor: rows.at(-1)!.did } : {}) }
    })),
    Xrpc.query("com.atproto.sync.getRepoStatus", ({ params }) => Effect.map(known(params.did), statusView)),
    Xrpc.query("com.atproto.sync.getLatestCommit", ({ params }) =>
      Effect.map(visible(params.did), ({ head, rev }) => ({ cid: head, rev }))),
    Xrpc.query("com.atproto.sync.getRepo", Effect.fnUntraced(function*({ params, request }) {
      const row = yield* visible(params.did)
      const hosts = yield* Hosts
      const query = request.url.split("?")[1] ?? ""
      return HttpServerResponse.empty({
        status: 302,
        headers: { location: `${hosts.originOf(row.host)}/xrpc/com.atproto.sync.getRepo?${query}` }
      })
    })),
    Xrpc.query("com.atproto.sync.listHosts", ({ params }) =>
      Effect.map(store.hosts, (rows) => {
        const after = rows.filter((row) => row.hostname > (params.cursor ?? ""))
        const limit = params.limit ?? 200
        const page = after.slice(0, limit)
        return { hosts: page.map(hostView), ...(after.length > limit ? { cursor: page[page.length - 1]!.hostname } : {}) }
      })),
    Xrpc.query("com.atproto.sync.getHostStatus", Effect.fnUntraced(function*({ params }) {
      const row = yield* store.host(params.hostname)
      if (row === undefined) {
        return yield* new XrpcError({ status: 404, error: "HostNotFound", message: `${params.hostname} is not known here` })
      }
      return hostView(row)
    })),
    onAccount("/admin/repo/takeDown", (did) => setLocal(did, "takendown")),
    onAccount("/admin/repo/reverseTakedown", (did) => setLocal(did, null)),
    onHost("/admin/pds/block", crawler.ban),
    onHost("/admin/pds/unblock", crawler.unban)
  )
}
