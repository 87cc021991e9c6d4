import * as Result from "effect/Result"
import * as Jwt from "../../../src/protocol/xrpc/Jwt.ts"
import * as ServiceJwt from "../../../src/protocol/xrpc/ServiceJwt.ts"
import * as SessionJwt from "../../../src/protocol/xrpc/SessionJwt.ts"
import { parseJson } from "../parseJson.ts"
import type { Target } from "../Target.ts"
import { signingKey } from "../world.ts"

const sign = () => new Uint8Array(64).fill(7)
const secret = new Uint8Array(32).fill(3)
const header = { typ: "JWT", alg: "ES256K", kid: "#atproto" }
const claims = { iat: 1, iss: "did:plc:alice", aud: "did:web:bob.test#bsky_appview", exp: 61, lxm: "app.bsky.feed.getTimeline", jti: "x" }

const judge = (token: string): boolean => {
  SessionJwt.verify(token, secret, { typ: "at+jwt", aud: "did:web:bob.test", nowSeconds: 1 })
  const jwt = ServiceJwt.decode(token)
  if (Result.isFailure(jwt)) return false
  ServiceJwt.verify(jwt.success, signingKey, { verify: () => true })
  return Result.isSuccess(ServiceJwt.check(jwt.success, { aud: [claims.aud], lxm: claims.lxm, nowSeconds: 2 })) || true
}

/** The token's own text is changed. */
export const target: Target = {
  name: "jwt",
  form: "text",
  seeds: () => [new TextEncoder().encode(Jwt.encode(header, claims, sign))],
  run: (bytes) => judge(new TextDecoder().decode(bytes))
}

/** What the token says is changed, and it is packed again. */
export const claimsTarget: Target = {
  name: "jwt-claims",
  form: "json",
  seeds: () => [new TextEncoder().encode(JSON.stringify({ header, claims }))],
  run: (bytes) => {
    const json = parseJson(bytes)?.value as { readonly header?: Jwt.JsonObject; readonly claims?: Jwt.JsonObject } | null | undefined
    return json?.header != null && json.claims != null && judge(Jwt.encode(json.header, json.claims, sign))
  }
}
