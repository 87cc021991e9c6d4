/** The whole network, from a sign-up to a timeline, by the same calls in both worlds. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { expect, it } from "vitest"
import { layerOf } from "../../src/actors/Actor.ts"
import { AppViewOptions } from "../../src/actors/appview/Options.ts"
import type { Session } from "../../src/actors/client/Session.ts"
import type { Network } from "../../src/actors/Network.ts"
import { RelayOptions } from "../../src/actors/relay/Options.ts"
import { inBothWorlds, pds, signUp } from "./BothWorlds.ts"

const relays = ["relay.test"]

const network: Network = {
  actors: [
    { kind: "names", host: "names.test", options: { domains: [], txt: {} } },
    { kind: "plc", host: "plc.test", options: {} },
    { kind: "relay", host: "relay.test", options: Schema.decodeUnknownSync(RelayOptions)({ plc: "plc.test", crawl: ["pds1.test", "pds2.test"] }) },
    { kind: "appview", host: "appview.test", options: Schema.decodeUnknownSync(AppViewOptions)({ plc: "plc.test", relay: "relay.test" }) },
    pds("pds1.test", { relays }),
    pds("pds2.test", { relays })
  ]
}

const record = (session: Session, collection: string, fields: object) =>
  session.procedureOnce("com.atproto.repo.createRecord", {
    input: { repo: session.did, collection, record: { $type: collection, createdAt: "2026-01-05T18:00:00.000Z", ...fields } }
  })

inBothWorlds(network, layerOf, (arm) => {
  it("brings alice's post at one PDS to bob's timeline at another", async () => {
    const texts = await arm.run(Effect.gen(function*() {
      const alice = yield* signUp("alice", "pds1.test")
      const bob = yield* signUp("bob", "pds2.test")
      yield* record(bob, "app.bsky.graph.follow", { subject: alice.did })
      yield* record(alice, "app.bsky.feed.post", { text: "hello bob" })
      for (let attempt = 0; attempt < 100; attempt++) {
        const { feed } = yield* bob.query("app.bsky.feed.getTimeline", {})
        // A post may be there before its author's handle has been looked at.
        if (feed.length > 0 && feed.every(({ post }) => post.author.handle !== "handle.invalid")) return feed.map(({ post }) => ({ text: (post.record as { text?: unknown }).text, handle: post.author.handle }))
        yield* Effect.sleep(100)
      }
      return []
    }))
    expect(texts).toEqual([{ text: "hello bob", handle: "alice.pds1.test" }])
  })
})
