/**
 * A disk that takes every statement and fails at COMMIT itself: what the server
 * has in memory is then what is on the disk, and the next commit builds on that.
 * Law 6; REPO-7, STREAM-8
 */
import { DatabaseSync, StatementSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import { afterEach, describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Cuts from "../identity/Cuts.ts"
import * as Town from "../Town.ts"

/** Commits until one fails, over all databases of this process; 0: none does. */
let countdown = 0
const run = StatementSync.prototype.run
Object.defineProperty(StatementSync.prototype, "run", {
  value(this: StatementSync, ...parameters: ReadonlyArray<never>) {
    if (countdown > 0 && this.sourceSQL === "COMMIT" && --countdown === 0) throw new Error("the disk failed at the commit")
    return Reflect.apply(run, this, parameters) as unknown
  }
})
afterEach(() => {
  countdown = 0
})

const { activate, admin: headers, deactivate, origin, takedown } = Cuts

/** What is done first, and what the disk fails at. */
const changes: Record<string, readonly [ReadonlyArray<(alice: Session) => Cuts.Call>, (alice: Session) => Cuts.Call]> = {
  "is put to sleep": [[], deactivate],
  "wakes": [[deactivate], activate],
  "is active and asked to be": [[], activate],
  "is taken down": [[], takedown(true)],
  "is given back": [[takedown(true)], takedown(false)],
  "writes": [[], (alice) => Town.createPost(alice, "lost?")]
}

const remembered = (town: Cuts.Place, { did }: Session) =>
  town.run(Effect.gen(function*() {
    const { status = null } = yield* Client.query("com.atproto.sync.getRepoStatus", { origin, params: { did } })
    const { rev } = yield* Client.query("com.atproto.sync.getLatestCommit", { origin, params: { did }, headers })
    return { rev, status }
  }))

const onDisk = (town: Cuts.Place, { did }: Session) => {
  const database = new DatabaseSync(":memory:")
  database.deserialize(town.world.backup("pds1.test")!)
  return { ...database.prepare("SELECT rev, status FROM account WHERE did = ?").get(did) }
}

/** What waits for the next commit, and refers to the one before. */
const chainOf = (town: Cuts.Place, alice: Session, bob: Session) =>
  Cuts.toldOf(town, alice, bob).flatMap((event) => event._tag === "Commit" ? [{ since: event.since, rev: event.rev }] : [])

describe("an account whose disk fails at COMMIT", () => {
  for (const [what, [first, change]] of Object.entries(changes)) {
    it(`while it ${what} is as its disk has it, and goes on from there`, () => {
      const outcomes = new Set<string>()
      for (let n = 1, done = false; !done; n++) {
        const town = Town.make()
        const [alice, bob] = town.run(Effect.all([Town.signUp("alice"), Town.signUp("bob")]))
        for (const call of first) town.run(call(alice))
        countdown = n
        outcomes.add(town.run(Cuts.outcome(change(alice) as Effect.Effect<unknown, Client.CallError>)))
        done = countdown > 0
        countdown = 0
        expect([n, remembered(town, alice)]).toEqual([n, onDisk(town, alice)])
        town.run(takedown(false)(alice))
        town.run(Effect.ignore(activate(alice)))
        town.run(Town.createPost(alice, "after"))
        const chain = chainOf(town, alice, bob)
        expect([n, chain.map(({ since }) => since)]).toEqual([n, [null, ...chain.slice(0, -1).map(({ rev }) => rev)]])
        expect(town.defects()).toEqual([])
      }
      expect(outcomes.size).toBe(2)
      expect(outcomes).toContain("ok")
    })
  }
})
