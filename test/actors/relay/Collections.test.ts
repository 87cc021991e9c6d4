import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Town from "./Town.ts"

const origin = "https://relay.test"
const admin = { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` } }

const list = (collection: string, params: object = {}) =>
  Effect.flatMap(Client.make, (client) => client.query("com.atproto.sync.listReposByCollection", { origin, params: { collection, ...params } }))

it("a relay tells who has records of a collection, page by page, and of nobody who is not active", () => {
  const town = Town.make()
  const people = town.run(Effect.forEach(["alice", "bob", "carol"], (name) => Town.signUp(name)))
  const [alice, bob, carol] = people as [typeof people[0], typeof people[0], typeof people[0]]
  town.run(Effect.gen(function*() {
    for (const one of people) yield* Town.createPost(one, "a post")
    yield* bob.procedureOnce("com.atproto.repo.putRecord", { input: { repo: bob.did, collection: "test.orrery.note", rkey: "one", record: { n: 1 } as never } })
  }))
  town.settle()
  const dids = (collection: string) => town.run(Effect.map(list(collection), ({ repos }) => repos.map(({ did }) => did)))
  const sorted = people.map(({ did }) => did).sort()
  expect(dids("app.bsky.feed.post")).toEqual(sorted)
  expect(dids("test.orrery.note")).toEqual([bob.did])
  expect(dids("test.orrery.other")).toEqual([])

  const paged = town.run(Effect.gen(function*() {
    const first = yield* list("app.bsky.feed.post", { limit: 2 })
    const second = yield* list("app.bsky.feed.post", { limit: 2, cursor: first.cursor! })
    return { first: first.repos.length, dids: [...first.repos, ...second.repos].map(({ did }) => did), cursor: second.cursor }
  }))
  expect(paged).toEqual({ first: 2, dids: sorted, cursor: undefined })

  town.run(alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} }))
  town.run(Effect.flatMap(Client.make, (client) =>
    client.procedure("com.atproto.admin.deleteAccount", { origin: "https://pds1.test", input: { did: carol.did }, ...admin })))
  town.settle()
  expect(dids("app.bsky.feed.post")).toEqual([bob.did])
})
