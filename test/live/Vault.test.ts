/** A key manager at work: who guesses passphrases holds up nobody. */
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import * as Vault from "../../src/actors/keymanager/Vault.ts"
import { PasswordKdf } from "../../src/actors/pds/account/PasswordKdf.ts"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import * as LiveKeys from "../../src/live/Keys.ts"
import { live } from "../../src/live/PasswordKdf.ts"
import * as LiveSecureRandom from "../../src/live/SecureRandom.ts"

it("a live server goes on while boxes are opened", async () => {
  let turns = 0
  let counting = true
  const count = () => {
    turns++
    if (counting) setImmediate(count)
  }
  const opened = await Effect.runPromise(Effect.gen(function*() {
    const keys = yield* Keys
    const vault = yield* Vault.make({ secureRandom: yield* SecureRandom, sealingSecret: "the secret of a test", costLog2: 14 })
    const key = yield* keys.generate("k256")
    const sealed = yield* vault.sealRoot("did:plc:alice", key, "alice's passphrase")
    setImmediate(count)
    const guesses = ["dan's guess", "alice's passphrase", "dan's guess", "dan's guess"]
    const found = yield* Effect.forEach(guesses, (guess) => vault.openRoot("did:plc:alice", sealed, guess), { concurrency: "unbounded" })
    return found.map((one) => one?.didKey === key.didKey)
  }).pipe(
    Effect.provideService(PasswordKdf, live),
    Effect.provide(LiveKeys.layer),
    Effect.provide(LiveSecureRandom.layer)
  ))
  counting = false
  expect(opened).toEqual([false, true, false, false])
  // Four hashes in a row on this thread would let it turn no more than a few times.
  expect(turns).toBeGreaterThan(50)
})
