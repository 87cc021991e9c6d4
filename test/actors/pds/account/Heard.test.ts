/** What a PDS does with what its relays say that they know of an account that has woken. SYNC-6, SYNC-9, ACCT-4 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Xrpc from "../../../../src/actors/xrpc/Server.ts"
import * as Tid from "../../../../src/protocol/syntax/Tid.ts"
import * as Town from "../Town.ts"

/** alice's PDS has a relay which says that it knows a commit of hers that is so far ahead. */
const withRelayAhead = (aheadMillis: number) =>
  Town.make({
    pds: { relays: ["appview.test"] },
    appView: Xrpc.query("com.atproto.sync.getLatestCommit", () =>
      Effect.map(Clock.currentTimeMillis, (nowMillis) => ({ cid: "bafyreidpwdr6yhdkiwdmamazaorium3dhkhskv5bnfnufyrwwwqtwxe5sq", rev: Tid.fromMicros((nowMillis + aheadMillis) * 1_000, 0) })))
  })

/** The revs of alice's commits after she woke her account, and after what she did `then`; how far the clock was at the end. */
const revs = (aheadMillis: number, then: string) =>
  withRelayAhead(aheadMillis).run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    yield* alice.procedureOnce("com.atproto.server.activateAccount", {})
    if (then === "sleeps") yield* alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
    yield* Effect.sleep("1 minute")
    const bob = yield* Town.signUp("bob")
    const events = yield* Town.listen("pds1.test", "?cursor=0", (events) => events.some((event) => event._tag === "Commit" && event.repo === bob.did))
    const nowMicros = (yield* Clock.currentTimeMillis) * 1_000
    return events.flatMap((event) => event._tag === "Commit" && event.repo === alice.did ? [Math.sign(Tid.toMicros(event.rev) - nowMicros)] : [])
  }))

describe("a relay that knows more of an account than its own PDS", () => {
  it("makes that commit above it, so that everybody looks here", () => {
    const [first, second, ...above] = revs(4 * 60_000, "stays awake")
    expect([first, second]).toEqual([-1, -1])
    expect(above.length).toBeGreaterThan(0)
    expect(new Set(above)).toEqual(new Set([1]))
  })

  it("is not followed to where nobody would accept a commit", () => {
    expect(revs(10 * 60_000, "stays awake")).toEqual([-1, -1])
  })

  it("makes nobody commit who has gone to sleep meanwhile", () => {
    expect(revs(4 * 60_000, "sleeps")).toEqual([-1, -1])
  })
})
