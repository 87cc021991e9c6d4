import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Sealed from "../../../src/protocol/keys/Sealed.ts"

const options = { passphrase: "alice's", purpose: "a test", salt: new Uint8Array(16).fill(1), nonce: new Uint8Array(12).fill(2), costLog2: 1 }
const secret = new Uint8Array([1, 2, 3, 250])
const reason = (result: Result.Result<unknown, Sealed.CannotOpen>) => Result.isFailure(result) ? result.failure.reason : "opened"

describe("A sealed secret", () => {
  it("opens with its passphrase and purpose alone", () => {
    const sealed = Sealed.seal(secret, options)
    expect(Result.getOrThrow(Sealed.open(sealed, options))).toEqual(secret)
    expect(reason(Sealed.open(sealed, { ...options, passphrase: "bob's" }))).toBe("WrongPassphraseOrChanged")
    expect(reason(Sealed.open(sealed, { ...options, purpose: "another" }))).toBe("WrongPassphraseOrChanged")
  })

  it("does not open once any character is changed", () => {
    const sealed = Sealed.seal(secret, options)
    fc.assert(fc.property(fc.nat(sealed.length - 1), fc.constantFrom(..."AZaz09$-_"), (at, character) => {
      const changed = sealed.slice(0, at) + character + sealed.slice(at + 1)
      expect(reason(Sealed.open(changed, options)) === "opened").toBe(changed === sealed)
    }), { seed: 7, numRuns: 300 })
  })

  it("bounds what a foreign box may cost", () => {
    const sealed = Sealed.seal(secret, options)
    expect(reason(Sealed.open(sealed.replace("$1$", "$40$"), options))).toBe("TooCostly")
    for (const bad of ["", "$$$$", sealed.replace("scrypt-", "argon-"), `${sealed}$`, sealed.replace("$1$", "$01$"), sealed.replace("$1$", "$1e1$")]) {
      expect(reason(Sealed.open(bad, options))).toBe("Malformed")
    }
  })
})
