/**
 * What hostile callers try on a PDS, as tables: the trick, and the answer that
 * it gets. None of it may have an effect, and none may be a 500. AUTH-1 … AUTH-5;
 * XRPC-4
 */
import { createHmac } from "node:crypto"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as PlcClient from "../../../src/actors/identity/PlcClient.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import { type KeyPair, Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Jwt from "../../../src/protocol/xrpc/Jwt.ts"
import * as Result from "effect/Result"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const epochSeconds = Date.UTC(2026, 0, 5, 18) / 1000
const posts = "app.bsky.feed.post"

/** Status and error name of a raw call; "ok" for a success. */
const send = (method: "GET" | "POST", path: string, options: { readonly headers?: Record<string, string>; readonly body?: Uint8Array | string; readonly type?: string } = {}) =>
  Effect.gen(function*() {
    const client = yield* HttpClient
    const request = HttpClientRequest.make(method)(`${origin}${path}`, { headers: options.headers ?? {} })
    const bytes = typeof options.body === "string" ? new TextEncoder().encode(options.body) : options.body
    const response = yield* client.execute(bytes === undefined ? request : HttpClientRequest.setBody(request, HttpBody.uint8Array(bytes, options.type ?? "application/json")))
    const text = yield* response.text
    return response.status < 300 ? "ok" : `${response.status} ${(JSON.parse(text) as { error: string }).error}`
  })

const getSession = (token: string) => send("GET", "/xrpc/com.atproto.server.getSession", { headers: { authorization: `Bearer ${token}` } })
const refreshSession = (token: string) => send("POST", "/xrpc/com.atproto.server.refreshSession", { headers: { authorization: `Bearer ${token}` } })

const part = (object: object): string => Buffer.from(JSON.stringify(object)).toString("base64url")
const partsOf = (token: string) => {
  const [header, claims, signature] = token.split(".") as [string, string, string]
  const decode = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString()) as Record<string, unknown>
  return { header: decode(header), claims: decode(claims), signature }
}
const hmac = (secret: string | Uint8Array, header: object, claims: object): string => {
  const input = `${part(header)}.${part(claims)}`
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`
}

/** A DID whose owner holds its key, so that it can sign whatever it likes. */
const ownDid = Effect.gen(function*() {
  const keys = yield* Keys
  const key = yield* keys.generate()
  const genesis = Operation.sign({
    type: "plc_operation", rotationKeys: [key.didKey], verificationMethods: { atproto: key.didKey }, alsoKnownAs: ["at://carol.pds1.test"],
    services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://elsewhere.test" } }, prev: null
  }, key, keys.sign)
  const did = Operation.didOf(genesis)
  const plc = yield* PlcClient.make("https://plc.test")
  yield* plc.submit(did, genesis)
  return { did, key, keys }
})

describe("a forged or misused session token", () => {
  it("opens nothing", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const other = yield* Town.signUp("bob", "pds2.test")
      const signIn = (pds: string, did: string, password: string) =>
        Client.procedure("com.atproto.server.createSession", { origin: `https://${pds}`, input: { identifier: did, password } })
      const { accessJwt, refreshJwt } = yield* signIn("pds1.test", alice.did, "alice's password")
      const elsewhere = yield* signIn("pds2.test", other.did, "bob's password")
      const { claims, header, signature } = partsOf(accessJwt)
      const { token: service } = yield* alice.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds1.test", lxm: "com.atproto.server.getSession2" as never })
      const { did, key, keys } = yield* ownDid
      return {
        good: yield* getSession(accessJwt),
        "alg none": yield* getSession(`${part({ ...header, alg: "none" })}.${part(claims)}.`),
        "alg none, signature kept": yield* getSession(`${part({ ...header, alg: "none" })}.${part(claims)}.${signature}`),
        "another's DID under the old signature": yield* getSession(`${part(header)}.${part({ ...claims, sub: other.did })}.${signature}`),
        "a longer life under the old signature": yield* getSession(`${part(header)}.${part({ ...claims, exp: 4_000_000_000 })}.${signature}`),
        "full scope under the old signature": yield* getSession(`${part(header)}.${part({ ...claims, scope: "com.atproto.access" })}.${signature.slice(0, -2)}AA`),
        "signed with the account's public key as a secret": yield* getSession(hmac("did:web:pds1.test", header, claims)),
        "signed with an empty secret": yield* getSession(hmac("", header, claims)),
        "ES256K by some key": yield* getSession(Jwt.encode({ typ: "at+jwt", alg: "ES256K" }, { ...claims, sub: did }, (bytes) => keys.sign(key, bytes))),
        "of another server": yield* getSession(elsewhere.accessJwt),
        "a refresh token": yield* getSession(refreshJwt),
        "a service token": yield* getSession(service),
        "an access token to refresh with": yield* refreshSession(accessJwt),
        "a service token to refresh with": yield* refreshSession(service),
        "no token": yield* send("GET", "/xrpc/com.atproto.server.getSession"),
        "Basic": yield* send("GET", "/xrpc/com.atproto.server.getSession", { headers: { authorization: "Basic YWRtaW46YWRtaW4=" } }),
        "two tokens": yield* getSession(`${accessJwt} ${accessJwt}`),
        "four parts": yield* getSession(`${accessJwt}.x`),
        "not base64": yield* getSession("a.b!.c"),
        "very long": yield* getSession("a".repeat(7000)),
        "empty": yield* getSession("")
      }
    }))
    const { good, ...bad } = seen
    expect(good).toBe("ok")
    expect(Object.entries(bad).filter(([, answer]) => !/^40[01] (InvalidToken|AuthenticationRequired)$/.test(answer))).toEqual([])
    expect(town.defects()).toEqual([])
  })

  it("opens nothing once its account is gone", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const tokens = yield* Client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password: "alice's password" } })
      yield* alice.procedure("com.atproto.server.requestAccountDelete", {})
      const [letter] = yield* Town.mail("alice@mail.test")
      yield* Client.procedure("com.atproto.server.deleteAccount", { origin, input: { did: alice.did, password: "alice's password", token: letter!.token } })
      return [yield* getSession(tokens.accessJwt), yield* refreshSession(tokens.refreshJwt), (yield* Town.mail("alice@mail.test")).length]
    }))
    expect(seen).toEqual(["400 InvalidToken", "400 InvalidToken", 0])
  })
})

describe("a forged or misused service token", () => {
  const method = "com.atproto.server.createAccount"
  const moveIn = (did: string, token: string) =>
    send("POST", `/xrpc/${method}`, {
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ did, handle: "carol.pds1.test", email: "carol@mail.test", password: "carol's password" })
    })

  interface Mint {
    readonly header?: object
    readonly claims?: object
    readonly sign?: (input: Uint8Array, key: KeyPair, keys: Keys["Service"]) => Uint8Array
  }

  const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  /** (r, n − s): the same equation holds, and the spec refuses it. */
  const highS = (signature: Uint8Array): Uint8Array => {
    const s = n - BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`)
    return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")])
  }

  const table: ReadonlyArray<readonly [trick: string, mint: Mint, answer: string]> = [
    ["for another server", { claims: { aud: "did:web:pds2.test" } }, "401 BadJwtAudience"],
    ["for another service here", { claims: { aud: "did:web:pds1.test#bsky_appview" } }, "401 BadJwtAudience"],
    ["for everybody", { claims: { aud: "*" } }, "401 BadJwtAudience"],
    ["for several", { claims: { aud: ["did:web:pds1.test"] } }, "401 BadJwtAudience"],
    ["for no one", { claims: { aud: undefined } }, "401 BadJwtAudience"],
    ["for another method", { claims: { lxm: "com.atproto.repo.createRecord" } }, "401 BadJwtLexiconMethod"],
    ["for no method", { claims: { lxm: undefined } }, "401 BadJwtLexiconMethod"],
    ["for all methods", { claims: { lxm: "*" } }, "401 BadJwtLexiconMethod"],
    ["alg none", { header: { alg: "none" }, sign: () => new Uint8Array(0) }, "401 BadJwtAlgorithm"],
    ["HS256 with the public key as the secret", {
      header: { alg: "HS256" },
      sign: (input, key) => createHmac("sha256", Result.getOrThrow(DidKey.parse(key.didKey)).publicKey).update(input).digest()
    }, "401 BadJwtAlgorithm"],
    ["ES256 for a k256 key", { header: { alg: "ES256" } }, "401 BadJwtSignature"],
    ["expired", { claims: { exp: epochSeconds - 1 } }, "401 JwtExpired"],
    ["without exp", { claims: { exp: undefined } }, "401 BadJwt"],
    ["with an exp of text", { claims: { exp: "tomorrow" } }, "401 BadJwt"],
    ["not valid yet", { claims: { nbf: epochSeconds + 1800, exp: epochSeconds + 3000 } }, "401 BadJwt"],
    ["good for a year", { claims: { exp: epochSeconds + 365 * 86_400 } }, "401 BadJwt"],
    ["without jti", { claims: { jti: undefined } }, "401 BadJwt"],
    ["an access token's type", { header: { typ: "at+jwt" } }, "401 BadJwtType"],
    ["a refresh token's type", { header: { typ: "refresh+jwt" } }, "401 BadJwtType"],
    ["a DPoP proof's type", { header: { typ: "dpop+jwt" } }, "401 BadJwtType"],
    ["by the label key", { header: { kid: "#atproto_label" } }, "401 BadJwtIssuer"],
    ["by a key at some URL", { header: { kid: "https://evil.test/key" } }, "401 BadJwt"],
    ["by a DID with a fragment", { claims: { iss: "did:web:pds1.test#atproto" } }, "401 BadJwtIssuer"],
    ["by somebody who is not there", { claims: { iss: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa" } }, "401 BadJwtIssuer"],
    ["by a DID of an unknown method", { claims: { iss: "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme" } }, "401 BadJwtIssuer"],
    ["with a high S", { sign: (input, key, keys) => highS(keys.sign(key, input)) }, "401 BadJwtSignature"],
    ["with a signature of zeros", { sign: () => new Uint8Array(64) }, "401 BadJwtSignature"],
    ["with a signature too short", { sign: (input, key, keys) => keys.sign(key, input).subarray(0, 63) }, "401 BadJwtSignature"]
  ]

  it("admits nobody", () => {
    const town = Town.make()
    const { answers, good, replayed, stranger } = town.run(Effect.gen(function*() {
      const { did, key, keys } = yield* ownDid
      const other = yield* keys.generate()
      let count = 0
      const mint = ({ claims, header, sign }: Mint, by = key) =>
        Jwt.encode(
          { typ: "JWT", alg: "ES256K", ...header },
          { iss: did, aud: "did:web:pds1.test", lxm: method, iat: epochSeconds, exp: epochSeconds + 60, jti: `token ${++count}`, ...claims },
          (input) => sign === undefined ? keys.sign(by, input) : sign(input, by, keys)
        )
      const answers: Array<readonly [string, string]> = []
      for (const [trick, forged] of table) answers.push([trick, yield* moveIn(did, mint(forged))])
      answers.push(["signed by another's key", yield* moveIn(did, mint({}, other))])
      const alice = yield* Town.signUp("alice")
      answers.push(["in alice's name", yield* moveIn(alice.did, mint({ claims: { iss: alice.did } }))])
      const stranger = yield* moveIn(alice.did, mint({}))
      const once = mint({})
      return { answers, stranger, good: yield* moveIn(did, once), replayed: yield* moveIn(did, once) }
    }))
    expect(answers).toEqual([
      ...table.map(([trick, , answer]) => [trick, answer]),
      ["signed by another's key", "401 BadJwtSignature"],
      ["in alice's name", "401 BadJwtSignature"]
    ])
    expect(stranger).toBe("403 Forbidden")
    expect([good, replayed]).toEqual(["ok", "401 JwtReplayed"])
    expect(town.defects()).toEqual([])
  })
})

/** The head of a repository, to see that nothing happened. */
const headOf = (did: string) => Effect.map(Client.query("com.atproto.sync.getLatestCommit", { origin, params: { did: did as never } }), ({ rev }) => rev)

const write = (session: Session, nsid: string, input: object) =>
  Effect.match(session.procedureOnce(nsid as "com.atproto.repo.createRecord", { input: input as never }), {
    onSuccess: () => "ok",
    onFailure: (error) => error._tag === "XrpcError" ? `${error.status} ${error.error}` : "no answer"
  })

describe("a writer", () => {
  it("does not reach another's repository, by any method or name", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      const { uri } = yield* Town.createPost(bob, "mine")
      const rkey = uri.split("/").pop()!
      const before = yield* headOf(bob.did)
      const answers: Array<string> = []
      for (const repo of [bob.did, "bob.pds1.test", "BOB.pds1.test"]) {
        answers.push(yield* write(alice, "com.atproto.repo.createRecord", { repo, collection: posts, record: Town.post("yours") }))
        answers.push(yield* write(alice, "com.atproto.repo.putRecord", { repo, collection: posts, rkey, record: Town.post("yours") }))
        answers.push(yield* write(alice, "com.atproto.repo.deleteRecord", { repo, collection: posts, rkey }))
        answers.push(yield* write(alice, "com.atproto.repo.applyWrites", { repo, writes: [{ $type: "com.atproto.repo.applyWrites#delete", collection: posts, rkey }] }))
      }
      return { answers: new Set(answers), moved: before !== (yield* headOf(bob.did)) }
    }))
    expect(seen).toEqual({ answers: new Set(["403 Forbidden"]), moved: false })
  })

  const rkeys = [
    "", ".", "..", "../self", "a/b", "/a", "a/", "%2e%2e", "%2F", "a b", "a\u0000b", "a\nb", "self#x", "self?x", "é", "😀", "a\\b", "@", "$", "a".repeat(513)
  ]
  const collections = [
    "", "app", "app.bsky", "app.bsky.feed.post/..", "app.bsky.feed.post/a", "../app.bsky.feed.post", "app.bsky.feed.post#main", "app.bsky.feed.*",
    "app.bsky.feed.post ", ".app.bsky.feed", "app..bsky.feed", "app.bsky.feed.post-x", "1pp.bsky.feed", "app.bsky.fééd", `a.b.${"c".repeat(64)}`, `${"a.".repeat(160)}b`
  ]

  it("does not get out of its collection by a path, nor make one that is none", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const before = yield* headOf(alice.did)
      const repo = alice.did
      const answers: Array<readonly [string, string, string]> = []
      for (const [collection, rkey] of [...rkeys.map((rkey) => [posts, rkey] as const), ...collections.map((collection) => [collection, "self"] as const)]) {
        const record = { $type: collection, text: "x", createdAt: "2026-01-05T18:00:00.000Z" }
        for (const validate of [undefined, false]) {
          const mode = validate === undefined ? {} : { validate }
          answers.push([collection, rkey, yield* write(alice, "com.atproto.repo.createRecord", { repo, collection, rkey, record, ...mode })])
          answers.push([collection, rkey, yield* write(alice, "com.atproto.repo.putRecord", { repo, collection, rkey, record, ...mode })])
          answers.push([collection, rkey, yield* write(alice, "com.atproto.repo.applyWrites", { repo, ...mode, writes: [{ $type: "com.atproto.repo.applyWrites#create", collection, rkey, value: record }] })])
        }
        answers.push([collection, rkey, yield* write(alice, "com.atproto.repo.deleteRecord", { repo, collection, rkey })])
        const query = `repo=${encodeURIComponent(repo)}&collection=${encodeURIComponent(collection)}&rkey=${encodeURIComponent(rkey)}`
        answers.push([collection, rkey, yield* send("GET", `/xrpc/com.atproto.repo.getRecord?${query}`)])
        answers.push([collection, rkey, yield* send("GET", `/xrpc/com.atproto.sync.getRecord?did=${encodeURIComponent(repo)}&${query.slice(query.indexOf("collection"))}`)])
      }
      return { strange: answers.filter(([, , answer]) => answer !== "400 InvalidRequest"), moved: before !== (yield* headOf(alice.did)) }
    }))
    expect(seen).toEqual({ strange: [], moved: false })
    expect(town.defects()).toEqual([])
  })

  const notes = "test.orrery.note"
  const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth)
  const raw = (repo: string, value: string): string => `{"repo":"${repo}","collection":"${notes}","record":{"$type":"${notes}","value":${value}}}`

  const values: ReadonlyArray<readonly [what: string, value: string, answer: RegExp]> = [
    ["a record of more than a megabyte", `"${"a".repeat(1_100_000)}"`, /^(400 InvalidRequest|413 PayloadTooLarge)$/],
    ["a body of three megabytes", `"${"a".repeat(3_000_000)}"`, /^413 PayloadTooLarge$/],
    ["a nest of a hundred", deep(100), /^400 InvalidRequest$/],
    ["a nest of 100,000", deep(100_000), /^400 InvalidRequest$/],
    ["a nest of objects", "{\"a\":".repeat(5000) + "1" + "}".repeat(5000), /^400 InvalidRequest$/],
    ["200,000 elements", `[${"0,".repeat(200_000)}0]`, /^400 InvalidRequest$/],
    ["a key of 10,000 bytes", `{"${"k".repeat(10_000)}":1}`, /^400 InvalidRequest$/],
    ["a float", "1.5", /^400 InvalidRequest$/],
    ["an integer beyond 2⁵³", "9007199254740993", /^400 InvalidRequest$/],
    ["infinity by exponent", "1e999", /^400 InvalidRequest$/],
    ["a link that is none", "{\"$link\":\"nonsense\"}", /^400 InvalidRequest$/],
    ["a link with company", "{\"$link\":\"bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm\",\"x\":1}", /^400 InvalidRequest$/],
    ["bytes that are none", "{\"$bytes\":\"!!\"}", /^400 InvalidRequest$/],
    ["a blob nobody uploaded", "{\"$type\":\"blob\",\"ref\":{\"$link\":\"bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy\"},\"mimeType\":\"image/png\",\"size\":3}", /^400 (InvalidRequest|BlobNotFound)$/],
    ["half a surrogate", "\"\\ud800\"", /^400 InvalidRequest$/],
    ["__proto__", "{\"__proto__\":{\"admin\":true}}", /^(ok|400 InvalidRequest)$/],
    ["constructor", "{\"constructor\":{\"prototype\":{\"x\":1}}}", /^(ok|400 InvalidRequest)$/]
  ]

  it("does not choke the server with a record", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { accessJwt } = yield* Client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password: "alice's password" } })
      const headers = { authorization: `Bearer ${accessJwt}` }
      const answers: Array<readonly [string, string]> = []
      for (const [what, value] of values) answers.push([what, yield* send("POST", "/xrpc/com.atproto.repo.createRecord", { headers, body: raw(alice.did, value) })])
      return answers.filter(([, answer], i) => !values[i]![2].test(answer))
    }), 600_000)
    expect(seen).toEqual([])
    expect(({} as { admin?: boolean }).admin).toBe(undefined)
    expect(town.defects()).toEqual([])
  })

  const utf16 = Buffer.from("{}", "utf16le")
  const bodies: ReadonlyArray<readonly [what: string, type: string | undefined, body: (json: string) => string | Uint8Array, answer: RegExp]> = [
    ["a charset besides", "application/json; charset=utf-8", (json) => json, /^ok$/],
    ["capitals", "Application/JSON", (json) => json, /^ok$/],
    ["plain text", "text/plain", (json) => json, /^400 InvalidRequest$/],
    ["a form", "application/x-www-form-urlencoded", () => "repo=x", /^400 InvalidRequest$/],
    ["a multipart form", "multipart/form-data; boundary=x", () => "--x--", /^400 InvalidRequest$/],
    ["JSON of another kind", "application/json-patch+json", (json) => json, /^400 InvalidRequest$/],
    ["two types", "application/json, text/html", (json) => json, /^400 InvalidRequest$/],
    ["a CAR", "application/vnd.ipld.car", (json) => json, /^400 InvalidRequest$/],
    ["UTF-16", "application/json; charset=utf-16", () => utf16, /^400 InvalidRequest$/],
    ["bytes that are no text", "application/json", () => new Uint8Array([0xff, 0xfe, 0x00]), /^400 InvalidRequest$/],
    ["two objects", "application/json", (json) => json + json, /^400 InvalidRequest$/],
    ["a list", "application/json", (json) => `[${json}]`, /^400 InvalidRequest$/],
    ["null", "application/json", () => "null", /^400 InvalidRequest$/],
    ["nothing", "application/json", () => "", /^400 InvalidRequest$/]
  ]

  it("does not slip past the lexicon by a body's type", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { accessJwt } = yield* Client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password: "alice's password" } })
      const headers = { authorization: `Bearer ${accessJwt}` }
      const answers: Array<readonly [string, string]> = []
      for (const [what, type, body] of bodies) {
        answers.push([what, yield* send("POST", "/xrpc/com.atproto.repo.createRecord", { headers, body: body(raw(alice.did, "1")), ...(type === undefined ? {} : { type }) })])
      }
      return answers.filter(([, answer], i) => !bodies[i]![3].test(answer))
    }))
    expect(seen).toEqual([])
    expect(town.defects()).toEqual([])
  })

  it("does not reach a method by another verb, another spelling, or another path", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { accessJwt } = yield* Client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password: "alice's password" } })
      const headers = { authorization: `Bearer ${accessJwt}` }
      const before = yield* headOf(alice.did)
      const body = raw(alice.did, "1")
      const answers = [
        yield* send("GET", "/xrpc/com.atproto.repo.createRecord", { headers }),
        yield* send("POST", "/xrpc/com.atproto.repo.createrecord", { headers, body }),
        yield* send("POST", "/xrpc/com.atproto.repo.createRecord/", { headers, body }),
        yield* send("POST", "/xrpc//com.atproto.repo.createRecord", { headers, body }),
        yield* send("POST", "/xrpc/com.atproto.repo.createRecord;x=1", { headers, body }),
        yield* send("POST", "/xrpc/com.atproto.repo.createRecord%00", { headers, body }),
        yield* send("POST", "/xrpc/com.atproto.admin.deleteAccount", { headers, body: JSON.stringify({ did: alice.did }) })
      ]
      return { answers: answers.filter((answer) => !/^(400|401|404|501) /.test(answer)), moved: before !== (yield* headOf(alice.did)) }
    }))
    expect(seen).toEqual({ answers: [], moved: false })
    expect(town.defects()).toEqual([])
  })
})
