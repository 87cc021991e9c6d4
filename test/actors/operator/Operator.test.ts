import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { hostsOf, json, person, post, proven, town } from "./Town.ts"

const cidOf = (operation: Operation.Operation): string => Operation.cidOf(operation).toString()

describe("four operators", () => {
  it("take an operation at one and have it proven at all", () => {
    const world = town(4)
    const seen = world.run("device.test", Effect.gen(function*() {
      const alice = yield* person("alice.test")
      const answer = yield* post("plc2.test", alice.did, alice.genesis)
      const documents = yield* Effect.forEach(hostsOf(4), (host) => json(host, `/${alice.did}`))
      const proofs = yield* Effect.forEach(hostsOf(4), (host) => proven(host, alice.did, cidOf(alice.genesis)))
      return { alice, answer, documents, proofs }
    }))
    expect(seen.answer.status).toBe(200)
    expect(JSON.parse(seen.answer.text)).toMatchObject({ index: 1 })
    for (const document of seen.documents) expect(document).toMatchObject({ id: seen.alice.did, alsoKnownAs: ["at://alice.test"] })
    for (const proof of seen.proofs) expect(proof).toMatchObject({ enough: true, index: 1 })
  })
})
