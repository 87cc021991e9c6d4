import { getFeedGenEndpoint, getHandle, getPdsEndpoint, getSigningDidKey } from "@atproto/common-web"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { p256 } from "@noble/curves/nist.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { describe, expect, it } from "vitest"
import * as DidDocument from "../../../src/protocol/identity/DidDocument.ts"
import * as Base58 from "../../../src/protocol/keys/Base58.ts"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import * as Secret from "../../../src/protocol/keys/Secret.ts"
import * as PlcDocument from "../../../src/protocol/plc/Document.ts"

const did = "did:plc:yk4dd2qkboz2yv6tpubpc6co"
const alice = Secret.keyPair("k256", new Uint8Array(32).fill(1))
const bob = Secret.keyPair("p256", new Uint8Array(32).fill(2))
const read = (json: unknown) => Result.getOrThrow(DidDocument.parse(json))

const method = (id: string, multibase: string, type = "Multikey", controller: string = did) => ({ id, type, controller, publicKeyMultibase: multibase })
const pds = (endpoint: string, id = "#atproto_pds", type = "AtprotoPersonalDataServer") => ({ id, type, serviceEndpoint: endpoint })

describe("what atproto reads from a DID document", () => {
  it("is handle, signing key, PDS and further services", () => {
    const document = read({
      id: did,
      alsoKnownAs: ["https://alice.test", "at://not a handle", "at://Alice.TEST", "at://bob.test"],
      verificationMethod: [method(`${did}#atproto`, DidKey.toMultibase(alice.didKey)), method("#atproto_label", DidKey.toMultibase(bob.didKey))],
      service: [pds("https://pds1.test"), pds("https://mod.test/", `${did}#atproto_labeler`, "AtprotoLabeler")]
    })
    expect(document).toMatchObject({ did, handle: "alice.test", signingKey: alice.didKey, pds: "https://pds1.test" })
    expect(DidDocument.key(document, "#atproto_label")).toBe(bob.didKey)
    expect(DidDocument.service(document, "#atproto_labeler", "AtprotoLabeler")).toBe("https://mod.test")
    expect(DidDocument.service(document, "atproto_labeler", "BskyAppView")).toBeUndefined()
    expect(DidDocument.service(document, "#bsky_fg")).toBeUndefined()
  })

  it("DIDDOC-1 is the first that matches, never a later one", () => {
    const document = read({
      id: did,
      verificationMethod: [
        method("#other", DidKey.toMultibase(bob.didKey)),
        method("#atproto", DidKey.toMultibase(bob.didKey), "Multikey", "did:web:dan.test"),
        method("did:web:dan.test#atproto", DidKey.toMultibase(bob.didKey)),
        method("#atproto", DidKey.toMultibase(bob.didKey), "JsonWebKey2020"),
        method("#atproto", DidKey.toMultibase(alice.didKey)),
        method("#atproto", DidKey.toMultibase(bob.didKey))
      ],
      service: [pds("https://other.test", "#atproto_pds", "Other"), pds("https://pds1.test"), pds("https://pds2.test")]
    })
    expect(document.signingKey).toBe(alice.didKey)
    expect(document.pds).toBe("https://pds1.test")
    // The first that matches is the PDS; if it is no origin there is none.
    expect(read({ id: did, service: [pds("https://pds1.test/path"), pds("https://pds2.test")] }).pds).toBeUndefined()
  })

  it.each([
    ["https://pds1.test", "https://pds1.test"],
    ["https://pds1.test/", "https://pds1.test"],
    ["http://localhost:2583", "http://localhost:2583"],
    ["https://PDS1.test:443", "https://pds1.test"],
    ["https://pds1.test/xrpc", undefined],
    ["https://pds1.test?x", undefined],
    ["https://pds1.test#x", undefined],
    ["https://alice@pds1.test", undefined],
    ["https://alice:secret@pds1.test", undefined],
    ["ftp://pds1.test", undefined],
    ["pds1.test", undefined],
    ["https://", undefined],
    ["https://pds1.test:99999", undefined],
    ["https:\\\\pds1.test", undefined],
    [" https://pds1.test", undefined]
  ])("the endpoint %s is the origin %s", (endpoint, origin) => {
    expect(read({ id: did, service: [pds(endpoint)] }).pds).toBe(origin)
  })

  it("includes keys of the two legacy types", () => {
    const legacy = (secret: Uint8Array, curve: typeof secp256k1 | typeof p256) => `z${Base58.encode(curve.getPublicKey(secret, false))}`
    const k = read({ id: did, verificationMethod: [method("#atproto", legacy(alice.secret, secp256k1), "EcdsaSecp256k1VerificationKey2019")] })
    const p = read({ id: did, verificationMethod: [method("#atproto", legacy(bob.secret, p256 as never), "EcdsaSecp256r1VerificationKey2019")] })
    expect([k.signingKey, p.signingKey]).toEqual([alice.didKey, bob.didKey])
    expect(read({ id: did, verificationMethod: [method("#atproto", legacy(bob.secret, p256 as never), "EcdsaSecp256k1VerificationKey2019")] }).signingKey).toBeUndefined()
  })

  it("may be nothing at all: a DID without key and PDS is a valid identity", () => {
    expect(read({ id: did })).toEqual({ did, alsoKnownAs: [], keys: new Map(), services: new Map() })
  })

  it.each([[null, "/"], [[], "/"], ["did", "/"], [{}, "/id"], [{ id: "alice.test" }, "/id"], [{ id: `${did}#atproto` }, "/id"]])("is refused from %j", (json, path) => {
    const parsed = DidDocument.parse(json)
    expect(Result.isFailure(parsed) && parsed.failure.path).toBe(path)
  })

  it("is found without a throw in any JSON", () => {
    const messy = fc.record({
      id: fc.constant(did),
      alsoKnownAs: fc.jsonValue(),
      verificationMethod: fc.oneof(fc.jsonValue(), fc.array(fc.record({ id: fc.constant("#atproto"), type: fc.constant("Multikey"), controller: fc.constant(did), publicKeyMultibase: fc.jsonValue() }))),
      service: fc.oneof(fc.jsonValue(), fc.array(fc.record({ id: fc.jsonValue(), type: fc.jsonValue(), serviceEndpoint: fc.jsonValue() })))
    })
    fc.assert(fc.property(messy, (json) => {
      expect(Result.isSuccess(DidDocument.parse(json))).toBe(true)
    }), { numRuns: 200, seed: 1 })
  })
})

const name = fc.constantFrom("alice.test", "bob.test", "carol.test")
const state = fc.record({
  rotationKeys: fc.constant([alice.didKey]),
  alsoKnownAs: fc.array(fc.oneof(name.map((name) => `at://${name}`), fc.constant("https://alice.test"), fc.constant("at://no_handle"))),
  verificationMethods: fc.dictionary(fc.constantFrom("atproto", "atproto_label", "other"), fc.constantFrom<string>(alice.didKey, bob.didKey), { noNullPrototype: true }),
  services: fc.dictionary(
    fc.constantFrom("atproto_pds", "bsky_fg", "atproto_labeler"),
    fc.record({ type: fc.constantFrom("AtprotoPersonalDataServer", "BskyFeedGenerator"), endpoint: fc.constantFrom("https://pds1.test", "https://feeds.test") }),
    { noNullPrototype: true }
  )
})

describe("a rendered PLC state", () => {
  it("DIDDOC-1 DIDDOC-2 reads back the same, ids absolute or relative, whatever else is in the document", () => {
    fc.assert(fc.property(state, fc.boolean(), fc.jsonValue(), (state, absoluteServiceIds, junk) => {
      const rendered = PlcDocument.render(did, state, { absoluteServiceIds })
      const document = read(rendered)
      expect(document.signingKey).toBe(state.verificationMethods["atproto"])
      expect(document.alsoKnownAs).toEqual(state.alsoKnownAs)
      const service = state.services["atproto_pds"]
      expect(document.pds).toBe(service?.type === "AtprotoPersonalDataServer" ? service.endpoint : undefined)
      expect(Object.fromEntries(document.keys)).toEqual(state.verificationMethods)
      expect(read({ ...rendered, service: [junk, ...rendered.service, junk], verificationMethod: [junk, ...rendered.verificationMethod], [`x`]: junk })).toEqual(document)
      const relative = { ...rendered, verificationMethod: rendered.verificationMethod.map((method) => ({ ...method, id: method.id.slice(did.length) })) }
      expect(read(relative)).toEqual(document)
    }), { numRuns: 150, seed: 2 })
  })

  it("is read alike by @atproto/common-web", () => {
    fc.assert(fc.property(state, (state) => {
      const rendered = PlcDocument.render(did, state)
      const document = read(rendered)
      expect(getSigningDidKey(rendered as never)).toBe(document.signingKey)
      expect(getPdsEndpoint(rendered as never)).toBe(document.pds)
      expect(getFeedGenEndpoint(rendered as never)).toBe(DidDocument.service(document, "#bsky_fg", "BskyFeedGenerator"))
      // The library takes the first at:// whether or not it is a handle; the specification the first that is one.
      if (!state.alsoKnownAs.includes("at://no_handle")) expect(getHandle(rendered as never)).toBe(document.handle)
    }), { numRuns: 100, seed: 3 })
  })

  it("names the contexts of the keys in it", () => {
    const rendered = PlcDocument.render(did, { rotationKeys: [], alsoKnownAs: [], services: {}, verificationMethods: { atproto: alice.didKey, other: bob.didKey } })
    expect(rendered["@context"]).toEqual([
      "https://www.w3.org/ns/did/v1",
      "https://w3id.org/security/multikey/v1",
      "https://w3id.org/security/suites/secp256k1-2019/v1",
      "https://w3id.org/security/suites/ecdsa-2019/v1"
    ])
    expect(PlcDocument.data(did, { rotationKeys: [alice.didKey], alsoKnownAs: [], services: {}, verificationMethods: {} })).toHaveProperty("rotationKeys", [alice.didKey])
  })
})
