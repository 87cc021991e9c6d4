import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Directory from "./Directory.ts"

const windowMillis = 7 * 24 * 3_600_000

/** People write at once, some fork, some are undone: many lines share a millisecond. */
const busy = (people: number, rounds: number) =>
  Effect.gen(function*() {
    const genesis = Array.from({ length: people }, (_, n) => Directory.signed(null, `alice${n}.test`))
    yield* Effect.forEach(genesis, (operation) => Directory.post(Operation.didOf(operation), operation), { concurrency: "unbounded" })
    for (let round = 0; round < rounds; round++) {
      const next = genesis.flatMap((operation, n) =>
        n % 3 === 0 ? [] : [{ did: Operation.didOf(operation), operation: Directory.signed(operation, `bob${n}x${round}.test`, Math.max(0, 2 - round)) }])
      yield* Effect.forEach(next, ({ did, operation }) => Directory.post(did, operation), { concurrency: "unbounded" })
      yield* Effect.sleep(5)
    }
    return genesis.map((operation) => Operation.didOf(operation))
  })

const auditOf = (did: string) => Effect.map(Directory.get(`/${did}/log/audit`), ({ text }) => JSON.parse(text) as ReadonlyArray<Directory.Line>)

/** Pages from where the last ended, until one brings nothing. */
const tail = (mirror: Directory.Mirror, first: string, next: (last: Directory.Line) => string, count: () => number) =>
  Effect.gen(function*() {
    let after = first
    let pages = 0
    while (true) {
      const { text } = yield* Directory.get(`/export?count=${count()}${after === "" ? "" : `&after=${after}`}`)
      const lines = Directory.lines(text)
      for (const line of lines) mirror.take(line)
      if (lines.length === 0) return pages
      pages++
      after = next(lines.at(-1)!)
    }
  })

describe("the export", () => {
  it("makes a mirror equal to the source in any page size, in both forms, with equal timestamps at page edges [PLC-8] [PLC-9] [PLC-14]", () => {
    const world = Directory.make()
    const dids = world.run("device.test", busy(24, 3))
    const audits = world.run("device.test", Effect.forEach(dids, auditOf))
    const whole = audits.flat()
    const shared = new Map<string, number>()
    for (const line of whole) shared.set(line.createdAt, (shared.get(line.createdAt) ?? 0) + 1)
    expect(Math.max(...shared.values())).toBeGreaterThan(8)
    expect(whole.filter((line) => line.nullified)).not.toHaveLength(0)

    fc.assert(fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 30 })), fc.boolean(), (sizes, sequenced) => {
      const mirror = new Directory.Mirror()
      const next = sequenced ? (line: Directory.Line) => String(line.seq) : (line: Directory.Line) => line.createdAt
      world.run("device.test", tail(mirror, sequenced ? "0" : "", next, () => Number(sizes.next().value)))
      expect(mirror.dids.toSorted()).toEqual(dids.toSorted())
      dids.forEach((did, n) => expect(mirror.audit(did)).toEqual(audits[n]))
    }), { numRuns: 25, seed: 51 })
  })

  it("tells nothing of a millisecond that is not over, in the form by date: what else comes in it would be lost [PLC-8]", () => {
    const world = Directory.make()
    const people = ["alice", "bob", "carol"].map((name) => Directory.signed(null, `${name}.test`))
    const didOf = Operation.didOf
    const mirrors = world.run("device.test", Effect.gen(function*() {
      // All of it arrives in one millisecond, a question between any two operations.
      const asked = yield* Effect.forEach(people, (operation) =>
        Effect.all([Directory.post(didOf(operation), operation), Directory.get("/export")], { concurrency: "unbounded" }), { concurrency: "unbounded" })
      yield* Effect.sleep(5)
      return yield* Effect.forEach(asked, ([, { text }]) =>
        Effect.gen(function*() {
          const first = Directory.lines(text)
          const after = first.at(-1)?.createdAt
          const rest = yield* Directory.get(`/export${after === undefined ? "" : `?after=${after}`}`)
          return [...first, ...Directory.lines(rest.text)].map((line) => line.did)
        }))
    }))
    for (const dids of mirrors) expect(dids.toSorted()).toEqual(people.map(didOf).toSorted())
  })

  it("gives at most 1000 lines by itself, seq strictly rising, without marks; the old form has marks and no seq", () => {
    const world = Directory.make()
    world.run("device.test", busy(8, 2))
    const [sequenced, old, none, huge] = world.run("device.test", Effect.forEach(
      ["?after=0", "", "?after=100000", "?after=0&count=5000"],
      (query) => Effect.map(Directory.get(`/export${query}`), ({ headers, status, text }) => ({ status, type: headers["content-type"], lines: Directory.lines(text) }))
    ))
    expect(sequenced!.type).toBe("application/jsonlines")
    expect(sequenced!.lines.map((line) => line.seq)).toEqual(sequenced!.lines.map((_, n) => n + 1))
    expect(sequenced!.lines.every((line) => !("nullified" in line) && (line as unknown as { type: string }).type === "sequenced_op")).toBe(true)
    expect(old!.lines.every((line) => typeof line.nullified === "boolean" && !("seq" in line))).toBe(true)
    expect(old!.lines.map((line) => line.createdAt)).toEqual(old!.lines.map((line) => line.createdAt).toSorted())
    expect(none!.lines).toEqual([])
    expect(huge!.lines).toHaveLength(sequenced!.lines.length)
  })

  it.each(["count=0", "count=x", "count=1.5", "after=yesterday"])("refuses %s with 400 and a message", (query) => {
    const answer = Directory.make().run("device.test", Directory.get(`/export?${query}`))
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text).message).toContain("Invalid")
  })
})

describe("the export stream", () => {
  it("sends what comes, and nothing of before, without a cursor", () => {
    const world = Directory.make()
    world.run("device.test", busy(4, 0))
    const [{ received }] = world.run("device.test", Effect.all(
      [Directory.listen("", (lines) => lines.length >= 1), Effect.delay(busy(6, 0), "1 second")],
      { concurrency: "unbounded" }
    ))
    expect(received.length).toBeGreaterThan(0)
    expect(Math.min(...received.map((line) => line.seq!))).toBeGreaterThan(4)
  })

  it("replays after a cursor and goes on live, each line once and in order, as the export has them", () => {
    const world = Directory.make()
    const [{ received }, exported] = world.run("device.test", Effect.gen(function*() {
      yield* busy(10, 1)
      const [heard] = yield* Effect.all(
        [Directory.listen("?cursor=3", (lines) => (lines.at(-1)?.seq ?? 0) >= 30), Effect.delay(busy(20, 1), "1 second")],
        { concurrency: "unbounded" }
      )
      return [heard, Directory.lines((yield* Directory.get("/export?after=3")).text)] as const
    }))
    expect(received.map((line) => line.seq)).toEqual(received.map((_, n) => n + 4))
    expect(received).toEqual(exported.slice(0, received.length))
  })

  it("closes with FutureCursor, OutdatedCursor or a refusal, and a mirror falls back to the export [PLC-15]", () => {
    const world = Directory.make()
    const dids = world.run("device.test", busy(4, 1))
    world.runUntil(world.now + windowMillis + 60_000)
    const seen = world.run("device.test", Effect.gen(function*() {
      const later = Directory.signed(null, "carol.test")
      yield* Directory.post(Operation.didOf(later), later)
      const future = yield* Directory.listen("?cursor=1000", () => false)
      const outdated = [yield* Directory.listen("?cursor=1", () => false), yield* Directory.listen("?cursor=0", () => false)]
      const mirror = new Directory.Mirror()
      yield* tail(mirror, "0", (line) => String(line.seq), () => 3)
      return { future, outdated, mirror, audits: yield* Effect.forEach(dids, auditOf), plain: yield* Directory.get("/export/stream") }
    }))
    expect(seen.future.reason).toContain("FutureCursor")
    expect(seen.outdated.map(({ reason, received }) => [reason?.includes("OutdatedCursor"), received.length])).toEqual([[true, 0], [true, 0]])
    dids.forEach((did, n) => expect(seen.mirror.audit(did)).toEqual(seen.audits[n]))
    expect(seen.plain.status).toBe(426)
  })
})

describe("what a directory says", () => {
  it("of a DID: 404 unknown on every path, 410 tombstoned where a state is asked for, and the log for ever", () => {
    const world = Directory.make()
    const paths = ["", "/data", "/log", "/log/audit", "/log/last"]
    const { gone, unknown, words } = world.run("device.test", Effect.gen(function*() {
      const genesis = Directory.signed(null, "alice.test")
      const did = Operation.didOf(genesis)
      yield* Directory.post(did, genesis)
      yield* Directory.post(did, Directory.tombstone(genesis))
      const at = (subject: string) => Effect.forEach(paths, (path) => Directory.get(`/${subject}${path}`))
      return { gone: yield* at(did), unknown: yield* at("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"), words: yield* at("nonsense") }
    }))
    expect(gone.map(({ status }) => status)).toEqual([410, 410, 200, 200, 200])
    expect(JSON.parse(gone[0]!.text).message).toContain("DID not available")
    expect(JSON.parse(gone[4]!.text).type).toBe("plc_tombstone")
    expect(unknown.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    expect(unknown.every(({ text }) => JSON.parse(text).message.startsWith("DID not registered"))).toBe(true)
    expect(words.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
  })

  it("of a tombstone undone within 72 hours: the state of the recovery", () => {
    const world = Directory.make()
    const { document, refused, status } = world.run("device.test", Effect.gen(function*() {
      const genesis = Directory.signed(null, "alice.test")
      const did = Operation.didOf(genesis)
      yield* Directory.post(did, genesis)
      const tombstone = Directory.tombstone(genesis, 1)
      yield* Directory.post(did, tombstone)
      const refused = yield* Directory.post(did, Directory.signed(tombstone, "alice.test", 0))
      const recovery = yield* Directory.post(did, Directory.signed(genesis, "alice.two.test", 0))
      return { refused, status: recovery.status, document: JSON.parse((yield* Directory.get(`/${did}`)).text) }
    }))
    expect([refused.status, refused.message.split(":")[0]]).toEqual([400, "AfterTombstone"])
    expect(status).toBe(200)
    expect(document.alsoKnownAs).toEqual(["at://alice.two.test"])
  })

  it("of an operation that it does not take: 400 and why", () => {
    const genesis = Directory.signed(null, "alice.test")
    const did = Operation.didOf(genesis)
    const other = Directory.signed(null, "bob.test")
    const submissions: ReadonlyArray<readonly [body: unknown, says: string]> = [
      [{ ...genesis, extra: 1 }, "Invalid operation"],
      [other, "DidMismatch"],
      [{ ...genesis, sig: `${genesis.sig}=` }, "DidMismatch"],
      [Directory.signed(genesis, "x".repeat(300)), "Invalid operation"],
      [Directory.signed(other, "alice.test"), "UnknownPrev"],
      [{ ...Directory.signed(genesis, "alice.test"), sig: Directory.signed(other, "alice.test").sig }, "InvalidSignature"]
    ]
    const answers = Directory.make().run("device.test", Effect.gen(function*() {
      const first = yield* Effect.forEach(submissions.slice(0, 4), ([body]) => Directory.post(did, body))
      yield* Directory.post(did, genesis)
      const then = yield* Effect.forEach(submissions.slice(4), ([body]) => Directory.post(did, body))
      return [...first, ...then, yield* Directory.post("did:web:alice.test", genesis)]
    }))
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400, 400])
    submissions.forEach(([, says], n) => expect(answers[n]!.message).toContain(says))
  })

  it("takes ten operations of a DID an hour, refuses the eleventh by name, and never refuses a recovery for it [PLC-12]", () => {
    const world = Directory.make()
    const { after, recovery, statuses } = world.run("device.test", Effect.gen(function*() {
      const genesis = Directory.signed(null, "alice.test")
      const did = Operation.didOf(genesis)
      yield* Directory.post(did, genesis)
      let head: Operation.Operation = genesis
      const statuses: Array<string> = []
      for (let n = 1; n <= 11; n++) {
        const operation = Directory.signed(head, `alice${n}.test`)
        const { message, status } = yield* Directory.post(did, operation)
        statuses.push(`${status} ${message.split(":")[0]}`)
        if (status === 200) head = operation
      }
      const recovery = yield* Directory.post(did, Directory.signed(genesis, "alice.test", 0))
      yield* Effect.sleep("1 hour")
      return { statuses, recovery, after: yield* Directory.post(did, Directory.signed(Directory.signed(genesis, "alice.test", 0), "alice.three.test")) }
    }), 3 * 3_600_000)
    expect(statuses).toEqual([...Array.from({ length: 9 }, () => "200 "), "400 RateLimited", "400 RateLimited"])
    expect([recovery.status, after.status]).toEqual([200, 200])
  })
})
