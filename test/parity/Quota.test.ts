/** One account's share of a server, on the simulated disk and on a real one. */
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { layerOf } from "../../src/actors/Actor.ts"
import type { Network } from "../../src/actors/Network.ts"
import { inBothWorlds, pds, signUp } from "./BothWorlds.ts"

const quota = { records: 2, blobBytes: 4_000_000 }

const network: Network = {
  actors: [
    { kind: "plc", host: "plc.test", options: {} },
    pds("pds1.test", { quota })
  ]
}

const outcome = <A, E extends { readonly message: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, { onFailure: ({ message }) => message, onSuccess: () => "done" })

inBothWorlds(network, layerOf, (arm) => {
  it("takes from an account what its quota holds, of all that comes at once", async () => {
    const seen = await arm.run(Effect.gen(function*() {
      const alice = yield* signUp("alice")
      const uploads = yield* Effect.all(Array.from({ length: 6 }, (_, i) =>
        outcome(alice.procedureOnce("com.atproto.repo.uploadBlob", { input: new Uint8Array(1_300_000).fill(i), contentType: "application/octet-stream" }))), { concurrency: "unbounded" })
      const writes = yield* Effect.all(Array.from({ length: 5 }, (_, i) =>
        outcome(alice.procedureOnce("com.atproto.repo.createRecord", { input: { repo: alice.did, collection: "test.orrery.note", rkey: `note${i}`, record: { i } } }))), { concurrency: "unbounded" })
      return { uploads, writes, usage: yield* alice.query("dev.orrery.server.getUsage", {}) }
    }))
    expect(seen.uploads.filter((each) => each === "done")).toHaveLength(3)
    expect(seen.writes.filter((each) => each === "done")).toHaveLength(2)
    for (const refused of [...seen.uploads, ...seen.writes].filter((each) => each !== "done")) expect(refused).toContain("Over quota")
    expect(seen.usage).toEqual({ records: { used: 2, limit: 2 }, blobBytes: { used: 3_900_000, limit: 4_000_000 } })
  })
})
