/**
 * LOG-7, tried out: random histories of several DIDs, forks and all, as one
 * directory's export with gaps in its numbers and equal times. Whoever founds a
 * log upon it, followed in pages of any size, with restarts in between, and left
 * at any place, has what an independent replay (`NaiveLog`) of so much of it has:
 * the same operations, at the same times, the same ones fallen. From then on the
 * two live alone, and each judges what comes next as the other would.
 */
import * as plc from "@did-plc/lib"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Staged from "../../src/actors/operator/inheritance/Staged.ts"
import * as Ledger from "../../src/actors/operator/Ledger.ts"
import * as Tables from "../../src/actors/operator/Tables.ts"
import * as Sqlite from "../../src/actors/sqlite/Sqlite.ts"
import * as Entry from "../../src/protocol/consortium/Entry.ts"
import * as Inheritance from "../../src/protocol/consortium/Inheritance.ts"
import * as Judgement from "../../src/protocol/consortium/Judgement.ts"
import * as Members from "../../src/protocol/consortium/Members.ts"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import * as Log from "../../src/protocol/plc/Log.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"
import * as Ed25519 from "../../src/protocol/tlog/Ed25519.ts"
import * as SignedNote from "../../src/protocol/tlog/SignedNote.ts"
import * as Datetime from "../../src/protocol/syntax/Datetime.ts"
import { NaiveLog } from "../protocol/plc/NaiveLog.ts"
import { begin, cidOf, Directory, instantOf, list, type Made, madeOf, ring, type Step, step } from "./Forks.ts"

const keys: Keys["Service"] = {
  generate: () => Effect.die(new Error("nobody draws a key here")),
  fromSecret: (curve, secret) => ring.fromSecret(curve, secret),
  sign: ring.sign,
  verify: ring.verify
}
const founder = SignedNote.vkey(Members.member("plc1.test", Ed25519.keyPair(new Uint8Array(32).fill(7)).publicKey))

/** A DID of the old directory. */
interface Old {
  readonly directory: Directory
  nowMillis: number
}

const historyOf = (keyList: ReadonlyArray<number>, steps: ReadonlyArray<Step>, name: number): Old => {
  const old: Old = { directory: new Directory(begin([...keyList.slice(name), ...keyList.slice(0, name)], name), 0), nowMillis: 0 }
  steps.forEach((each, index) => {
    const made = madeOf(each, index, old.directory)
    old.nowMillis = instantOf(each, made, old.directory, old.nowMillis)
    old.directory.submit(made, old.nowMillis)
  })
  return old
}

/** All of them as one export, by time. */
const exportOf = (all: ReadonlyArray<Old>, gap: number): ReadonlyArray<Inheritance.Line> =>
  all.flatMap(({ directory }) => directory.log)
    .map((entry, place) => ({ entry, place }))
    .toSorted((a, b) => a.entry.createdAtMillis - b.entry.createdAtMillis || a.place - b.place)
    .map(({ entry: { cid, createdAtMillis, did, operation } }, index) =>
      ({ seq: 1 + index * gap, did, cid: cid.toString(), operation, createdAt: Datetime.fromMillis(createdAtMillis) }))

/** Founds upon the first `cut` lines, followed in such pages; each page in another life. */
const founded = (lines: ReadonlyArray<Inheritance.Line>, pages: ReadonlyArray<number>, cut: number) =>
  Effect.gen(function*() {
    yield* Tables.create
    for (let from = 0, turn = 0; from < lines.length; turn++) {
      const staged = yield* Staged.make(Number.MAX_SAFE_INTEGER / 2)
      expect(staged.size()).toBe(from)
      const page = lines.slice(from, from + pages[turn % pages.length]!)
      yield* staged.append(page.map(Inheritance.leafOf))
      from += page.length
    }
    const staged = yield* Staged.make(0)
    const ledger = yield* Ledger.make(0)
    const root = (yield* staged.rootAt(cut))!
    yield* ledger.found(Entry.genesis("new.test/log", [founder], { from: "plc.test", size: cut, root }), staged)
    const reloaded = yield* Ledger.make(0)
    expect(reloaded.head()).toEqual(ledger.head())
    return reloaded
  })

const naiveOf = (did: string, lines: ReadonlyArray<Inheritance.Line>): NaiveLog => {
  const naive = new NaiveLog(did, false)
  for (const { createdAt, operation } of lines) expect(naive.submit(operation, Date.parse(createdAt))).toBe(true)
  return naive
}

const inMemory = <A, E>(use: Effect.Effect<A, E, SqlClient | Keys>): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.gen(function*() {
    const sql = yield* Sqlite.make(Sqlite.openMemory())
    return yield* Effect.provide(use, Layer.mergeAll(Layer.succeed(SqlClient, sql), Layer.succeed(Keys, keys)))
  })))

describe("a log founded upon a directory's", () => {
  it("LOG-7: has what the old one had up to where it was left, and judges what comes next as that would", async () => {
    const seen = { fallen: 0, cutBeforeARecovery: 0, equalTimes: 0, acceptedAfter: 0, refusedAfter: 0 }
    const histories = fc.array(fc.array(step, { maxLength: 8 }), { minLength: 1, maxLength: 3 })
    await fc.assert(fc.asyncProperty(
      list, histories, fc.constantFrom(1, 1, 7), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }), fc.nat(), fc.array(step, { maxLength: 4 }),
      async (keyList, all, gap, pages, left, further) => {
        const olds = all.map((steps, name) => historyOf(keyList, steps, name)).filter(({ directory }, i, every) =>
          every.findIndex((other) => other.directory.did === directory.did) === i)
        const lines = exportOf(olds, gap)
        const cut = 1 + left % lines.length
        const begun = lines.slice(0, cut)
        if (new Set(lines.map(({ createdAt }) => createdAt)).size < lines.length) seen.equalTimes++
        await inMemory(Effect.gen(function*() {
          const ledger = yield* founded(lines, pages, cut)
          expect((yield* ledger.operations.bySeq(0, 1_000)).map(({ cid, created_at_millis, did, seq }) => ({ seq, did, cid, at: created_at_millis })))
            .toEqual(begun.map(({ cid, createdAt, did, seq }) => ({ seq, did, cid, at: Date.parse(createdAt) })))
          for (const { directory: { did, log } } of olds) {
            const naive = naiveOf(did, begun.filter((line) => line.did === did))
            const rows = yield* ledger.operations.log(did)
            expect(rows.map(({ cid, nullified }) => [cid, nullified === 1])).toEqual(naive.nodes.map(({ cid, nullified }) => [cid, nullified]))
            seen.fallen += rows.filter(({ nullified }) => nullified === 1).length
            if (rows.some(({ cid, nullified }) => nullified === 0 && log.some((entry) => entry.nullified && entry.cid.toString() === cid))) seen.cutBeforeARecovery++
            const live = rows.filter(({ nullified }) => nullified === 0).map(({ operation }) => JSON.parse(operation) as unknown)
            const head = yield* ledger.operations.head(did)
            const state = head === undefined ? undefined : Operation.stateOf(JSON.parse(head.operation) as Operation.Operation)
            if (live.length > 0) expect(yield* Effect.promise(() => plc.validateOperationLog(did, live as never))).toEqual(state === undefined ? null : { did, ...state })
          }
        }))
        // Left at its end, both go on from the same place.
        await inMemory(Effect.gen(function*() {
          const ledger = yield* founded(lines, pages, lines.length)
          for (const old of olds) {
            const { directory } = old
            const situation = yield* ledger.situation([directory.did], [])
            for (const [index, each] of further.entries()) {
              const made: Made = madeOf(each, 100 + index, directory)
              const nowMillis = instantOf(each, made, directory, old.nowMillis)
              const ours = Judgement.acceptAt(situation, { did: directory.did, operation: made.operation }, nowMillis)
              const theirs = Log.accept(directory.log, made.operation, { did: directory.did, nowMillis, verify: ring.verify })
              expect(Result.isSuccess(ours) ? ours.success.nullified.map(String) : ours.failure.reason)
                .toEqual(Result.isSuccess(theirs) ? theirs.success.nullified.map(String) : theirs.failure.reason)
              seen[Result.isSuccess(ours) ? "acceptedAfter" : "refusedAfter"]++
            }
          }
        }))
      }
    ), { numRuns: 60, seed: 71 })
    // The histories went where the rules are.
    for (const [what, count] of Object.entries(seen)) expect(`${what}: ${count > 0}`).toBe(`${what}: true`)
  }, 120_000)

  it("takes no line that is altered, doubled or out of its order, and keeps nothing of the page that it came in", async () => {
    const spoilt = (line: Inheritance.Line, operation: Inheritance.Line["operation"]): Inheritance.Line => ({ ...line, operation, cid: cidOf(operation) })
    const spoils: ReadonlyArray<(lines: ReadonlyArray<Inheritance.Line>, at: number) => ReadonlyArray<Inheritance.Line>> = [
      (lines, at) => lines.map((line, i) => i === at && line.operation.type === "plc_operation" ? spoilt(line, { ...line.operation, alsoKnownAs: ["at://forged.test"] }) : line),
      (lines, at) => [...lines.slice(0, at + 1), { ...lines[at]!, seq: lines[at]!.seq + 1 }],
      (lines, at) => at === 0 ? lines.toReversed() : lines.map((line, i) => i === at ? { ...line, seq: 0 } : line),
      (lines, at) => lines.map((line, i) => i === at ? { ...line, did: `did:plc:${"a".repeat(24)}` } : line)
    ]
    await fc.assert(fc.asyncProperty(list, fc.array(step, { minLength: 3, maxLength: 8 }), fc.nat(), fc.constantFrom(0, 1, 2, 3), async (keyList, steps, place, kind) => {
      const lines = exportOf([historyOf(keyList, steps, 0)], 2)
      fc.pre(lines.length > 2)
      const bad = spoils[kind]!(lines, place % lines.length)
      fc.pre(JSON.stringify(bad) !== JSON.stringify(lines))
      await inMemory(Effect.gen(function*() {
        yield* Tables.create
        const staged = yield* Staged.make(Number.MAX_SAFE_INTEGER / 2)
        const refused = yield* Effect.flip(staged.append(bad.map(Inheritance.leafOf)))
        expect(refused._tag).toBe("Unsound")
        expect(staged.size()).toBe(0)
        expect(yield* staged.rows(0, 100)).toEqual([])
        yield* staged.append(lines.map(Inheritance.leafOf))
        expect(staged.size()).toBe(lines.length)
      }))
    }), { numRuns: 60, seed: 72 })
  }, 60_000)
})
