import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import * as LabelersHeader from "../../../src/protocol/xrpc/LabelersHeader.ts"
import * as ProxyHeader from "../../../src/protocol/xrpc/ProxyHeader.ts"
import * as XrpcError from "../../../src/protocol/xrpc/XrpcError.ts"

describe("atproto-proxy", () => {
  it("names a DID and a service", () => {
    const target = Result.getOrThrow(ProxyHeader.parse("did:web:appview.test#bsky_appview"))
    expect(target).toEqual({ did: "did:web:appview.test", serviceId: "bsky_appview" })
    expect(ProxyHeader.format(target)).toBe("did:web:appview.test#bsky_appview")
  })

  it.each(["", "did:web:appview.test", "did:web:appview.test#", "#bsky_appview", "appview.test#bsky_appview", "did:web:a.test#x#y", "did:web:a.test #x", "did:web:a.test#x y", "did:web:a.test?x#y"])(
    "refuses \"%s\"",
    (header) => {
      const parsed = ProxyHeader.parse(header)
      expect(Result.isFailure(parsed) && parsed.failure._tag).toBe("InvalidProxyHeader")
    }
  )
})

describe("atproto-accept-labelers", () => {
  const parse = (header: string) => Result.getOrThrow(LabelersHeader.parse(header))

  it("is a list with flags, repeated DIDs merged, flags or-ed", () => {
    expect(parse("did:web:mod.test;redact, did:plc:abc123,did:plc:xyz789")).toEqual([
      { did: "did:web:mod.test", redact: true },
      { did: "did:plc:abc123", redact: false },
      { did: "did:plc:xyz789", redact: false }
    ])
    expect(parse("did:plc:abc123, did:web:mod.test, did:plc:abc123;redact")).toEqual([
      { did: "did:plc:abc123", redact: true },
      { did: "did:web:mod.test", redact: false }
    ])
    expect(parse("did:plc:abc123; redact;future")).toEqual([{ did: "did:plc:abc123", redact: true }])
  })

  it.each(["", " ", "\t"])("that is empty (\"%s\") asks for no labels", (header) => expect(parse(header)).toEqual([]))

  it.each(["alice.test", "did:plc:abc123,", ",did:plc:abc123", "did:plc:abc123;", "did:plc:abc123;redact=?1", "did:plc:abc123 did:plc:x", "did:plc:abc123;Redact"])(
    "with the syntax error \"%s\" is an error",
    (header) => {
      const parsed = LabelersHeader.parse(header)
      expect(Result.isFailure(parsed) && parsed.failure._tag).toBe("InvalidLabelersHeader")
    }
  )

  it("prints what it parses", () => {
    const list = fc.uniqueArray(fc.record({ did: fc.constantFrom("did:web:mod.test", "did:plc:abc123", "did:plc:xyz789"), redact: fc.boolean() }), { selector: ({ did }) => did })
    fc.assert(fc.property(list, (labelers) => {
      expect(parse(LabelersHeader.format(labelers as never))).toEqual(labelers)
    }), { numRuns: 50, seed: 1 })
  })

  it("takes linear time on a header of spaces", () => {
    expect(Result.isFailure(LabelersHeader.parse(`did:plc:abc123${" ".repeat(1_000_000)}x`))).toBe(true)
  })
})

describe("HTTP Basic", () => {
  it("carries any user without colon and any password", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }).filter((text) => !text.includes(":")), fc.string({ unit: "grapheme" }), (username, password) => {
      expect(BasicAuth.parse(BasicAuth.format({ username, password }))).toEqual({ username, password })
    }), { numRuns: 100, seed: 2 })
  })

  it("matches just these credentials, and never an unset password", () => {
    const header = BasicAuth.format({ username: "admin", password: "secret" })
    expect(BasicAuth.matches(header, "admin", "secret")).toBe(true)
    expect(BasicAuth.matches(header.replace("Basic", "basic"), "admin", "secret")).toBe(true)
    expect(BasicAuth.matches(header, "admin", "secre")).toBe(false)
    expect(BasicAuth.matches(header, "alice", "secret")).toBe(false)
    expect(BasicAuth.matches(undefined, "admin", "secret")).toBe(false)
    expect(BasicAuth.matches(BasicAuth.format({ username: "admin", password: "" }), "admin", "")).toBe(false)
    expect(BasicAuth.parse("Bearer abc")).toBeUndefined()
    expect(BasicAuth.parse("Basic ****")).toBeUndefined()
    expect(BasicAuth.parse(`Basic ${Buffer.from("nocolon").toString("base64")}`)).toBeUndefined()
    expect(BasicAuth.parse(`Basic ${Buffer.from([0xff, 0x3a]).toString("base64")}`)).toBeUndefined()
  })
})

describe("XRPC-1 an error", () => {
  it.each([
    [XrpcError.invalidRequest("no"), 400, "InvalidRequest"],
    [XrpcError.authenticationRequired(), 401, "AuthenticationRequired"],
    [XrpcError.forbidden(), 403, "Forbidden"],
    [XrpcError.xrpcNotSupported(), 404, "XRPCNotSupported"],
    [XrpcError.notAcceptable(), 406, "NotAcceptable"],
    [XrpcError.payloadTooLarge(), 413, "PayloadTooLarge"],
    [XrpcError.unsupportedMediaType(), 415, "UnsupportedMediaType"],
    [XrpcError.rateLimitExceeded(30), 429, "RateLimitExceeded"],
    [XrpcError.internalServerError(), 500, "InternalServerError"],
    [XrpcError.methodNotImplemented(), 501, "MethodNotImplemented"],
    [XrpcError.upstreamFailure(), 502, "UpstreamFailure"],
    [XrpcError.notEnoughResources(), 503, "NotEnoughResources"],
    [XrpcError.upstreamTimeout(), 504, "UpstreamTimeout"]
  ])("%s has its status and name, and survives the way through a response", (error, status, name) => {
    expect([error.status, error.error]).toEqual([status, name])
    const received = XrpcError.fromResponse(error.status, JSON.parse(JSON.stringify(error.body)))
    expect([received.status, received.error, received.body]).toEqual([status, name, error.body])
    // A proxy's HTML page in its place still gives the name of the status.
    expect(XrpcError.fromResponse(status, "<html>").error).toBe(name)
  })

  it("of a method has the declared name, a message only if there is one, and its headers", () => {
    expect(XrpcError.declared("RepoNotFound", "bob is not here").body).toEqual({ error: "RepoNotFound", message: "bob is not here" })
    expect(XrpcError.declared("RepoNotFound").body).toEqual({ error: "RepoNotFound" })
    expect(XrpcError.rateLimitExceeded(29.2).headers).toEqual({ "retry-after": "30" })
    expect(XrpcError.fromResponse(418, null)).toMatchObject({ status: 418, error: "InvalidRequest" })
    expect(XrpcError.fromResponse(400, { error: "has space", message: 7 }).body).toEqual({ error: "InvalidRequest" })
  })
})
