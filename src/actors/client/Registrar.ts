/**
 * A client of the registrar: buys a name, points it at a DID, gives it up.
 * Every request may be repeated, so each is, until it is answered. [handle]
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as BearerAuth from "../../protocol/xrpc/BearerAuth.ts"
import { XrpcUnreachable } from "../xrpc/Client.ts"
import * as XrpcError from "../../protocol/xrpc/XrpcError.ts"
import { patiently } from "./Session.ts"

const encoder = new TextEncoder()

/** `token` is the owner's: whoever shows it may change the name. */
export const make = Effect.fnUntraced(function*(origin: string, token: string) {
  const client = yield* HttpClient.HttpClient

  const ask = (request: HttpClientRequest.HttpClientRequest) =>
    patiently(() =>
      client.execute(request).pipe(
        Effect.mapError((error) => new XrpcUnreachable({ origin, nsid: "zone", reason: error.message })),
        Effect.flatMap(({ status }) => {
          if (status === 200) return Effect.void
          return Effect.fail(
            status >= 500
              ? new XrpcUnreachable({ origin, nsid: "zone", reason: `status ${status}` })
              : new XrpcError.XrpcError({ status, error: "NameRefused", message: `the registrar refused ${request.method} ${request.url}` })
          )
        })
      ))

  const put = (path: string, body: unknown, authorization = BearerAuth.format(token)) =>
    ask(HttpClientRequest.put(`${origin}${path}`).pipe(
      HttpClientRequest.setHeader("authorization", authorization),
      HttpClientRequest.bodyUint8Array(encoder.encode(JSON.stringify(body)), "application/json")
    ))

  const remove = (path: string) =>
    ask(HttpClientRequest.delete(`${origin}${path}`).pipe(HttpClientRequest.setHeader("authorization", BearerAuth.format(token))))

  return {
    /**
     * The TXT records `_atproto.<handle>`, one for each DID; none deletes them.
     * A name that nobody has is bought by it.
     */
    pointTxt: (handle: string, dids: ReadonlyArray<string>) =>
      put("/zone/txt", { name: `_atproto.${handle}`, values: dids.map((did) => `did=${did}`) }),
    /** What `https://<handle>/.well-known/atproto-did` answers. */
    pointWeb: (handle: string, did: string) => put("/zone/web", { host: handle, did }),
    /** What `https://<host>/.well-known/did.json` answers. */
    publish: (host: string, document: object) => put("/zone/document", { host, document }),
    withdrawWeb: (handle: string) => remove(`/zone/web?host=${handle}`),
    /** The whole name, with all beneath it. */
    release: (name: string) => remove(`/zone/name?name=${name}`),
    /** By whoever runs the registry: the name, empty, to the owner of another token. */
    seize: (name: string, basic: string, newToken: string) => put("/zone/seizure", { name, token: newToken }, basic)
  }
})

export type Registrar = Effect.Success<ReturnType<typeof make>>
