/** How an App View keeps up with names that change without anybody's telling. HANDLE-1, HANDLE-2, HANDLE-4 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as RichText from "../../../src/actors/client/RichText.ts"
import * as Registrar from "../../../src/actors/client/Registrar.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { Scenario } from "../../../src/sim/scenario/Scenario.ts"
import { World } from "../../../src/sim/World.ts"

const minute = 60_000
const recheckMillis = 30 * minute
const handle = "alice.people.test"

/** Two App Views, of which the second believes signed names alone. */
const town = () => {
  const scenario = Schema.decodeUnknownSync(Scenario)({
    name: "names", description: "Two App Views.", duration: "1h", population: { accounts: 0 },
    topology: {
      pds: 2,
      appViews: 2,
      hosts: [
        { host: "names.test", options: { zoneSecret: "07".repeat(32) } },
        { host: "appview1.test", options: { handleRecheckMillis: recheckMillis } },
        { host: "appview2.test", options: { handleRecheckMillis: recheckMillis, dnssec: true } }
      ]
    }
  })
  const world = World.make(Build.network(scenario), { seed: 1, layerOf })
  world.startAll()
  world.runUntil(2_000)
  return { world, run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect, 100 * 3_600_000) }
}

const signUp = (name: string, pds = "pds1.test") =>
  Session.signUp(`https://${pds}`, { handle: `${name}.${pds}`, email: `${name}@mail.test`, password: `${name}'s password` })

const names = (owner: string) => Registrar.make("https://names.test", `${owner}-token`)

const takes = Effect.fnUntraced(function*(session: Session.Session, owner: string) {
  yield* (yield* names(owner)).pointTxt(handle, [session.did])
  yield* session.procedure("com.atproto.identity.updateHandle", { input: { handle } })
  yield* Effect.sleep("10 seconds")
})

const shown = (...dids: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const client = yield* Client.make
    return yield* Effect.forEach(["appview1.test", "appview2.test"], (host) =>
      Effect.map(client.query("app.bsky.actor.getProfiles", { origin: `https://${host}`, params: { actors: [...dids] } }), ({ profiles }) =>
        profiles.map((profile) => profile.handle)))
  })

describe("a handle whose name goes without a word", () => {
  it("is shown as handle.invalid within the period, and again as soon after its return", () => {
    const { run } = town()
    const seen = run(Effect.gen(function*() {
      const alice = yield* signUp("alice")
      yield* takes(alice, "alice")
      const before = yield* shown(alice.did)
      yield* (yield* names("alice")).pointTxt(handle, [])
      const atOnce = yield* shown(alice.did)
      yield* Effect.sleep(recheckMillis + minute)
      const gone = yield* shown(alice.did)
      yield* (yield* names("alice")).pointTxt(handle, [alice.did])
      yield* Effect.sleep(recheckMillis + minute)
      return { before, atOnce, gone, back: yield* shown(alice.did) }
    }))
    expect(seen.before).toEqual([[handle], [handle]])
    expect(seen.atOnce).toEqual([[handle], [handle]])
    expect(seen.gone).toEqual([["handle.invalid"], ["handle.invalid"]])
    expect(seen.back).toEqual([[handle], [handle]])
  })

  it("by seizure is the other's, and nobody else's; account, DID and data of the first stay [HANDLE-2] [HANDLE-3]", () => {
    const { run } = town()
    const seen = run(Effect.gen(function*() {
      const alice = yield* signUp("alice")
      const bob = yield* signUp("bob")
      yield* takes(alice, "alice")
      yield* alice.procedure("com.atproto.repo.createRecord", {
        input: { repo: alice.did, collection: "app.bsky.feed.post", record: { $type: "app.bsky.feed.post", text: "still mine", createdAt: "2026-01-05T18:00:00.000Z" } }
      })
      yield* (yield* names("bob")).seize(handle, BasicAuth.format({ username: "admin", password: Build.adminPassword }), "bob-token")
      yield* Effect.sleep("2 minutes")
      const client = yield* Client.make
      const named = yield* Effect.forEach(["pds1.test", "pds2.test"], (host) =>
        Effect.result(client.query("com.atproto.identity.resolveHandle", { origin: `https://${host}`, params: { handle } })))
      yield* Effect.sleep("20 seconds")
      // On the same PDS: the name decides, not who came first.
      yield* takes(bob, "bob")
      const taken = yield* shown(alice.did, bob.did)
      const refused = yield* Effect.flip((yield* names("alice")).pointTxt(handle, [alice.did]))
      yield* alice.procedure("com.atproto.identity.updateHandle", { input: { handle: "alice.pds1.test" } })
      yield* Effect.sleep("10 seconds")
      const { feed } = yield* client.query("app.bsky.feed.getAuthorFeed", { origin: "https://appview1.test", params: { actor: alice.did } })
      return { named, taken, refused, after: yield* shown(alice.did, bob.did), posts: feed.length }
    }))
    // Her own PDS has it in her row still, and does not resolve by it. ID-8
    expect(seen.named).toMatchObject([{ failure: { error: "HandleNotFound" } }, { failure: { error: "HandleNotFound" } }])
    expect(seen.taken).toEqual([["handle.invalid", handle], ["handle.invalid", handle]])
    expect(seen.refused).toMatchObject({ status: 403 })
    expect(seen.after).toEqual([["alice.pds1.test", handle], ["alice.pds1.test", handle]])
    expect(seen.posts).toBe(1)
  })
})

describe("names that are out of reach", () => {
  it("are no verdict for a day; then nobody knows any more", () => {
    const { run, world } = town()
    const seen = run(Effect.gen(function*() {
      const alice = yield* signUp("alice")
      yield* takes(alice, "alice")
      world.crash("names.test")
      yield* Effect.sleep("20 hours")
      const soon = yield* shown(alice.did)
      yield* Effect.sleep("6 hours")
      const late = yield* shown(alice.did)
      world.start("names.test")
      yield* Effect.sleep(recheckMillis + minute)
      return { soon, late, back: yield* shown(alice.did) }
    }))
    expect(seen.soon).toEqual([[handle], [handle]])
    expect(seen.late).toEqual([["handle.invalid"], ["handle.invalid"]])
    expect(seen.back).toEqual([[handle], [handle]])
  })
})

describe("forged DNS answers", () => {
  it("fool who does not validate until it looks again, and never who does; measured", () => {
    const { run, world } = town()
    const seen = run(Effect.gen(function*() {
      const alice = yield* signUp("alice")
      const dan = yield* signUp("dan", "pds2.test")
      yield* takes(alice, "alice")
      const forged: Interpose = (from, message) =>
        from === "names.test" && message.kind === "response" && message.to.startsWith("appview") && message.path.startsWith("/dns-query")
          ? new TextEncoder().encode(JSON.stringify({ Status: 0, Answer: [{ name: `_atproto.${handle}`, type: 16, TTL: 60, data: `did=${dan.did}` }] }))
          : message.bytes
      world.interpose(forged)
      yield* Effect.sleep(recheckMillis + minute)
      const during = yield* shown(alice.did)
      world.interpose(undefined)
      const mended = world.now
      let fooledMillis = 0
      while ((yield* shown(alice.did))[0]![0] !== handle) {
        yield* Effect.sleep(10_000)
        fooledMillis = world.now - mended
      }
      return { during, fooledMillis, after: yield* shown(alice.did) }
    }))
    // To the first, the name is dan's, who does not claim it: alice's handle does not hold. The second never wavers.
    expect(seen.during).toEqual([["handle.invalid"], [handle]])
    expect(seen.fooledMillis).toBeGreaterThan(0)
    expect(seen.fooledMillis).toBeLessThanOrEqual(recheckMillis + minute)
    expect(seen.after).toEqual([[handle], [handle]])
  })
})

describe("reserved top-level domains", () => {
  it.each(["alice.localhost", "alice.invalid", "alice.internal", "alice.onion", "handle.invalid", "alice.example", "alice.arpa", "alice.alt", "alice.local"])("%s is nobody's handle", (name) => {
    const { run } = town()
    const answer = run(Effect.gen(function*() {
      const alice = yield* signUp("alice")
      return yield* Effect.flip(alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: name } }))
    }))
    expect(answer).toMatchObject({ _tag: "XrpcError", status: 400, error: "InvalidHandle" })
  })
})

describe("a mention", () => {
  it("is of whom it meant, whatever they are called since [ID-6]", () => {
    const { run } = town()
    const seen = run(Effect.gen(function*() {
      const alice = yield* signUp("alice")
      const bob = yield* signUp("bob", "pds2.test")
      const text = "good morning @alice.pds1.test"
      const record = { $type: "app.bsky.feed.post", text, facets: yield* RichText.facets(bob, text), createdAt: "2026-01-05T18:00:00.000Z" }
      const { uri } = yield* bob.procedure("com.atproto.repo.createRecord", { input: { repo: bob.did, collection: "app.bsky.feed.post", record: record as unknown as DataObject } })
      yield* Effect.sleep("10 seconds")
      yield* takes(alice, "alice")
      const client = yield* Client.make
      const { posts } = yield* client.query("app.bsky.feed.getPosts", { origin: "https://appview1.test", params: { uris: [uri] } })
      const shownPost = posts[0]!.record as unknown as typeof record
      const { did: meant } = shownPost.facets[0]!.features[0] as { readonly did: string }
      return { alice: alice.did, text: shownPost.text, meant, shown: yield* shown(meant) }
    }))
    expect(seen.meant).toBe(seen.alice)
    expect(seen.shown).toEqual([[handle], [handle]])
    expect(seen.text).toBe("good morning @alice.pds1.test")
  })
})
