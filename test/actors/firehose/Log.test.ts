/** What a log keeps, forgets and still knows, at its edges. STREAM-1, STREAM-2, STREAM-8 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as Log from "../../../src/actors/firehose/outbox/Log.ts"
import * as Town from "../pds/Town.ts"

const windowMillis = 60_000
const frameBytes = 30

const make = (options: Partial<Log.LogOptions> = {}) => Log.make({ table: "log", windowMillis, ...options })

const append = Effect.fnUntraced(function*(log: Log.Log, count = 1) {
  const sql = yield* SqlClient
  const one = log.append("did:plc:alice", () => new Uint8Array(frameBytes))
  for (let n = 0; n < count; n++) yield* sql.withTransaction(one)
})

const seqs = (entries: ReadonlyArray<Log.Entry> | undefined) => entries?.map(({ seq }) => seq)

describe("a log whose window has left all its entries behind", () => {
  const emptied = Effect.gen(function*() {
    const log = yield* make()
    yield* append(log, 3)
    yield* Effect.sleep(2 * windowMillis)
    return { log, pruned: yield* log.pruned }
  })

  it("still knows the last number: who has it is not ahead of the stream, and misses nothing", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { log, pruned } = yield* emptied
      const reader = yield* log.reader
      yield* append(log)
      return { pruned, head: reader.head, next: seqs(yield* reader.next(3)), older: yield* reader.next(2) }
    }))
    expect(seen).toEqual({ pruned: 3, head: 3, next: [4], older: undefined })
  })

  it("knows it in its next life too, and tells who comes with an older cursor that the window has left it", () => {
    for (const numbers of ["own", "given"] as const) {
      const seen = Town.make().run(Effect.gen(function*() {
        yield* emptied
        const log = yield* make({ numbers })
        const reader = yield* log.reader
        const last = reader.head + 1
        const sql = yield* SqlClient
        yield* numbers === "own" ? append(log) : sql.withTransaction(log.adopt("did:plc:alice", last, Date.UTC(2026, 0, 6), new Uint8Array(frameBytes)))
        return { known: log.known, pruned: yield* log.pruned, isEpoch: reader.head > 3, next: seqs(yield* reader.next(reader.head)), last, older: yield* reader.next(2) }
      }))
      expect(seen).toEqual({ known: 3, pruned: 3, isEpoch: numbers === "own", next: [seen.last], last: seen.last, older: undefined })
    }
  })

  it("keeps no more on disk though nobody ever listens", () => {
    const kept = Town.make().run(Effect.gen(function*() {
      const log = yield* make()
      yield* append(log, 3)
      yield* Effect.sleep(2 * windowMillis)
      yield* append(log)
      return yield* (yield* SqlClient)`SELECT seq FROM log`
    }))
    expect(kept).toEqual([{ seq: 4 }])
  })
})

describe("a log whose pruning was rolled back", () => {
  it("has pruned nothing: what the disk kept is given to whoever asks", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const sql = yield* SqlClient
      const log = yield* make()
      yield* append(log, 3)
      yield* Effect.sleep(2 * windowMillis)
      yield* Effect.ignore(sql.withTransaction(Effect.andThen(log.append("did:plc:alice", () => new Uint8Array(frameBytes)), Effect.fail("the rows that it claims"))))
      const reader = yield* log.reader
      return seqs(yield* reader.next(1))
    }))
    expect(seen).toEqual([2, 3])
  })
})

describe("a reader that the window overtakes", () => {
  it("before it has asked for anything is told so, and gets no later entry as if it were the next [STREAM-2]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const log = yield* make({ windowBytes: 5 * frameBytes })
      yield* append(log, 3)
      const reader = yield* log.reader
      yield* append(log, 20)
      const last = seqs(yield* reader.next(20))
      return { overtaken: yield* reader.next(reader.head), last }
    }))
    expect(seen).toEqual({ overtaken: undefined, last: [21, 22, 23] })
  })
})

describe("a log that forgets an account", () => {
  it("gives its frames to nobody any more, however closely they follow [ACCT-5]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const sql = yield* SqlClient
      const log = yield* make()
      const reader = yield* log.reader
      for (const did of ["did:plc:alice", "did:plc:bob", "did:plc:alice"]) yield* sql.withTransaction(log.append(did, () => new Uint8Array(frameBytes)))
      const before = seqs(yield* reader.next(0))
      yield* sql.withTransaction(log.forget("did:plc:alice"))
      return { before, after: seqs(yield* reader.next(0)) }
    }))
    expect(seen).toEqual({ before: [1, 2, 3], after: [2] })
  })
})

describe("a reader in a long log", () => {
  it("gets what comes next, whether memory still has it or the disk alone [STREAM-3]", () => {
    const count = 2_100
    const first = Town.make().run(Effect.gen(function*() {
      const sql = yield* SqlClient
      const log = yield* make()
      const reader = yield* log.reader
      yield* sql.withTransaction(Effect.forEach(Array.from({ length: count }), () => log.append("did:plc:alice", () => new Uint8Array(1)), { discard: true }))
      const first: Array<number> = []
      for (let cursor = 0; cursor < count; cursor++) first.push((yield* reader.next(cursor))![0]!.seq)
      return first
    }))
    expect(first).toEqual(Array.from({ length: count }, (_, i) => i + 1))
  })
})
