import * as Effect from "effect/Effect"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import type * as Session from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const likes = "app.bsky.feed.like"

const like = (session: Session.Session, post: { readonly uri: string; readonly cid: string }) =>
  session.procedureOnce("com.atproto.repo.createRecord", {
    input: { repo: session.did, collection: likes, record: { subject: { uri: post.uri, cid: post.cid }, createdAt: "2026-01-05T18:00:00.000Z" } as never }
  })

const uris = (did: string) =>
  Effect.flatMap(Client.make, (client) =>
    Effect.map(client.query("com.atproto.repo.listRecords", { origin: "https://pds1.test", params: { repo: did, collection: likes } }), ({ records }) =>
      records.map(({ uri }) => uri)))

/** The same database as a version wrote it that kept subjects in a table of their own. */
const withBacklinks = (bytes: Uint8Array): Uint8Array => {
  const database = new DatabaseSync(":memory:")
  database.deserialize(bytes)
  database.exec(`CREATE TABLE backlink (account INTEGER NOT NULL, collection TEXT NOT NULL, rkey TEXT NOT NULL, subject TEXT NOT NULL,
    PRIMARY KEY (account, collection, rkey)) WITHOUT ROWID`)
  database.exec("CREATE INDEX backlink_subject ON backlink (account, collection, subject)")
  database.exec("INSERT INTO backlink SELECT account, collection, rkey, subject FROM record WHERE subject IS NOT NULL")
  database.exec("ALTER TABLE record RENAME TO rows")
  database.exec("DROP INDEX record_subject")
  database.exec("DROP INDEX record_rev")
  database.exec(`CREATE TABLE record (account INTEGER NOT NULL, collection TEXT NOT NULL, rkey TEXT NOT NULL, cid BLOB NOT NULL, bytes BLOB NOT NULL,
    rev TEXT NOT NULL, PRIMARY KEY (account, collection, rkey)) WITHOUT ROWID`)
  database.exec("CREATE INDEX record_rev ON record (account, rev)")
  database.exec("INSERT INTO record SELECT account, collection, rkey, cid, bytes, rev FROM rows")
  database.exec("DROP TABLE rows")
  return database.serialize()
}

describe("whom a record is about", () => {
  it("is known of those that an earlier version wrote: a new like takes the place of an old one", () => {
    const { run, world } = Town.make()
    const before = run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const posts = [yield* Town.createPost(alice, "one"), yield* Town.createPost(alice, "two")]
      for (const post of posts) yield* like(alice, post)
      return { alice, posts, uris: yield* uris(alice.did) }
    }))
    expect(before.uris).toHaveLength(2)
    const old = withBacklinks(world.backup("pds1.test")!)
    world.crash("pds1.test")
    world.restoreBackup("pds1.test", old)
    world.start("pds1.test")
    world.runUntil(world.now + 1000)
    const after = run(Effect.andThen(like(before.alice, before.posts[0]!), uris(before.alice.did)))
    expect(after).toHaveLength(2)
    expect(after.filter((uri) => before.uris.includes(uri))).toHaveLength(1)
    const opened = new DatabaseSync(":memory:")
    opened.deserialize(world.backup("pds1.test")!)
    expect(opened.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'backlink%'").all()).toEqual([])
  })

  it("is forgotten with it: a like that was taken back does not stand in the way of another", () => {
    const list = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const post = yield* Town.createPost(alice, "one")
      const first = yield* like(alice, post)
      yield* alice.procedure("com.atproto.repo.deleteRecord", { input: { repo: alice.did, collection: likes, rkey: first.uri.split("/").at(-1)! } })
      const second = yield* like(alice, post)
      return { list: yield* uris(alice.did), second: second.uri }
    }))
    expect(list.list).toEqual([list.second])
  })
})
