/**
 * Writers of one repository at once: whatever the interleaving, it is as if
 * they had come one after the other. The firehose says in which order; an own
 * naive model replays it. REPO-7, REPO-8, SYNC-2
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { HttpClient } from "effect/http/HttpClient"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Car from "../../../src/protocol/car/Car.ts"
import type { CommitEvent } from "../../../src/protocol/frames/RepoEvent.ts"
import * as Commit from "../../../src/protocol/repo/Commit.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const collection = "test.orrery.note"

interface Act {
  readonly what: "create" | "put" | "delete" | "batch"
  readonly rkey: string
  /** Whether it insists on the head that it saw when it began. */
  readonly swap: boolean
  readonly pauseMillis: number
}

const act: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom("create" as const, "put" as const, "delete" as const, "batch" as const),
  rkey: fc.constantFrom("a", "b", "c"),
  swap: fc.boolean(),
  pauseMillis: fc.integer({ min: 0, max: 40 })
})

interface Outcome {
  readonly act: Act
  readonly text: string
  readonly base: string | undefined
  readonly commit: string | undefined
  readonly error: string | undefined
}

const town = (writers: ReadonlyArray<ReadonlyArray<Act>>, seed: number) =>
  Town.make({ seed, link: { latency: { kind: "uniform", minMillis: 1, maxMillis: 60 } } }).run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    const client = yield* Client.make
    const head = Effect.map(client.query("com.atproto.sync.getLatestCommit", { origin, params: { did: alice.did } }), ({ cid }) => cid as string)
    const perform = Effect.fnUntraced(function*(one: Act, text: string) {
      yield* Effect.sleep(one.pauseMillis)
      const base = one.swap ? yield* head : undefined
      const swap = base === undefined ? {} : { swapCommit: base as never }
      const { rkey } = one
      const repo = alice.did
      const record = { text } as never
      const call = one.what === "create"
        ? alice.procedureOnce("com.atproto.repo.createRecord", { input: { repo, collection, rkey: rkey as never, record, ...swap } })
        : one.what === "put"
        ? alice.procedureOnce("com.atproto.repo.putRecord", { input: { repo, collection, rkey: rkey as never, record, ...swap } })
        : one.what === "delete"
        ? alice.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo, collection, rkey: rkey as never, ...swap } })
        : alice.procedureOnce("com.atproto.repo.applyWrites", {
          input: {
            repo,
            ...swap,
            writes: [
              { $type: "com.atproto.repo.applyWrites#create", collection, rkey: `${text}.1` as never, value: record },
              { $type: "com.atproto.repo.applyWrites#create", collection, rkey: `${text}.2` as never, value: record }
            ]
          }
        })
      return yield* Effect.match(call as Effect.Effect<{ readonly commit?: { readonly cid: string } } | void, Client.CallError, HttpClient>, {
        onSuccess: (answer): Outcome => ({ act: one, text, base, commit: answer?.commit?.cid, error: undefined }),
        onFailure: (error): Outcome => ({ act: one, text, base, commit: undefined, error: error._tag === "XrpcError" ? error.error : error._tag })
      })
    })
    const outcomes = yield* Effect.all(
      writers.map((acts, w) => Effect.forEach(acts, (one, i) => perform(one, `w${w}n${i}`))),
      { concurrency: "unbounded" }
    )
    const { rev } = yield* client.query("com.atproto.sync.getLatestCommit", { origin, params: { did: alice.did } })
    const events = yield* Town.listen("pds1.test", "?cursor=0", (events) => events.some((event) => event._tag === "Commit" && event.rev === rev))
    const { records } = yield* client.query("com.atproto.repo.listRecords", { origin, params: { repo: alice.did, collection, limit: 100 } })
    return {
      outcomes: outcomes.flat(),
      commits: events.filter((event): event is CommitEvent => event._tag === "Commit"),
      records: new Map(records.map(({ uri, value }) => [uri.split("/").pop()!, (value as unknown as { readonly text: string }).text]))
    }
  }))

/** The data root that a commit left. */
const dataOf = ({ blocks, commit }: CommitEvent): string =>
  Result.getOrThrow(Commit.decode(Result.getOrThrow(Car.read(blocks)).blocks.get(commit)!)).data.toString()

/** Replays what was acknowledged, in the order of the stream. */
const check = ({ commits, outcomes, records }: ReturnType<typeof town>): void => {
  const byCommit = new Map(outcomes.flatMap((outcome) => outcome.commit === undefined ? [] : [[outcome.commit, outcome] as const]))
  // Each acknowledged change is one commit, and no two share one.
  expect(byCommit.size).toBe(outcomes.filter(({ commit }) => commit !== undefined).length)
  const model = new Map<string, string>()
  let before: CommitEvent | undefined
  for (const commit of commits) {
    if (before !== undefined) expect([commit.since, String(commit.prevData)]).toEqual([before.rev, dataOf(before)])
    const outcome = byCommit.get(commit.commit.toString())
    byCommit.delete(commit.commit.toString())
    if (outcome !== undefined) {
      const { act, base, text } = outcome
      // It saw the head that it insisted on.
      if (base !== undefined) expect(base).toBe(before?.commit.toString())
      const paths = commit.ops.map((op) => `${op.action} ${op.path.split("/")[1]}`).sort()
      if (act.what === "batch") {
        expect(paths).toEqual([`create ${text}.1`, `create ${text}.2`])
        model.set(`${text}.1`, text).set(`${text}.2`, text)
      } else if (act.what === "delete") {
        expect([paths, model.delete(act.rkey)]).toEqual([[`delete ${act.rkey}`], true])
      } else {
        const existed = model.has(act.rkey)
        if (act.what === "create") expect(existed).toBe(false)
        expect(paths).toEqual([`${existed ? "update" : "create"} ${act.rkey}`])
        model.set(act.rkey, text)
      }
    }
    before = commit
  }
  expect(byCommit.size).toBe(0)
  expect(records).toEqual(model)
  // A refusal has a reason: a head that moved, or a record that was there.
  for (const { act, base, error } of outcomes) {
    if (error === "InvalidSwap") expect(base).not.toBe(undefined)
    else if (error !== undefined) expect([act.what, error]).toEqual(["create", "InvalidRequest"])
  }
}

/** Alice posts twice; the first time she hangs up while the commit waits for the disk. */
const hangUp = () => {
  const { defects, run, world } = Town.make()
  const alice = run(Town.signUp("alice"))
  world.setDisk("pds1.test", { syncMillis: 500 })
  const heard = run(Effect.timeoutOption(Town.createPost(alice, "One."), 200))
  world.setDisk("pds1.test", { syncMillis: 0 })
  run(Town.createPost(alice, "Two."))
  const { rev } = run(Client.query("com.atproto.sync.getLatestCommit", { origin, params: { did: alice.did } }))
  const events = run(Town.listen("pds1.test", "?cursor=0", (events) => events.some((event) => event._tag === "Commit" && event.rev === rev)))
  return { heard, defects: defects(), commits: events.filter((event): event is CommitEvent => event._tag === "Commit") }
}

describe("an account whose owner hangs up while the disk is slow", () => {
  it("stands as the stream says that it does", () => {
    const { defects, run, world } = Town.make()
    const alice = run(Town.signUp("alice"))
    const status = () => run(Client.query("com.atproto.sync.getRepoStatus", { origin, params: { did: alice.did } })).active
    const hangUpOn = (call: Parameters<typeof run>[0]) => {
      world.setDisk("pds1.test", { syncMillis: 500 })
      expect(run(Effect.timeoutOption(call, 200))).toMatchObject({ _tag: "None" })
      world.runUntil(world.now + 1_000)
      world.setDisk("pds1.test", { syncMillis: 0 })
    }
    hangUpOn(alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} }))
    expect(status()).toBe(false)
    hangUpOn(alice.procedureOnce("com.atproto.server.activateAccount", {}))
    expect(status()).toBe(true)
    run(Town.createPost(alice, "Back."))
    const events = run(Town.listen("pds1.test", "?cursor=0", (events) => events.some((event) => event._tag === "Commit" && event.ops.length > 0)))
    const commits = events.filter((event): event is CommitEvent => event._tag === "Commit")
    for (const [i, { prevData, since }] of commits.slice(1).entries()) {
      expect([since, String(prevData)]).toEqual([commits[i]!.rev, dataOf(commits[i]!)])
    }
    expect([events.flatMap((event) => event._tag === "Account" ? [event.active] : []), defects()]).toEqual([[true, false, true], []])
  })
})

describe("writers of one repository at once", () => {
  it("build on a commit whose own writer has hung up", () => {
    const { commits, defects, heard } = hangUp()
    expect([heard._tag, defects]).toEqual(["None", []])
    expect(commits.map(({ ops }) => ops.length)).toEqual([0, 1, 1])
    for (const [i, { prevData, since }] of commits.slice(1).entries()) {
      expect([since, String(prevData)]).toEqual([commits[i]!.rev, dataOf(commits[i]!)])
    }
  })

  it("come one after the other, whatever the interleaving", () => {
    fc.assert(
      fc.property(fc.array(fc.array(act, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 5 }), fc.integer({ min: 1, max: 1000 }), (writers, seed) => {
        check(town(writers, seed))
      }),
      { numRuns: 25, seed: 20_260_105 }
    )
  })
})
