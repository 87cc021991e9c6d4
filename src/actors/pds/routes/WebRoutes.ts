/**
 * What is outside of XRPC: handles of this server's domains, its own DID
 * document, health, and the mail that nobody delivers.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as BasicAuth from "../../../protocol/xrpc/BasicAuth.ts"
import { authenticationRequired, internalServerError, invalidRequest } from "../../../protocol/xrpc/XrpcError.ts"
import { errorResponse } from "../../xrpc/Server.ts"
import type { Parts } from "../Parts.ts"

const version = { version: "orrery" }

export const layer = ({ accounts, did, options, post }: Parts, origin: string) =>
  Layer.mergeAll(
    HttpRouter.add("GET", "/xrpc/_health", HttpServerResponse.jsonUnsafe(version)),
    HttpRouter.add("GET", "/", HttpServerResponse.text("A Personal Data Server of the AT Protocol. Its methods are at /xrpc/.\n")),
    HttpRouter.add("GET", "/robots.txt", HttpServerResponse.text("User-agent: *\nAllow: /\n")),
    HttpRouter.add(
      "GET",
      "/.well-known/did.json",
      HttpServerResponse.jsonUnsafe({
        "@context": ["https://www.w3.org/ns/did/v1"],
        id: did,
        service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: origin }]
      })
    ),
    HttpRouter.add("GET", "/.well-known/atproto-did", (request) =>
      accounts.byHandle((request.headers["host"] ?? "").split(":")[0]!.toLowerCase()).pipe(
        Effect.map((account) =>
          account === undefined ? HttpServerResponse.text("User not found", { status: 404 }) : HttpServerResponse.text(account.did)),
        Effect.catch(() => Effect.succeed(errorResponse(internalServerError())))
      )),
    HttpRouter.add("GET", "/admin/mailbox", (request) => {
      if (!BasicAuth.matches(request.headers["authorization"], "admin", options.adminPassword)) {
        return Effect.succeed(errorResponse(authenticationRequired("Needs the admin password")))
      }
      const to = new URLSearchParams(request.url.split("?")[1] ?? "").get("to")
      if (to === null) return Effect.succeed(errorResponse(invalidRequest("`to` is missing")))
      return post.to(to.toLowerCase()).pipe(
        Effect.map((mail) => HttpServerResponse.jsonUnsafe({ mail })),
        Effect.catch(() => Effect.succeed(errorResponse(internalServerError())))
      )
    })
  )
