import * as Result from "effect/Result"
import * as Chain from "../../../src/protocol/ucan/Chain.ts"
import * as Revocation from "../../../src/protocol/ucan/Revocation.ts"
import * as Ucan from "../../../src/protocol/ucan/Ucan.ts"
import * as Jwt from "../../../src/protocol/xrpc/Jwt.ts"
import { parseJson } from "../parseJson.ts"
import { assert, type Target } from "../Target.ts"
import { signingKey } from "../world.ts"

const sign = () => new Uint8Array(64).fill(7)
const header = { alg: "ES256K", typ: "JWT" }
const claims = {
  ucv: "0.10.0",
  iss: "did:plc:alice",
  aud: signingKey,
  nbf: 1,
  exp: 61,
  nnc: "x",
  cap: { "at://did:plc:alice": { "com.atproto.repo.createRecord": [{ collections: ["app.bsky.feed.post"], audiences: ["did:web:bob.test"] }], "*": [] } },
  prf: []
}
const root = Jwt.encode(header, claims, sign)
const child = { ...claims, iss: signingKey, aud: "did:web:bob.test", prf: [Ucan.cidOf(root).toString()] }
const revocation = { iss: "did:plc:alice", revoke: Ucan.cidOf(root).toString(), challenge: "AA" }

const judge = (token: string): boolean => {
  const ucan = Ucan.decode(token)
  assert(Ucan.looksLike(token) || Result.isFailure(ucan), "a UCAN that does not look like one")
  const chain = Chain.assemble(token, [root])
  if (Result.isSuccess(chain)) {
    const keys = { verify: () => true }
    const verified = Chain.verify(chain.success, { rootKey: signingKey, nowSeconds: 2, revocations: [revocation], keys })
    assert(Result.isFailure(verified) || chain.success.links.every(({ expSeconds }) => expSeconds > 2), "an expired chain stood")
    if (Result.isSuccess(verified)) {
      Chain.permits(verified.success, [{ did: "did:plc:alice", lxm: "com.atproto.repo.createRecord", audience: "did:web:bob.test", collection: "app.bsky.feed.post" }])
    }
  }
  return Result.isSuccess(ucan)
}

/** The token's own text is changed. */
export const target: Target = {
  name: "ucan",
  form: "text",
  seeds: () => [root, Jwt.encode(header, child, sign)].map((token) => new TextEncoder().encode(token)),
  run: (bytes) => judge(new TextDecoder().decode(bytes))
}

/** What the token says is changed, and it is packed again. */
export const claimsTarget: Target = {
  name: "ucan-claims",
  form: "json",
  seeds: () => [claims, child].map((each) => new TextEncoder().encode(JSON.stringify({ header, claims: each, revocation }))),
  run: (bytes) => {
    const json = parseJson(bytes)?.value as
      | { readonly header?: Jwt.JsonObject; readonly claims?: Jwt.JsonObject; readonly revocation?: unknown }
      | null
      | undefined
    Revocation.fromJson(json?.revocation)
    return json?.header != null && json.claims != null && judge(Jwt.encode(json.header, json.claims, sign))
  }
}
