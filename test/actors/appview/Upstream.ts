/** What a `Town` scripts: the directory, and one host that is relay, PDS and handle host in one. */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Car from "../../../src/protocol/car/Car.ts"
import * as DidDocument from "../../../src/protocol/identity/DidDocument.ts"
import type { Town } from "./Town.ts"

export const plc = (town: Town) =>
  HttpRouter.add("GET", "/:did", Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const did = decodeURIComponent(request.url.slice(1))
    const person = [...town.people.values()].find((one) => one.did === did)
    if (person === undefined) return HttpServerResponse.jsonUnsafe({ message: "DID not registered" }, { status: 404 })
    return HttpServerResponse.jsonUnsafe(DidDocument.render({
      did,
      alsoKnownAs: [`at://${person.handle}`],
      verificationMethods: { atproto: person.key.didKey },
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds.test" } }
    }))
  }))

export const pds = (town: Town) => {
  const count = Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const [path = "", query = ""] = request.url.split("?")
    town.asked.set(path, (town.asked.get(path) ?? 0) + 1)
    return { request, query: new URLSearchParams(query) }
  })
  return Layer.mergeAll(
    HttpRouter.add("GET", "/xrpc/com.atproto.sync.subscribeRepos", Effect.gen(function*() {
      const { query, request } = yield* count
      const socket = yield* request.upgrade
      yield* socket.reader
      const writer = yield* socket.writer
      let cursor = Number(query.get("cursor") ?? town.seq)
      while (true) {
        const fresh = town.log.filter(({ seq }) => seq > cursor && !town.lost.has(seq))
        for (const { bytes, seq } of fresh) {
          yield* writer.write(bytes)
          cursor = seq
        }
        yield* Effect.sleep(20)
      }
    }).pipe(Effect.scoped, Effect.catch(() => Effect.succeed(HttpServerResponse.empty())))),
    HttpRouter.add("GET", "/xrpc/com.atproto.sync.getRepo", Effect.gen(function*() {
      const { query } = yield* count
      const person = [...town.people.values()].find((one) => one.did === query.get("did"))
      if (town.unavailable) return HttpServerResponse.empty({ status: 503 })
      if (person === undefined) return HttpServerResponse.jsonUnsafe({ error: "RepoNotFound" }, { status: 400 })
      return HttpServerResponse.uint8Array(Car.write([person.repo.head.commit], person.repo.exportBlocks()), {
        contentType: Car.MIME_TYPE
      })
    })),
    HttpRouter.add("GET", "/xrpc/com.atproto.sync.listRepos", Effect.gen(function*() {
      yield* count
      return HttpServerResponse.jsonUnsafe({
        repos: [...town.people.values()].map(({ active, did, repo, status }) => ({
          did,
          head: repo.head.commit.toString(),
          rev: repo.head.rev,
          active,
          ...(status === undefined ? {} : { status })
        }))
      })
    })),
    HttpRouter.add("GET", "/.well-known/atproto-did", Effect.gen(function*() {
      const { request } = yield* count
      const person = [...town.people.values()].find((one) => one.handle === request.headers["host"])
      return person === undefined ? HttpServerResponse.empty({ status: 404 }) : HttpServerResponse.text(person.did)
    }))
  )
}
