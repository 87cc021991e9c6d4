/** A signing key that is ready before its account. [lex:com.atproto.server.reserveSigningKey] */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const reserve = (did?: string) =>
  Effect.map(Client.procedure("com.atproto.server.reserveSigningKey", { origin: "https://pds2.test", input: did === undefined ? {} : { did: did as never } }), ({ signingKey }) => signingKey)

describe("a reserved signing key", () => {
  it("is the same each time for a DID, and is the account's when that moves in", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const key = yield* reserve(alice.did)
      const again = yield* reserve(alice.did)
      const { token } = yield* alice.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" })
      const arrived = yield* Client.procedure("com.atproto.server.createAccount", {
        origin: "https://pds2.test",
        headers: Client.bearer(token),
        input: { ...Town.credentials("alice", "pds2.test"), did: alice.did }
      })
      const wanted = yield* Client.query("com.atproto.identity.getRecommendedDidCredentials", {
        origin: "https://pds2.test", params: {}, headers: Client.bearer(arrived.accessJwt)
      })
      return { key, again, wanted: wanted.verificationMethods, later: yield* reserve(alice.did), anybody: [yield* reserve(), yield* reserve()] }
    }))
    expect(seen.again).toBe(seen.key)
    expect(seen.wanted).toEqual({ atproto: seen.key })
    expect(seen.later).not.toBe(seen.key)
    expect(seen.anybody[0]).not.toBe(seen.anybody[1])
  })
})
