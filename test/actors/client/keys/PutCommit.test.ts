/** What a PDS takes of a device that signs, and what it refuses. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { Keys } from "../../../../src/protocol/keys/Keys.ts"
import * as Commit from "../../../../src/protocol/repo/Commit.ts"
import * as Town from "../../pds/Town.ts"
import { alice, error, prepareCommit, putCommit } from "./Phone.ts"

describe("putCommit", () => {
  const cases: ReadonlyArray<readonly [string, string, (made: { readonly did: string; readonly data: never; readonly rev: string }) => object]> = [
    ["of another account", "InvalidCommit", () => ({ did: `did:plc:${"b".repeat(24)}` })],
    ["of another tree", "InvalidCommit", () => ({ data: undefined })],
    ["from long ago", "ExpiredCommit", () => ({ rev: "3l22222222222" })],
    ["from the future", "ExpiredCommit", () => ({ rev: "7zzzzzzzzzzzz" })]
  ]
  for (const [what, refusal, change] of cases) {
    it(`refuses a signed commit ${what}`, () => {
      const town = Town.make()
      expect(town.run(Effect.gen(function*() {
        const { device, session } = yield* alice
        const keys = yield* Keys
        const writes = [{ $type: "com.atproto.repo.applyWrites#create" as const, collection: "app.bsky.feed.post", rkey: "3l22222222222", value: Town.post("x") }]
        const { data, prevData, rev } = yield* session.procedureOnce(prepareCommit, { input: { repo: session.did, writes } })
        const changed = { did: session.did, data, rev, ...change({ did: session.did, data: data as never, rev }) }
        const unsigned = { ...changed, data: changed.data ?? prevData! } as Commit.UnsignedCommit
        const { bytes } = Commit.sign(unsigned, (message) => keys.sign(device.key, message))
        return error(yield* Effect.result(session.procedureOnce(putCommit, { input: { repo: session.did, writes, commit: bytes } })))
      }))).toBe(refusal)
    })
  }

  it("refuses a signature by any key but the one that the owner holds, and everything for an account whose key the PDS has", () => {
    const town = Town.make()
    expect(town.run(Effect.gen(function*() {
      const { ring, session } = yield* alice
      const keys = yield* Keys
      const { data, rev } = yield* session.procedureOnce(prepareCommit, { input: { repo: session.did, writes: [] } })
      const { bytes } = Commit.sign({ did: session.did, rev: rev as never, data }, (message) => keys.sign(ring.keys[0]!, message))
      const bob = yield* Town.signUp("bob")
      return [
        error(yield* Effect.result(session.procedureOnce(putCommit, { input: { repo: session.did, writes: [], commit: bytes } }))),
        error(yield* Effect.result(bob.procedureOnce(putCommit, { input: { repo: bob.did, writes: [], commit: bytes } }))),
        error(yield* Effect.result(bob.procedureOnce(putCommit, { input: { repo: session.did, writes: [], commit: bytes } }))),
        error(yield* Effect.result(bob.procedureOnce(prepareCommit, { input: { repo: bob.did, writes: [] } })))
      ]
    }))).toEqual(["InvalidCommit", "NoOwnSigningKey", "Forbidden", "NoOwnSigningKey"])
  })

  it("answers with the commit that was signed and the CIDs of its records, once more when it is repeated", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      const keys = yield* Keys
      const write = (rkey: string, text: string) => ({ $type: "com.atproto.repo.applyWrites#create" as const, collection: "app.bsky.feed.post", rkey, value: Town.post(text) })
      const writes = [write("3l22222222222", "one"), write("3l22222222223", "two")]
      const { data, rev } = yield* session.procedureOnce(prepareCommit, { input: { repo: session.did, writes } })
      const { bytes, cid } = Commit.sign({ did: session.did, rev: rev as never, data }, (message) => keys.sign(device.key, message))
      const put = session.procedureOnce(putCommit, { input: { repo: session.did, writes, commit: bytes } })
      const [first, again] = [yield* put, yield* put]
      const { records } = yield* session.query("com.atproto.repo.listRecords", { repo: session.did, collection: "app.bsky.feed.post" })
      return { signed: { cid: cid.toString(), rev }, first, again, cids: records.map(({ cid }) => cid as string) }
    }))
    expect(seen.first.commit).toEqual(seen.signed)
    expect(seen.first.results.map((result) => "cid" in result && seen.cids.includes(result.cid))).toEqual([true, true])
    expect(seen.again).toEqual(seen.first)
  })
})
