/** What createSession takes of a server, for a name that has an account and for one that has none. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../../src/actors/Actor.ts"
import { type Algorithm, PasswordKdf } from "../../../../src/actors/pds/account/PasswordKdf.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"

describe("a sign-in with a wrong password", () => {
  it("derives the same hash and answers the same for a handle, an address and a DID that nobody has", () => {
    const derived: Array<readonly [Algorithm, password: string, saltBytes: number, bytes: number]> = []
    const counting = Layer.effect(PasswordKdf)(Effect.map(PasswordKdf, (kdf) => ({
      ...kdf,
      derive: (...asked: Parameters<typeof kdf.derive>) => {
        const [algorithm, password, salt, bytes] = asked
        derived.push([algorithm, password, salt.length, bytes])
        return kdf.derive(...asked)
      }
    })))
    const town = Town.make({ layerOf: (spec) => Layer.provide(layerOf(spec), counting) })
    const seen = town.run(Effect.gen(function*() {
      const { did } = yield* Town.signUp("alice")
      const nobody = `did:plc:${"a".repeat(24)}`
      const knock = Effect.fnUntraced(function*(identifier: string, password: string) {
        derived.length = 0
        const answer = yield* Effect.result(Client.procedure("com.atproto.server.createSession", { origin, input: { identifier, password } }))
        const said = Result.isSuccess(answer) || answer.failure._tag !== "XrpcError" ? undefined : [answer.failure.status, answer.failure.error, answer.failure.message]
        return { said, derived: [...derived] }
      })
      const names = ["alice.pds1.test", "alice@mail.test", did, "bob.pds1.test", "bob@mail.test", nobody, "bob"]
      return {
        wrong: yield* Effect.forEach(names, (name) => knock(name, "not the password")),
        endless: yield* Effect.forEach(names, (name) => knock(name, "x".repeat(513)))
      }
    }))
    const [known] = seen.wrong
    expect(known).toEqual({ said: [401, "AuthenticationRequired", "Invalid identifier or password"], derived: [[{ _tag: "scrypt", costLog2: 1 }, "not the password", 16, 32]] })
    expect(seen.wrong).toEqual(seen.wrong.map(() => known))
    // What nobody was ever given costs nothing, whoever is named.
    expect(seen.endless).toEqual(seen.endless.map(() => ({ said: known!.said, derived: [] })))
  })
})
