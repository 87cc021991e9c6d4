/** Alice and Bob, with keys that sign for real, and repositories of theirs. */
import * as Result from "effect/Result"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import * as K256 from "../../../src/protocol/keys/K256.ts"
import * as Secret from "../../../src/protocol/keys/Secret.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import type { CommitEvent } from "../../../src/protocol/frames/RepoEvent.ts"
import { type CommitResult, Repo, type RepoWrite } from "../../../src/protocol/repo/Repo.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import type { RepoPath } from "../../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"

const person = (name: string, secret: number) => {
  const key = Secret.keyPair("k256", new Uint8Array(32).fill(secret))
  return {
    did: Did.make(`did:plc:${name.padEnd(24, "2")}`),
    signingKey: key.didKey,
    sign: (message: Uint8Array) => K256.sign(key.secret, message)
  }
}

export const alice = person("alice", 1)
export const bob = person("bob", 2)
export type Person = typeof alice

export const nowMillis = Date.UTC(2026, 0, 5, 18)
export const against = (who: Person) => ({ signingKey: who.signingKey, verify: Signature.verify, nowMillis })
export const expected = (who: Person) => ({ did: who.did, ...against(who) })

/** The n-th rev of a history. */
export const rev = (n: number): Tid.Tid => Tid.fromMicros(nowMillis * 1000 - 1_000_000_000 + n, 0)

export const path = (key: string): RepoPath => key as RepoPath
export const record = (n: number) => ({ $type: "app.bsky.feed.post", text: `text ${n}` })
export const create = (key: string, n = 0): RepoWrite => ({ action: "create", path: path(key), record: record(n) })
export const update = (key: string, n = 1): RepoWrite => ({ action: "update", path: path(key), record: record(n) })
export const remove = (key: string): RepoWrite => ({ action: "delete", path: path(key) })

/** A repository over a store that keeps exactly what its results say. */
export class Home {
  readonly who: Person
  readonly store = new BlockMap()
  repo: Repo
  last: CommitResult
  count = 1

  constructor(who: Person, writes: ReadonlyArray<RepoWrite> = []) {
    this.who = who
    this.last = Result.getOrThrow(
      Repo.create(who.did, { rev: rev(0), sign: who.sign, writes, blocks: this.store })
    )
    this.repo = this.last.repo
    this.keep()
  }

  write(writes: ReadonlyArray<RepoWrite>): CommitResult {
    this.last = Result.getOrThrow(this.repo.applyWrites(writes, { rev: rev(this.count++), sign: this.who.sign }))
    this.repo = this.last.repo
    this.keep()
    return this.last
  }

  /** Forgets what is in memory, as a crash does. */
  restart(): void {
    this.repo = Repo.load(this.repo.head, this.store)
  }

  private keep(): void {
    for (const [cid, bytes] of this.last.newBlocks) this.store.set(cid, bytes.slice())
    for (const cid of this.last.removed) this.store.delete(cid)
    const released = this.last.ops.flatMap(({ prev }) => (prev === undefined ? [] : [prev]))
    if (released.length === 0) return
    const held = new Set(this.repo.stillHeld(released).map((cid) => cid.key))
    for (const cid of released) if (!held.has(cid.key)) this.store.delete(cid)
  }
}

export const eventOf = (result: CommitResult, seq = 1): CommitEvent => ({
  _tag: "Commit",
  seq,
  repo: result.head.did,
  commit: result.head.commit,
  rev: result.head.rev,
  since: result.since,
  blocks: result.car,
  ops: result.ops,
  ...(result.prevData === null ? {} : { prevData: result.prevData }),
  time: Datetime.fromMillis(nowMillis)
})
