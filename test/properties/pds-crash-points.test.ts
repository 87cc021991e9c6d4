/**
 * A PDS that loses power before any one of its SQL statements, and after any
 * one step of the world, while people write and somebody listens: what was
 * acknowledged is there and was said exactly once, no seq stands for two
 * events, and who comes back with its cursor misses none.
 * REPO-7, STREAM-1, STREAM-2, STREAM-3, STREAM-8, BLOB-2
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Session } from "../../src/actors/client/Session.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import type { CommitEvent } from "../../src/protocol/frames/RepoEvent.ts"
import * as PowerCut from "../actors/pds/PowerCut.ts"
import * as Town from "../actors/pds/Town.ts"

const origin = "https://pds1.test"
const collection = "test.orrery.note"

interface Acknowledged {
  readonly path: string
  readonly cid: string | null
  readonly commit: string
}

/** What one person does in a round: all of it may be repeated until it is answered. */
const round = (session: Session, n: number, acknowledged: Array<Acknowledged>) =>
  Effect.gen(function*() {
    const at = (rkey: string) => ({ repo: session.did, collection, rkey })
    const put = (rkey: string, record: object) =>
      Effect.map(session.procedure("com.atproto.repo.putRecord", { input: { ...at(rkey), record: record as never } }), ({ cid, commit }) => {
        if (commit !== undefined) acknowledged.push({ path: `${collection}/${rkey}`, cid, commit: commit.cid })
      })
    const { blob } = yield* session.procedure("com.atproto.repo.uploadBlob", { input: new Uint8Array([n & 255, n >> 8, 1]), contentType: "text/plain" })
    yield* put(`note-${n}`, { n, blob })
    yield* put("same", { n })
    const gone = yield* session.procedure("com.atproto.repo.deleteRecord", { input: at(`note-${n - 1}`) })
    if (gone.commit !== undefined) acknowledged.push({ path: `${collection}/note-${n - 1}`, cid: null, commit: gone.commit.cid })
  })

const town = () => {
  const { defects, run, world } = Town.make()
  const [alice, bob] = run(Effect.all([Town.signUp("alice"), Town.signUp("bob")]))
  const heard: Array<Town.Received> = []
  const follow = Effect.gen(function*() {
    let cursor = 0
    while (true) {
      const socket = Town.listen("pds1.test", `?cursor=${cursor}`, (events) => {
        const event = events.at(-1)
        if (event !== undefined && Town.seqOf(event) > cursor) {
          heard.push(event)
          cursor = Town.seqOf(event)
        }
        return false
      })
      yield* Effect.ignore(socket)
      yield* Effect.sleep("50 millis")
    }
  })
  world.fork("carol listens", "reader.test", follow)
  const acknowledged: Array<Acknowledged> = []
  let n = 0
  /** Runs a round with a crash somewhere in it; false if the crash never came. */
  const through = (arm: () => () => void, isStruck: () => boolean): boolean => {
    n++
    const fibers = [alice, bob].map((session, i) => world.fork("a round", `device${i}.test`, round(session, n, acknowledged)))
    const disarm = arm()
    let struck = false
    const limit = world.now + 120_000
    while (fibers.some((fiber) => fiber.pollUnsafe() === undefined) && world.now < limit) {
      world.step(1, limit)
      if (struck || (world.isUp("pds1.test") && !isStruck())) continue
      struck = true
      world.crash("pds1.test")
      world.runUntil(world.now + 100)
      world.start("pds1.test")
    }
    disarm()
    for (const fiber of fibers) expect(fiber.pollUnsafe()).toMatchObject({ _tag: "Success" })
    return struck
  }
  const judge = () => {
    world.runUntil(world.now + 20_000)
    expect(defects()).toEqual([])
    const seqs = heard.map(Town.seqOf)
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    const persisted = run(Town.listen("pds1.test", "?cursor=0", (events) => events.length >= heard.length))
    expect(persisted).toEqual(heard)
    const commits = heard.filter((event): event is CommitEvent => event._tag === "Commit")
    for (const { cid, commit, path } of acknowledged) {
      const said = commits.filter((event) => event.commit.toString() === commit)
      expect(said).toHaveLength(1)
      expect(said[0]!.ops.map((op) => [op.path, op.cid?.toString() ?? null])).toContainEqual([path, cid])
    }
    for (const session of [alice, bob]) {
      let since: string | null = null
      const fold = new Map<string, string>()
      for (const event of commits) {
        if (event.repo !== session.did) continue
        expect(event.since).toBe(since)
        since = event.rev
        for (const { cid, path } of event.ops) {
          if (cid === null) fold.delete(path)
          else fold.set(path, cid.toString())
        }
      }
      const listed = run(Effect.flatMap(Client.make, (client) =>
        client.query("com.atproto.repo.listRecords", { origin, params: { repo: session.did, collection, limit: 100 } })))
      expect(listed.records.map(({ cid, uri }) => [uri.slice(`at://${session.did}/`.length), cid]).sort()).toEqual([...fold].sort())
      const blobs = run(Effect.flatMap(Client.make, (client) => client.query("com.atproto.sync.listBlobs", { origin, params: { did: session.did } })))
      // The last note of each has one, and no other lives.
      expect(blobs.cids).toHaveLength(1)
    }
  }
  return { through, judge, world }
}

describe("a PDS that loses power", () => {
  it("before each of its SQL statements in turn, loses nothing that it acknowledged", () => {
    const { judge, through, world } = town()
    let points = 0
    for (let k = 1; k < 400; k++) {
      const struck = through(() => PowerCut.before(k, () => world.crash("pds1.test")), () => false)
      if (!struck) break
      points = k
    }
    expect(points).toBeGreaterThan(40)
    judge()
  })

  it("after each step of the world in turn, loses nothing that it acknowledged", () => {
    const { judge, through } = town()
    let points = 0
    for (let k = 1; k < 1000; k++) {
      let left = k
      if (!through(() => () => {}, () => --left === 0)) break
      points++
    }
    expect(points).toBeGreaterThan(20)
    judge()
  })
})
