import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Socket from "effect/socket/Socket"
import { SqlClient } from "effect/sql/SqlClient"
import { ConnectionError, SqlError } from "effect/sql/SqlError"
import { describe, expect, it } from "vitest"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import { RelayOptions } from "../../../src/actors/relay/Options.ts"
import * as Subscription from "../../../src/actors/firehose/Subscription.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as World from "../../../src/sim/World.ts"

const options = Schema.decodeUnknownSync(RelayOptions)({ plc: "plc.test" })
const specs: ReadonlyArray<ActorSpec> = [
  { kind: "relay", host: "upstream.test", options },
  { kind: "relay", host: "consumer.test", options }
]

const message = (seq: number) => Frame.encode("#labels", { seq, labels: [] })

/** What the upstream sends to a consumer that begins after `cursor`; then it waits, or hangs up. */
type Script = (cursor: number | undefined, dial: number) => { readonly frames: ReadonlyArray<Uint8Array>; readonly close?: boolean }

interface Options {
  readonly script: Script
  readonly begin?: "oldest" | "live"
  readonly settle?: (seqs: ReadonlyArray<number>) => Effect.Effect<void, SqlError>
  /** Events above this one mean nothing to the consumer. */
  readonly lastOfMeaning?: number
}

/** A world with one scripted upstream and one consumer that writes each `seq` into a table. */
const make = ({ begin = "oldest", lastOfMeaning = Number.POSITIVE_INFINITY, script, settle = () => Effect.void }: Options) => {
  const cursors: Array<number | undefined> = []
  const statuses: Array<string> = []
  const upstream = HttpRouter.add("GET", "/xrpc/com.atproto.label.subscribeLabels", Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const text = new URLSearchParams(request.url.split("?")[1] ?? "").get("cursor")
    const cursor = text === null ? undefined : Number(text)
    cursors.push(cursor)
    const { close = false, frames } = script(cursor, cursors.length)
    const socket = yield* request.upgrade
    const { pull } = yield* socket.reader
    const writer = yield* socket.writer
    for (const frame of frames) yield* writer.write(frame)
    if (close) yield* writer.write(new Socket.CloseEvent(1000))
    yield* Effect.forever(pull)
    return HttpServerResponse.empty()
  }).pipe(Effect.scoped, Effect.catch(() => Effect.succeed(HttpServerResponse.empty()))))

  const consumer = Layer.effectDiscard(Effect.gen(function*() {
    const sql = yield* SqlClient
    yield* sql`CREATE TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL)`
    yield* Effect.forkScoped(Subscription.run({
      name: "labels",
      origin: "https://upstream.test",
      nsid: "com.atproto.label.subscribeLabels",
      begin,
      prepare: Subscription.unprepared,
      settle: Effect.fnUntraced(function*(batch: ReadonlyArray<Subscription.Received>) {
        for (const { seq } of batch) yield* sql`INSERT INTO seen (seq) VALUES (${seq})`
        yield* settle(batch.map(({ seq }) => seq))
      }),
      changesNothing: (batch) => batch.every(({ seq }) => seq > lastOfMeaning),
      onStatus: (status) => Effect.sync(() => statuses.push(status))
    }))
  }))

  const layerOf = (spec: ActorSpec) => (spec.host === "upstream.test" ? upstream : consumer) as World.ActorLayer
  const world = World.make({ actors: specs }, { seed: 7, layerOf })
  const defects: Array<string> = []
  world.observe((o) => o._tag === "Defect" && defects.push(o.message))
  world.startAll()
  const seen = () =>
    world.run("consumer.test", Effect.flatMap(SqlClient, (sql) =>
      Effect.map(sql<{ readonly seq: number }>`SELECT seq FROM seen ORDER BY id`, (rows) => rows.map((row) => row.seq))))
  return { world, cursors, statuses, seen, defects }
}

const after = (cursor: number | undefined, last: number) =>
  Array.from({ length: last }, (_, i) => i + 1).filter((seq) => seq > (cursor ?? last)).map(message)

describe("a subscription", () => {
  it("takes the whole window from the oldest event, in order", () => {
    const { cursors, seen, statuses, world } = make({ script: (cursor) => ({ frames: after(cursor, 600) }) })
    world.runUntil(5_000)
    expect(seen()).toEqual(Array.from({ length: 600 }, (_, i) => i + 1))
    expect(cursors).toEqual([0])
    expect(statuses).toEqual(["active"])
  })

  it("begins live without a cursor, if told so", () => {
    const { cursors, seen, world } = make({ begin: "live", script: () => ({ frames: [message(41), message(42)] }) })
    world.runUntil(5_000)
    expect(cursors).toEqual([undefined])
    expect(seen()).toEqual([41, 42])
  })

  it("resumes after the last event handled when the connection is lost", () => {
    const { cursors, seen, world } = make({
      script: (cursor, dial) => ({ frames: after(cursor, dial * 3), close: dial < 3 })
    })
    world.runUntil(60_000)
    expect(cursors).toEqual([0, 3, 6])
    expect(seen()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it("resumes after a crash, and handles nothing twice", () => {
    const { cursors, seen, world } = make({ script: (cursor, dial) => ({ frames: after(cursor, dial * 5) }) })
    world.runUntil(3_000)
    world.crash("consumer.test")
    world.start("consumer.test")
    world.runUntil(6_000)
    expect(cursors).toEqual([0, 5])
    expect(seen()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it("stores no cursor for what changes nothing: after a crash that comes again, after a lost connection it does not", () => {
    const { cursors, seen, world } = make({
      lastOfMeaning: 3,
      script: (cursor, dial) => ({ frames: after(cursor, dial + 2), close: dial === 1 || dial === 2 })
    })
    world.runUntil(30_000)
    expect(cursors).toEqual([0, 3, 4])
    world.crash("consumer.test")
    world.start("consumer.test")
    world.runUntil(40_000)
    expect(cursors).toEqual([0, 3, 4, 3])
    expect(seen()).toEqual([1, 2, 3])
  })

  it("is never more than a batch behind on disk, whatever changes nothing", () => {
    const { cursors, world } = make({ lastOfMeaning: 0, script: (cursor) => ({ frames: after(cursor, 600) }) })
    world.runUntil(5_000)
    world.crash("consumer.test")
    world.start("consumer.test")
    world.runUntil(10_000)
    expect(cursors).toHaveLength(2)
    expect(cursors[1]).toBeGreaterThan(600 - 256)
  })

  it("stores where it began live, though that changes nothing", () => {
    const { cursors, world } = make({ begin: "live", lastOfMeaning: 0, script: () => ({ frames: [message(41)] }) })
    world.runUntil(5_000)
    world.crash("consumer.test")
    world.start("consumer.test")
    world.runUntil(10_000)
    expect(cursors).toEqual([undefined, 41])
  })

  it("tolerates one repeat of the last event, as the specification's replay sends it", () => {
    const { cursors, seen, world } = make({
      script: (cursor, dial) => dial === 1
        ? { frames: after(cursor, 3), close: true }
        : { frames: [message(cursor!), message(4)] }
    })
    world.runUntil(60_000)
    expect(cursors).toEqual([0, 3])
    expect(seen()).toEqual([1, 2, 3, 4])
  })

  it.each([
    ["a falling seq", message(2)],
    ["a repeated seq", message(3)],
    ["bytes that are no frame", new Uint8Array([1, 2, 3])],
    ["three objects in a frame", new Uint8Array([...message(4), 0xa0])]
  ])("hangs up on %s, keeps what came before, and does not handle what follows [STREAM-4]", (_, bad) => {
    const { cursors, seen, statuses, world } = make({
      script: (cursor, dial) => ({ frames: dial === 1 ? [...after(cursor, 3), bad, message(9)] : after(cursor, 5) })
    })
    world.runUntil(60_000)
    expect(cursors).toEqual([0, 3])
    expect(seen()).toEqual([1, 2, 3, 4, 5])
    expect(statuses).toEqual(["active", "offline", "active"])
  })

  it("skips frames of a type or op that it does not know [STREAM-6]", () => {
    const future = Frame.encode("#future", { wonderful: true })
    const { seen, world } = make({ script: (cursor) => ({ frames: [future, ...after(cursor, 2), future] }) })
    world.runUntil(5_000)
    expect(seen()).toEqual([1, 2])
  })

  it("never resets its cursor when told that it lies in the future", () => {
    const { cursors, seen, statuses, world } = make({
      script: (cursor, dial) => dial === 1
        ? { frames: after(cursor, 3), close: true }
        : { frames: [Frame.encodeError("FutureCursor"), message(1)], close: true }
    })
    world.runUntil(20_000)
    expect(new Set(cursors)).toEqual(new Set([0, 3]))
    expect(statuses).toContain("idle")
    expect(seen()).toEqual([1, 2, 3])
  })

  it("says so when events are lost for good", () => {
    const info = Frame.encode("#info", { name: "OutdatedCursor" })
    const { seen, statuses, world } = make({ script: () => ({ frames: [info, message(70)] }) })
    world.runUntil(5_000)
    expect(statuses).toEqual(["active", "lagging"])
    expect(seen()).toEqual([70])
  })

  it("waits longer from failure to failure, half a minute and its jitter at the most", () => {
    const { cursors, world } = make({ script: () => ({ frames: [], close: true }) })
    world.runUntil(600_000)
    expect(cursors.length).toBeGreaterThan(15)
    expect(cursors.length).toBeLessThan(45)
  })

  it("rolls a failed batch back with its cursor, and takes it again", () => {
    let failures = 0
    const full = new SqlError({ reason: new ConnectionError({ message: "disk full", operation: "execute", cause: "full" }) })
    const { cursors, defects, seen, world } = make({
      script: (cursor) => ({ frames: after(cursor, 4) }),
      settle: () => Effect.suspend(() => failures++ < 2 ? Effect.fail(full) : Effect.void)
    })
    world.runUntil(60_000)
    expect(cursors).toEqual([0, 0, 0])
    expect(seen()).toEqual([1, 2, 3, 4])
    expect(defects).toEqual([])
  })
})
