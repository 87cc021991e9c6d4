/**
 * One account, one sign-in and one graph under two social modes: the
 * microblog's App View, and an app for books. Paper §3
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as Records from "../../../src/actors/client/Records.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { Scenario } from "../../../src/sim/scenario/Scenario.ts"
import { World } from "../../../src/sim/World.ts"
import * as Bookshelf from "./Bookshelf.ts"

const books = "books.test"

const town = () => {
  const scenario = Schema.decodeUnknownSync(Scenario)({
    name: "modes", description: "Two apps over one network.", duration: "1h", topology: { pds: 2 }, population: { accounts: 0 }
  })
  // The kind is of no account: what runs at this host is the app below.
  const app: ActorSpec = { kind: "plc", host: books, options: {} }
  const world = World.make({ actors: [...Build.network(scenario).actors, app] }, {
    seed: 1,
    layerOf: (spec) => spec.host === books ? Bookshelf.layer("relay.test") : layerOf(spec)
  })
  const defects: Array<Observation> = []
  world.observe((o) => o._tag === "Defect" && defects.push(o))
  world.startAll()
  world.runUntil(2_000)
  return { defects, run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect, 4 * 3_600_000) }
}

const signUp = (name: string, pds: string) =>
  Session.signUp(`https://${pds}`, { handle: `${name}.${pds}`, email: `${name}@mail.test`, password: `${name}'s password` })

const write = (session: Session.Session, title: string) =>
  session.procedureOnce("com.atproto.repo.createRecord", {
    input: { repo: session.did, collection: Bookshelf.review, record: { $type: Bookshelf.review, title } as DataObject }
  })

/** What both apps show a reader, each asked through the reader's own PDS with the one session. */
const seenBy = Effect.fnUntraced(function*(reader: Session.Session) {
  yield* Effect.sleep("10 seconds")
  const client = yield* HttpClient
  const { feed } = yield* reader.query("app.bsky.feed.getTimeline", { limit: 50 })
  const response = yield* client.get(`${reader.origin}/xrpc/${Bookshelf.getShelf}`, {
    headers: { ...reader.authorization, "atproto-proxy": `did:web:${books}#${Bookshelf.serviceId}` }
  })
  const { reviews } = (yield* response.json) as unknown as { readonly reviews: ReadonlyArray<Bookshelf.Reviewed> }
  return {
    microblog: feed.map(({ post }) => [post.author.did, post.author.handle, (post.record as { readonly text: string }).text]),
    books: reviews.map(({ by, handle, title }) => [by, handle, title])
  }
})

describe("one account in two social modes", () => {
  it("has one DID, one handle, one sign-in and one graph in both", () => {
    const { defects, run } = town()
    const seen = run(Effect.gen(function*() {
      const alice = yield* signUp("alice", "pds1.test")
      const bob = yield* signUp("bob", "pds2.test")
      const carol = yield* signUp("carol", "pds2.test")
      yield* Records.post(bob, "reading again")
      yield* write(bob, "The Sleepwalkers")
      yield* write(carol, "Nobody's favourite")
      const followed = yield* Records.follow(alice, bob.did)
      const following = yield* seenBy(alice)
      // A change made in one app, or at the PDS, is one in the other.
      yield* bob.procedure("com.atproto.identity.updateHandle", { input: { handle: "bobby.pds2.test" } })
      yield* Effect.sleep("2 hours")
      const renamed = yield* seenBy(alice)
      yield* Records.remove(alice, followed.uri)
      return { bob: bob.did, following, renamed, alone: yield* seenBy(alice) }
    }))
    expect(seen.following).toEqual({
      microblog: [[seen.bob, "bob.pds2.test", "reading again"]],
      books: [[seen.bob, "bob.pds2.test", "The Sleepwalkers"]]
    })
    expect(seen.renamed).toEqual({
      microblog: [[seen.bob, "bobby.pds2.test", "reading again"]],
      books: [[seen.bob, "bobby.pds2.test", "The Sleepwalkers"]]
    })
    expect(seen.alone).toEqual({ microblog: [], books: [] })
    expect(defects).toEqual([])
  })

  it("lies in one repository, from which each app takes what is its own", () => {
    const { defects, run } = town()
    const seen = run(Effect.gen(function*() {
      const bob = yield* signUp("bob", "pds2.test")
      yield* Records.post(bob, "reading again")
      yield* write(bob, "The Sleepwalkers")
      const { collections } = yield* bob.query("com.atproto.repo.describeRepo", { repo: bob.did })
      return { collections: [...collections].sort(), shown: yield* seenBy(bob), did: bob.did }
    }))
    expect(seen.collections).toEqual(["app.bsky.feed.post", Bookshelf.review])
    expect(seen.shown.books).toEqual([[seen.did, "bob.pds2.test", "The Sleepwalkers"]])
    expect(seen.shown.microblog.map(([, , text]) => text)).toEqual(["reading again"])
    expect(defects).toEqual([])
  })
})
