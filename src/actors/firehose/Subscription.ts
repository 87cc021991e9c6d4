/**
 * The consuming side of an event stream, for as long as its fiber lives.
 *
 *     dial ?cursor=c ──▶ batch of frames ──▶ prepare ──▶ ┌ settle       ┐ one transaction
 *       ▲                                                └ cursor := seq ┘
 *       └── backoff 1 s … 30 s ◀── closed, framing error, falling seq, error frame, full disk
 *
 * Invariants
 * - The stored cursor names a frame whose effects are durable, never a later
 *   one: both are written in one transaction. Frames after it may have been
 *   handled if they changed nothing (`changesNothing`); after a crash they come
 *   again, and change nothing again. [event-stream]; RELAY-4
 * - `prepare` may call others and writes nothing; `settle` writes and calls
 *   nobody, so that no transaction waits on the network.
 * - Frames are settled in the order of `seq`, each once. A host that repeats or
 *   lowers `seq`, or that breaks the framing, is cut off; what came before it
 *   in the batch stands. [event-stream]; STREAM-4, STREAM-5
 * - `FutureCursor` never resets the cursor: only an operator may. [event-stream]
 * - Frames of unknown type change nothing. STREAM-6
 *
 * Out of scope: what the messages mean, beyond their `seq`.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Socket from "effect/socket/Socket"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Prepared from "../sqlite/Prepared.ts"
import * as Batch from "./subscription/Batch.ts"

export type { Received } from "./subscription/Batch.ts"

/**
 * `active`: connected. `offline`: not connected, will dial again. `idle`: our
 * cursor is ahead of the stream (`FutureCursor`). `lagging`: it lay before the
 * stream's window (`#info OutdatedCursor`), so events are lost for good.
 */
export type Status = "active" | "idle" | "offline" | "lagging"

export interface Options<A, R1, R2, R3> {
  /** Names the cursor in the database. */
  readonly name: string
  /** `https://host`, without a trailing slash. */
  readonly origin: string
  readonly nsid: string
  /** Query parameters beside the cursor. */
  readonly params?: Readonly<Record<string, string>>
  /** Where a consumer without a cursor begins: with the oldest event kept, or live. */
  readonly begin: "oldest" | "live"
  readonly prepare: (batch: ReadonlyArray<Batch.Received>) => Effect.Effect<A, SqlError, R1>
  readonly settle: (prepared: A) => Effect.Effect<void, SqlError, R2>
  /**
   * For consumers to whom most frames mean nothing: whether `settle` would write
   * nothing. The cursor then waits for a batch that is written, or for
   * `batchFrames` frames, so that who is up to date stays within any window.
   */
  readonly changesNothing?: (prepared: A) => boolean
  readonly onStatus?: (status: Status) => Effect.Effect<void, SqlError, R3>
  /**
   * Rest after each batch, so that the next one is larger: for consumers that
   * are in no hurry, who then pay for fewer transactions. None by default.
   */
  readonly restMillis?: number
  /** How it waits before it dials again, for consumers who may hear that it is time. */
  readonly rest?: (millis: number) => Effect.Effect<void>
}

/** Frames settled in one transaction at the most: what a crash makes us repeat. */
const batchFrames = 256
const firstBackoffMillis = 1_000
const lastBackoffMillis = 30_000
/** An unanswered dial is given up after this long. */
const dialMillis = 10_000

/** `wss://host/xrpc/nsid?cursor=…` for `https://host`. */
export const url = (
  origin: string,
  nsid: string,
  params: Readonly<Record<string, string>>,
  cursor: number | undefined
): string => {
  const query = new URLSearchParams(params)
  if (cursor !== undefined) query.set("cursor", String(cursor))
  const text = query.toString()
  return `${origin.replace(/^http/, "ws")}/xrpc/${nsid}${text === "" ? "" : `?${text}`}`
}

/** Where the cursors of all subscriptions of an actor are kept. */
export const createTable = Effect.flatMap(SqlClient, (sql) =>
  Effect.asVoid(sql`CREATE TABLE IF NOT EXISTS subscription_cursor (name TEXT PRIMARY KEY, cursor INTEGER NOT NULL)`))

export const run = <A, R1, R2, R3 = never>(
  options: Options<A, R1, R2, R3>
): Effect.Effect<never, SqlError, R1 | R2 | R3 | SqlClient | Socket.WebSocketConstructor> =>
  Effect.gen(function*() {
    const { changesNothing = () => false, name, nsid, onStatus, origin, prepare, rest = Effect.sleep, settle } = options
    const sql = yield* SqlClient
    yield* createTable
    const load = yield* Prepared.prepare("SELECT cursor FROM subscription_cursor WHERE name = ?")
    const store = yield* Prepared.prepare(
      "INSERT INTO subscription_cursor (name, cursor) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor"
    )
    const tell = (status: Status): Effect.Effect<void, SqlError, R3> => onStatus?.(status) ?? Effect.void
    let cursor = (yield* load.get<{ readonly cursor: number }>(name))?.cursor
    /** Frames handled since the cursor was stored. */
    let ahead = 0
    let backoffMillis = firstBackoffMillis

    /** The reason to hang up, if there is one. */
    const handle = Effect.fnUntraced(function*(frames: ReadonlyArray<Uint8Array>, opening: boolean) {
      const batch = Batch.read(frames, cursor, opening)
      if (batch.outdated) yield* tell("lagging")
      if (batch.received.length > 0) {
        const prepared = yield* prepare(batch.received)
        ahead += batch.received.length
        // Without a cursor a crash would begin anew, and where live begins has moved on meanwhile.
        if (cursor === undefined || ahead >= batchFrames || !changesNothing(prepared)) {
          yield* sql.withTransaction(Effect.andThen(settle(prepared), store.run(name, batch.last)))
          ahead = 0
        }
        cursor = batch.last
        backoffMillis = firstBackoffMillis
      }
      return batch.end
    })

    const connection = Effect.gen(function*() {
      const from = cursor ?? (options.begin === "oldest" ? 0 : undefined)
      const socket = yield* Socket.makeWebSocket(url(origin, nsid, options.params ?? {}, from), { openTimeout: dialMillis })
      const { pull } = yield* socket.reader
      yield* tell("active")
      let opening = true
      while (true) {
        const frames = (yield* pull).filter((frame) => typeof frame !== "string")
        for (let i = 0; i < frames.length; i += batchFrames) {
          const end = yield* handle(frames.slice(i, i + batchFrames), opening)
          if (end !== undefined) return end
          opening = false
        }
        if (options.restMillis !== undefined) yield* Effect.sleep(options.restMillis)
      }
    }).pipe(
      Effect.scoped,
      Effect.catchTag("SocketError", (error) => Effect.succeed<Batch.End>({ _tag: "Lost", reason: error.message })),
      // The transaction was rolled back, the cursor with it: the same frames will come again.
      Effect.catchTag("SqlError", (error) => Effect.succeed<Batch.End>({ _tag: "Lost", reason: error.message }))
    )

    while (true) {
      const end = yield* connection
      yield* Effect.logWarning(`${name} at ${origin} ended: ${end.reason}`)
      yield* Effect.ignore(tell(end._tag === "FutureCursor" ? "idle" : "offline"))
      const jitter = yield* Random.next
      yield* rest(backoffMillis * (0.5 + jitter))
      backoffMillis = Math.min(backoffMillis * 2, lastBackoffMillis)
    }
  }) as Effect.Effect<never, SqlError, Exclude<R1 | R2 | R3, Scope.Scope> | SqlClient | Socket.WebSocketConstructor>

/** For a consumer that needs nothing but the frames. */
export const unprepared = (batch: ReadonlyArray<Batch.Received>): Effect.Effect<ReadonlyArray<Batch.Received>> =>
  Effect.succeed(batch)
