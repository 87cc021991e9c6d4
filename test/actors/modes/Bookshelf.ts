/**
 * Another social mode than the microblog: people review books and read what
 * those whom they follow say of them. It has a lexicon of its own
 * (`dev.orrery.books.review`), and takes accounts, sign-in and the follow graph
 * as they are: records from the firehose, callers by service auth.
 * Paper §3; A20
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import * as Records from "../../../src/actors/firehose/Records.ts"
import * as Subscription from "../../../src/actors/firehose/Subscription.ts"
import { Hosts } from "../../../src/actors/Hosts.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as ServiceAuth from "../../../src/actors/identity/ServiceAuth.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as AtUri from "../../../src/protocol/syntax/AtUri.ts"

export const review = "dev.orrery.books.review"
export const getShelf = "dev.orrery.books.getShelf"
export const serviceId = "books"
const follow = "app.bsky.graph.follow"
const watched = new Set([review, follow])

export interface Reviewed {
  readonly by: string
  readonly handle: string
  readonly title: string
}

export const layer = (relay: string) =>
  Layer.unwrap(Effect.gen(function*() {
    const hosts = yield* Hosts
    const sql = yield* SqlClient
    const resolver = yield* Resolver.Resolver
    const auth = yield* ServiceAuth.ServiceAuth
    const did = hosts.didOf(hosts.self)
    yield* sql`CREATE TABLE review (uri TEXT PRIMARY KEY, author TEXT NOT NULL, title TEXT NOT NULL)`
    yield* sql`CREATE TABLE follow (uri TEXT PRIMARY KEY, follower TEXT NOT NULL, followed TEXT NOT NULL)`

    const apply = (change: Records.Change) => {
      const author = AtUri.split(AtUri.make(change.uri)).authority
      if (change._tag === "Delete") {
        return change.collection === review ? sql`DELETE FROM review WHERE uri = ${change.uri}` : sql`DELETE FROM follow WHERE uri = ${change.uri}`
      }
      return change.collection === review
        ? sql`INSERT OR REPLACE INTO review VALUES (${change.uri}, ${author}, ${String(change.record.title)})`
        : sql`INSERT OR REPLACE INTO follow VALUES (${change.uri}, ${author}, ${String(change.record.subject)})`
    }

    yield* Effect.forkScoped(Subscription.run({
      name: "repos",
      origin: hosts.originOf(relay),
      nsid: "com.atproto.sync.subscribeRepos",
      begin: "oldest",
      prepare: Subscription.unprepared,
      settle: Effect.fnUntraced(function*(batch: ReadonlyArray<Subscription.Received>) {
        for (const { frame } of batch) {
          const event = Result.getOrUndefined(RepoEvent.fromFrame(frame))
          if (event?._tag === "Commit") yield* Effect.forEach(Records.changes(event, watched), apply)
        }
      })
    }))

    const shelf = Effect.fnUntraced(function*(reader: string) {
      const rows = yield* sql<{ readonly author: string; readonly title: string }>`SELECT author, title FROM review
        WHERE author = ${reader} OR author IN (SELECT followed FROM follow WHERE follower = ${reader}) ORDER BY uri`
      return yield* Effect.forEach(rows, ({ author, title }) =>
        Effect.map(resolver.verifiedHandle(author), (handle): Reviewed => ({ by: author, handle: handle ?? "handle.invalid", title })))
    }, Effect.orDie)

    return Layer.mergeAll(
      HttpRouter.add("GET", "/.well-known/did.json", HttpServerResponse.jsonUnsafe({
        id: did,
        service: [{ id: `#${serviceId}`, type: "OrreryBooks", serviceEndpoint: hosts.originOf(hosts.self) }]
      })),
      HttpRouter.add("GET", `/xrpc/${getShelf}`, (request) =>
        Effect.flatMap(auth.required(request, { audience: [`${did}#${serviceId}`], method: getShelf }), shelf).pipe(
          Effect.map((reviews) => HttpServerResponse.jsonUnsafe({ reviews })),
          Effect.catchTag("XrpcError", (error) => Effect.succeed(HttpServerResponse.jsonUnsafe(error.body, { status: error.status })))
        ))
    )
  })).pipe(Layer.provide(ServiceAuth.layer), Layer.provide(Resolver.layer({ plc: "plc.test" })))
