/** AUTH-5: tokens that have had their time, are of another DID, or are signed by nobody who may. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { describe, expect, it } from "vitest"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import { OwnCredential } from "../../../src/sim/oracles/OwnCredential.ts"

const pds = "pds1.test"
const [alice, bob] = ["a", "b"].map((letter) => `did:plc:${letter.repeat(24)}`) as [string, string]
const secrets = { [alice]: new Uint8Array(32).fill(1), [bob]: new Uint8Array(32).fill(2) }
const keyOf = (did: string) => DidKey.format("k256", secp256k1.getPublicKey(secrets[did]!, true))
const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json))
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")

const access = (claims: object) => `${part({ typ: "at+jwt", alg: "HS256" })}.${part({ aud: `did:web:${pds}`, sub: alice, iat: 0, exp: 7_200, ...claims })}.AA`

/** A service token that says it is of `iss`, signed with the key of `signer`. */
const service = (iss: string, signer = iss) => {
  const input = `${part({ typ: "JWT", alg: "ES256K" })}.${part({ iss, aud: `did:web:${pds}`, lxm: "com.atproto.server.createAccount", exp: 60 })}`
  const signature = secp256k1.sign(sha256(new TextEncoder().encode(input)), secrets[signer]!, { prehash: false })
  return `${input}.${Buffer.from(signature).toString("base64url")}`
}

let exchanges = 0
const exchange = (at: number, method: string, token: string | undefined, input: unknown, output: unknown = {}): ReadonlyArray<Observation> => {
  const request: HttpRequestSent = {
    _tag: "HttpRequestSent", at, exchange: ++exchanges, from: "device.test", to: pds, method: "POST", path: `/xrpc/${method}`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` }, body: bytesOf(input)
  }
  return [request, { _tag: "HttpResponseReceived", at: at + 1, exchange: exchanges, request, status: 200, headers: {}, body: bytesOf(output) }]
}

const said = (...observed: ReadonlyArray<ReadonlyArray<Observation>>): ReadonlyArray<string> => {
  const ledger = new Ledger([{ host: pds, kind: "pds" }])
  for (const did of [alice, bob]) ledger.directory.identities.set(did, { did, signingKey: keyOf(did), pds: undefined, handle: undefined, pdsSince: 0, moved: false, keys: [keyOf(did)] })
  const messages: Array<string> = []
  const { observe } = OwnCredential.make((holds, message) => {
    if (!holds) messages.push(message())
  }, ledger)
  for (const o of observed.flat()) {
    ledger.observe(o)
    observe?.(o)
  }
  return messages
}

const token = access({})
const signIn = exchange(0, "com.atproto.server.createSession", undefined, { identifier: alice, password: "x" }, { did: alice, accessJwt: token, refreshJwt: "r" })
const prefer = (at: number, authorization: string) => exchange(at, "app.bsky.actor.putPreferences", authorization, {})
const moveIn = (did: string, authorization: string) => exchange(10, "com.atproto.server.createAccount", authorization, { did }, { did })

describe("AUTH-5 is content", () => {
  it("with a session in its time, and with who brings a DID of their own", () => {
    expect(said(signIn, prefer(7_200_000, token), moveIn(bob, service(bob)))).toEqual([])
  })
})

describe("AUTH-5 notices a PDS", () => {
  it("that takes a token whose time is over", () => {
    expect(said(signIn, prefer(7_200_000 + 600_000, token))).toHaveLength(1)
  })

  it("that takes a token of another server", () => {
    expect(said(prefer(10, access({ aud: "did:web:pds2.test" })))).toHaveLength(1)
  })

  it("that makes an account of a DID for somebody else", () => {
    expect(said(moveIn(alice, service(bob)))).toHaveLength(1)
  })

  it("that takes a service token which its issuer has not signed", () => {
    expect(said(moveIn(alice, service(alice, bob)))).toHaveLength(1)
  })
})
