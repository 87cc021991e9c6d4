import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import * as OwnAccount from "../../../src/actors/client/keys/OwnAccount.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as ServiceAuth from "../../../src/actors/identity/ServiceAuth.ts"
import type { DidDocument } from "../../../src/protocol/identity/DidDocument.ts"
import { type KeyPair, Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Town from "../pds/Town.ts"

const aud = "did:web:feeds.test"
const lxm = "app.bsky.feed.getFeedSkeleton"

/** A resolver that counts how often the source itself is asked, and knows whatever key `listed` holds. */
const counting = () => {
  const listed = new Map<string, string>()
  const asked = { refresh: 0 }
  const document = (did: string) =>
    Effect.sync((): DidDocument => ({ did: Did.make(did), alsoKnownAs: [], keys: new Map(), services: new Map(), signingKey: listed.get(did)! as never }))
  const old = new Map<string, DidDocument>()
  const service = Resolver.Resolver.of({
    lastHeard: () => undefined,
    did: (did) => Effect.map(document(did), (now) => {
      const known = old.get(did) ?? now
      old.set(did, known)
      return known
    }),
    fresh: () => undefined,
    refresh: (did) => Effect.map(document(did), (now) => {
      asked.refresh++
      old.set(did, now)
      return now
    }),
    handle: () => Effect.die("not asked"),
    handleVerdict: () => Effect.die("not asked"),
    verifiedHandle: () => Effect.die("not asked")
  })
  return { asked, listed, layer: Layer.provide(ServiceAuth.layer, Layer.succeed(Resolver.Resolver)(service)) }
}

const call = (iss: string, key: KeyPair) =>
  Effect.gen(function*() {
    const auth = yield* ServiceAuth.ServiceAuth
    const token = yield* OwnAccount.serviceToken(key, { iss, aud, lxm })
    return yield* Effect.match(auth.required({ headers: { authorization: `Bearer ${token}` } }, { audience: [aud], method: lxm }), {
      onFailure: (error) => error.error,
      onSuccess: (did) => did as string
    })
  })

describe("service auth", () => {
  it("asks the directory once a minute for an issuer, however many forgeries come in its name [SYNC-12]", () => {
    const { asked, layer, listed } = counting()
    const seen = Town.make().run(Effect.gen(function*() {
      const keys = yield* Keys
      const [alice, dan, next] = [yield* keys.generate(), yield* keys.generate(), yield* keys.generate()]
      listed.set("did:plc:alice", alice.didKey).set("did:plc:bob", alice.didKey)
      const forged = yield* Effect.forEach(Array.from({ length: 50 }), () => call("did:plc:alice", dan))
      const afterFlood = asked.refresh
      // The true issuer is not locked out, nor is another.
      const own = [yield* call("did:plc:alice", alice), yield* call("did:plc:bob", dan)]
      yield* Effect.sleep("61 seconds")
      listed.set("did:plc:alice", next.didKey)
      return { forged: new Set(forged), afterFlood, own, rotated: yield* call("did:plc:alice", next) }
    }).pipe(Effect.provide(layer)))
    expect([...seen.forged]).toEqual(["BadJwtSignature"])
    expect(seen.afterFlood).toBe(1)
    expect(seen.own).toEqual(["did:plc:alice", "BadJwtSignature"])
    expect(seen.rotated).toBe("did:plc:alice")
    expect(asked.refresh).toBe(3)
  })
})
