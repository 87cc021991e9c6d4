/** How far a PDS believes a relay that knows more of it than its disk. docs/backups.md; SYNC-6, SYNC-9 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import * as Xrpc from "../../../../src/actors/xrpc/Server.ts"
import * as Tid from "../../../../src/protocol/syntax/Tid.ts"
import * as Town from "../Town.ts"

const cid = "bafyreidpwdr6yhdkiwdmamazaorium3dhkhskv5bnfnufyrwwwqtwxe5sq"
const farSeq = 9_000_000_000_000_000

/** alice's PDS starts anew, twice, and the first time its relay says that it knows a commit of hers so far ahead of all clocks, and not what is in it. */
const restarted = (aheadMillis: number) => {
  let did = ""
  let told = ""
  let seq = farSeq
  const town = Town.make({
    pds: { relays: ["appview.test"] },
    appView: Layer.mergeAll(
      Xrpc.query("com.atproto.sync.getHostStatus", () => Effect.sync(() => ({ hostname: "pds1.test", seq }))),
      Xrpc.query("com.atproto.sync.listRepos", () =>
        Effect.map(Clock.currentTimeMillis, (nowMillis) => {
          told = Tid.fromMicros((nowMillis + aheadMillis) * 1_000, 0)
          return { repos: [{ did, head: cid, rev: told, active: true }] }
        }))
    )
  })
  const alice = town.run(Town.signUp("alice"))
  did = alice.did
  const restart = () => {
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    town.world.runUntil(town.world.now + 60_000)
  }
  restart()
  // What was settled is not settled again.
  seq = 0
  restart()
  const commits = town.run(Effect.gen(function*() {
    yield* Town.createPost(alice, "goes on")
    const events = yield* Town.listen("pds1.test", "?cursor=0", (events) => events.some((event) => event._tag === "Commit" && event.ops.length > 0))
    return events.flatMap((event) => event._tag === "Commit" ? [event.rev as string] : [])
  }))
  const letters = town.run(Town.mail("alice@mail.test"))
  return { commits, told, letters: letters.map(({ subject }) => subject) }
}

describe("a rev that a relay knows and this disk does not", () => {
  it("is never given again: the next commits are above it, and the owner is told", () => {
    const { commits, letters, told } = restarted(4 * 60_000)
    expect(commits.map((rev) => rev > told)).toEqual([false, true, true])
    expect(letters).toEqual(["Your server was restored from a backup"])
  })

  it("is believed by nobody where it is further ahead than any relay accepts", () => {
    const { commits, letters, told } = restarted(10 * 60_000)
    expect(commits.map((rev) => rev > told)).toEqual([false, false])
    expect(letters).toEqual([])
  })
})
