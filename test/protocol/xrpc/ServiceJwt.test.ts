import * as Result from "effect/Result"
import * as fc from "fast-check"
import { createHmac } from "node:crypto"
import { describe, expect, it } from "vitest"
import { verifySignature } from "@atproto/crypto"
import * as Base64Url from "../../../src/protocol/keys/Base64Url.ts"
import type { Curve } from "../../../src/protocol/keys/Keys.ts"
import * as Scalar from "../../../src/protocol/keys/Scalar.ts"
import * as ServiceJwt from "../../../src/protocol/xrpc/ServiceJwt.ts"
import * as SessionJwt from "../../../src/protocol/xrpc/SessionJwt.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"

const ring = new KeyRing("tokens")
const alice = ring.fromSecret("k256", new Uint8Array(32).fill(1))
const bob = ring.fromSecret("p256", new Uint8Array(32).fill(2))

const options: ServiceJwt.CreateOptions = {
  iss: "did:plc:yk4dd2qkboz2yv6tpubpc6co",
  aud: "did:web:appview.test#bsky_appview",
  lxm: "app.bsky.feed.getTimeline",
  iatSeconds: 1_000,
  expSeconds: 1_060,
  jti: "nonce"
}
const asked: ServiceJwt.CheckOptions = { aud: ["did:web:appview.test#bsky_appview"], lxm: "app.bsky.feed.getTimeline", nowSeconds: 1_001 }

const json = (value: unknown): string => Base64Url.encode(new TextEncoder().encode(JSON.stringify(value)))
/** A token with any header and claims, well signed. */
const forge = (header: object, claims: object): string => {
  const text = `${json({ typ: "JWT", alg: "ES256K", ...header })}.${json({ iss: options.iss, aud: options.aud, lxm: options.lxm, exp: 1_060, ...claims })}`
  return `${text}.${Base64Url.encode(ring.sign(alice, new TextEncoder().encode(text)))}`
}
const verdict = (token: string, check: Partial<ServiceJwt.CheckOptions> = {}): string => {
  const checked = Result.flatMap(ServiceJwt.decode(token), (jwt) => ServiceJwt.check(jwt, { ...asked, ...check }))
  if (Result.isFailure(checked)) return checked.failure.error
  return ServiceJwt.verify(checked.success, alice.didKey, ring) ? "accepted" : "BadJwtSignature"
}

describe("a service token", () => {
  it.each(["k256", "p256"] satisfies ReadonlyArray<Curve>)("of a %s key is read, checked and verified, and its signature is what others expect", async (curve) => {
    const key = curve === "k256" ? alice : bob
    const jwt = Result.getOrThrow(ServiceJwt.decode(ServiceJwt.create(options, key, ring)))
    expect(jwt.header).toEqual({ alg: curve === "k256" ? "ES256K" : "ES256", typ: "JWT", kid: "#atproto" })
    expect(jwt.claims).toEqual({ iss: options.iss, aud: options.aud, lxm: options.lxm, iat: 1_000, exp: 1_060, jti: "nonce" })
    expect(Result.isSuccess(ServiceJwt.check(jwt, asked))).toBe(true)
    expect(ServiceJwt.verify(jwt, key.didKey, ring)).toBe(true)
    expect(ServiceJwt.verify(jwt, (key === alice ? bob : alice).didKey, ring)).toBe(false)
    expect(ServiceJwt.verify(jwt, "did:key:nonsense", ring)).toBe(false)
    expect(await verifySignature(key.didKey, jwt.signingInput, jwt.signature)).toBe(true)
  })

  it.each<readonly [string, Partial<ServiceJwt.CheckOptions>, string]>([
    ["here, for this method, in time", {}, "accepted"],
    ["one second before the end", { nowSeconds: 1_059 }, "accepted"],
    ["at the end", { nowSeconds: 1_060 }, "JwtExpired"],
    ["at another service", { aud: ["did:web:mod.test#atproto_labeler"] }, "BadJwtAudience"],
    ["at another service of the same DID", { aud: ["did:web:appview.test#bsky_notif"] }, "BadJwtAudience"],
    ["where only the bare DID is served", { aud: ["did:web:appview.test"] }, "BadJwtAudience"],
    ["for another method", { lxm: "app.bsky.feed.getFeed" }, "BadJwtLexiconMethod"],
    ["where only label keys sign", { keyIds: ["#atproto_label"] }, "BadJwtIssuer"]
  ])("AUTH-1 works %s: %s", (_, check, expected) => {
    expect(verdict(ServiceJwt.create(options, alice, ring), check)).toBe(expected)
  })

  it("for a bare DID works only where that is listed: it is no wildcard", () => {
    const bare = ServiceJwt.create({ ...options, aud: "did:web:appview.test" }, alice, ring)
    expect(verdict(bare)).toBe("BadJwtAudience")
    expect(verdict(bare, { aud: [...asked.aud, "did:web:appview.test"] })).toBe("accepted")
  })

  it.each<readonly [string, string, string]>([
    ["AUTH-5 an access token", forge({ typ: "at+jwt" }, {}), "BadJwtType"],
    ["AUTH-5 a refresh token", forge({ typ: "Refresh+JWT" }, {}), "BadJwtType"],
    ["AUTH-5 a DPoP proof", forge({ typ: "dpop+jwt" }, {}), "BadJwtType"],
    ["alg none", forge({ alg: "none" }, {}), "BadJwtAlgorithm"],
    ["the algorithm of the other curve", forge({ alg: "ES256" }, {}), "BadJwtSignature"],
    ["a shared secret", forge({ alg: "HS256" }, {}), "BadJwtAlgorithm"],
    ["no method", forge({}, { lxm: undefined }), "BadJwtLexiconMethod"],
    ["a fragment in iss", forge({}, { iss: `${options.iss}#atproto` }), "BadJwtIssuer"],
    ["no iss", forge({}, { iss: undefined }), "BadJwtIssuer"],
    ["no end", forge({}, { exp: undefined }), "BadJwt"],
    ["an end in words", forge({}, { exp: "tomorrow" }), "BadJwt"],
    ["a kid without #", forge({ kid: "atproto" }, {}), "BadJwt"],
    ["a kid of another kind of key", forge({ kid: "#atproto_label" }, {}), "BadJwtIssuer"],
    ["a list of audiences", forge({}, { aud: [options.aud] }), "BadJwtAudience"]
  ])("%s is refused", (_, token, expected) => expect(verdict(token)).toBe(expected))

  it("without typ and kid, as older software sends it, is taken", () => {
    expect(verdict(forge({ typ: undefined }, {}))).toBe("accepted")
  })

  it("has one spelling: high-S, padding and stray bits are refused", () => {
    const token = ServiceJwt.create(options, alice, ring)
    const [head, body, sig] = token.split(".") as [string, string, string]
    const mirrored = Base64Url.decode(sig)!
    Scalar.write(Scalar.order.k256 - Scalar.toBigInt(mirrored, 32), mirrored, 32)
    expect(verdict(`${head}.${body}.${Base64Url.encode(mirrored)}`)).toBe("BadJwtSignature")
    for (const bad of [`${token}=`, `${token}==`, `${token}\n`, ` ${token}`, `${token}.`, `${head}.${body}`, `${head}.${body}.${sig.slice(0, -2)}`, "", "..", "a.b.c"]) {
      expect(verdict(bad)).toMatch(/^BadJwt/)
    }
  })

  it("fails with any character changed", () => {
    const token = ServiceJwt.create(options, alice, ring)
    fc.assert(fc.property(fc.nat(token.length - 1), fc.constantFrom(..."Aaz09-_.=+ "), (at, character) => {
      fc.pre(token[at] !== character)
      expect(verdict(token.slice(0, at) + character + token.slice(at + 1))).not.toBe("accepted")
    }), { numRuns: 300, seed: 1 })
  })

  it("is decoded without a throw from any text", () => {
    const part = fc.oneof(fc.string(), fc.jsonValue().map(json))
    fc.assert(fc.property(fc.oneof(fc.string(), fc.array(part, { maxLength: 4 }).map((parts) => parts.join("."))), (token) => {
      expect(Result.isFailure(ServiceJwt.decode(token))).toBe(true)
    }), { numRuns: 300, seed: 2 })
    expect(verdict("a".repeat(10_000_000))).toBe("BadJwt")
    expect(verdict(`${json({ alg: "ES256K" })}.${Base64Url.encode(new TextEncoder().encode("[".repeat(3_000)))}.AAAA`)).toBe("BadJwt")
  })
})

describe("a session token", () => {
  const secret = new Uint8Array(32).fill(7)
  const created: SessionJwt.CreateOptions = {
    typ: "at+jwt", scope: "com.atproto.access", aud: "did:web:pds1.test", sub: options.iss, iatSeconds: 1_000, expSeconds: 8_200
  }
  const wanted: SessionJwt.VerifyOptions = { typ: "at+jwt", aud: "did:web:pds1.test", nowSeconds: 1_001 }
  const verdict = (token: string, options: Partial<SessionJwt.VerifyOptions> = {}, key = secret): string => {
    const verified = SessionJwt.verify(token, key, { ...wanted, ...options })
    return Result.isSuccess(verified) ? "accepted" : verified.failure.error
  }

  it("comes back with its claims", () => {
    expect(Result.getOrThrow(SessionJwt.verify(SessionJwt.create({ ...created, jti: "session" }, secret), secret, wanted)))
      .toEqual({ scope: "com.atproto.access", aud: "did:web:pds1.test", sub: options.iss, iat: 1_000, exp: 8_200, jti: "session" })
  })

  it("is an ordinary HS256 token", () => {
    const [head, body, sig] = SessionJwt.create(created, secret).split(".") as [string, string, string]
    expect(JSON.parse(Buffer.from(head, "base64url").toString())).toEqual({ typ: "at+jwt", alg: "HS256" })
    expect(createHmac("sha256", secret).update(`${head}.${body}`).digest("base64url")).toBe(sig)
  })

  it("AUTH-5 is refused as another kind, elsewhere, late, or under another secret", () => {
    const access = SessionJwt.create(created, secret)
    const refresh = SessionJwt.create({ ...created, typ: "refresh+jwt", jti: "1" }, secret)
    expect(verdict(access)).toBe("accepted")
    expect(verdict(refresh)).toBe("BadJwtType")
    expect(verdict(access, { typ: "refresh+jwt" })).toBe("BadJwtType")
    expect(verdict(access, { aud: "did:web:pds2.test" })).toBe("BadJwtAudience")
    expect(verdict(access, { nowSeconds: 8_200 })).toBe("JwtExpired")
    expect(verdict(refresh, { typ: "refresh+jwt", nowSeconds: 8_200, allowExpired: true })).toBe("accepted")
    expect(verdict(access, {}, new Uint8Array(32).fill(8))).toBe("BadJwtSignature")
    expect(verdict(ServiceJwt.create(options, alice, ring))).toBe("BadJwtAlgorithm")
    expect(ServiceJwt.decode(access)).toMatchObject({ failure: { error: "BadJwtType" } })
  })

  it("fails with any character changed", () => {
    const token = SessionJwt.create(created, secret)
    fc.assert(fc.property(fc.nat(token.length - 1), fc.constantFrom(..."Aaz09-_.= "), (at, character) => {
      fc.pre(token[at] !== character)
      expect(verdict(token.slice(0, at) + character + token.slice(at + 1))).not.toBe("accepted")
    }), { numRuns: 200, seed: 3 })
  })
})
