import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Keyring from "../../../../src/actors/client/keys/Keyring.ts"
import * as Town from "../../pds/Town.ts"

describe("A keyring", () => {
  it("opens by its passphrase, and is the same again", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const ring = yield* Keyring.generate(["k256", "p256"])
      const sealed = yield* Keyring.seal(ring, "a long sentence of alice's", 2)
      return { ring, sealed, again: yield* Keyring.open(sealed, "a long sentence of alice's"), other: yield* Effect.flip(Keyring.open(sealed, "bob's guess")) }
    }))
    expect(seen.again.didKeys).toEqual(seen.ring.didKeys)
    expect(seen.again.keys.map(({ secret }) => [...secret])).toEqual(seen.ring.keys.map(({ secret }) => [...secret]))
    expect(seen.other).toMatchObject({ _tag: "CannotOpen", reason: "WrongPassphraseOrChanged" })
    for (const { secret } of seen.ring.keys) expect(Buffer.from(seen.sealed).includes(Buffer.from(secret).toString("base64url"))).toBe(false)
  })

  it("does not show its secrets to who prints it", () => {
    const { ring } = Town.make().run(Effect.map(Keyring.generate(["k256"]), (ring) => ({ ring })))
    const secret = Buffer.from(ring.keys[0]!.secret)
    expect(JSON.stringify(ring)).not.toContain([...secret].slice(0, 8).join(","))
  })

  it("signs with the held key that stands highest in the DID's list, whatever its own order", () => {
    const { ring } = Town.make().run(Effect.map(Keyring.generate(["k256", "k256"]), (ring) => ({ ring })))
    const [first, second] = ring.didKeys
    expect(ring.strongest(["did:key:zother", second!, first!])).toMatchObject({ rank: 1, key: { didKey: second } })
    expect(ring.strongest(["did:key:zother"])).toBeUndefined()
  })
})
