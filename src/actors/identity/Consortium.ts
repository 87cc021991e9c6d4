/**
 * A DID's history from operators that nobody has to trust: f + 1 of them are
 * asked, each answer is proven before it counts, and the longest is believed.
 * The newest checkpoint believed is kept on disk; every later one has to extend
 * it. What operators signed is handed to auditors. docs/auditing.md
 *
 *     ask f + 1 ──▶ proven? ──▶ one log? ──▶ the longest history
 *        ▲            │ no        │ no
 *        └── the next operator    └──▶ auditors, and no answer
 *
 * Whoever asks has no answer while fewer than f + 1 operators can be reached.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as History from "../../protocol/consortium/History.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Checkpoint from "../../protocol/tlog/Checkpoint.ts"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import { fromBase64, vkey } from "../../protocol/tlog/SignedNote.ts"
import { Hosts } from "../Hosts.ts"
import * as Auditors from "./Auditors.ts"
import * as Fetch from "./Fetch.ts"

export const ConsortiumOptions = Schema.Struct({
  operators: Schema.Array(Schema.String).annotate({ description: "Hosts of the PLC operators." }),
  founders: Schema.optionalKey(Schema.Array(Schema.String).annotate({
    description: "Verifier keys of the consortium's founders; without them those that a quorum of the operators names at first."
  })),
  auditors: Schema.optionalKey(Schema.Array(Schema.String).annotate({ description: "Hosts of auditors, who are handed what operators signed." }))
})
export type ConsortiumOptions = typeof ConsortiumOptions.Type

/** Too few operators with a history that holds. */
export class NoHistory extends Data.TaggedError("NoHistory")<{ readonly did: string; readonly detail: string }> {
  override get message(): string {
    return `No proven history of ${this.did}: ${this.detail}`
  }
}

const limits: Fetch.Limits = { maxBytes: 4 * 1024 * 1024, maxRedirects: 0, timeoutMillis: 3_000, accept: "application/json" }
/** DIDs of which we remember how much we believed. */
const capacity = 100_000
const decoder = new TextDecoder()
const decodeHistory = Schema.decodeUnknownResult(Schema.fromJsonString(History.History))
const decodeEntries = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Struct({ entries: Schema.Array(Schema.String) })))
const decodeProof = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Struct({ proof: Schema.Array(Schema.String) })))

interface Answer extends History.Proven {
  readonly host: string
  readonly history: History.History
}

export const make = Effect.fnUntraced(function*(options: ConsortiumOptions) {
  const { originOf, self } = yield* Hosts
  const client = yield* HttpClient
  const sql = yield* SqlClient
  const { verify } = yield* Keys
  yield* sql`CREATE TABLE IF NOT EXISTS consortium_trust (name TEXT PRIMARY KEY, value TEXT NOT NULL)`
  const auditors = yield* Auditors.make(options.auditors ?? [])

  /** By DID, how much of its history was believed: what is in the log does not go from it. */
  const believed = new Map<string, number>()

  const load = (name: string) => Effect.map(sql<{ value: string }>`SELECT value FROM consortium_trust WHERE name = ${name}`, (rows) => rows[0]?.value)
  const keep = (name: string, value: string) =>
    sql`INSERT INTO consortium_trust (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`

  /** Several of us may share a disk: a PDS's resolver and its writer, all of a device's. */
  const keepNewest = Effect.fnUntraced(function*(checkpoint: Checkpoint.Checkpoint) {
    const kept = yield* load("checkpoint")
    const size = kept === undefined ? 0 : Result.getOrElse(Result.map(Checkpoint.parse(kept), (each) => each.size), () => 0)
    if (size < checkpoint.size) yield* keep("checkpoint", Checkpoint.text(checkpoint))
  })

  const get = (host: string, path: string) =>
    Effect.flatMap(Fetch.get(client, `${originOf(host)}${path}`, limits), ({ bytes, status }) =>
      status === 200 ? Effect.succeed(decoder.decode(bytes)) : Effect.fail(new Fetch.FetchFailed({ detail: `${host} answered ${status}`, passing: true })))

  /**
   * Entries of the log by which the founders and every later member came;
   * undefined for an answer that makes no sense.
   */
  const membership = (host: string) =>
    Effect.map(get(host, "/consortium/membership"), (text): ReadonlyArray<Entry.Entry> | undefined => {
      const decoded = decodeEntries(text)
      if (Result.isFailure(decoded)) return undefined
      const entries = decoded.success.entries.map((each) => Entry.decode(fromBase64(each) ?? new Uint8Array(0)))
      return entries.every(Result.isSuccess) ? entries.map(Result.getOrThrow) : undefined
    })

  const foundersOf = (entries: ReadonlyArray<Entry.Entry> | undefined): Members.Members | undefined =>
    entries?.[0] === undefined ? undefined : Result.getOrUndefined(Members.founded(entries[0]))

  let members: Members.Members | undefined
  let newest: Checkpoint.Checkpoint | undefined

  /** The founders are taken from the options, or once and for all from what a quorum of the operators says. */
  const meet = Effect.gen(function*() {
    if (members !== undefined) return members
    const said = (yield* load("genesis")) ?? undefined
    const kept = yield* load("checkpoint")
    newest = kept === undefined ? undefined : Result.getOrUndefined(Checkpoint.parse(kept))
    const counts = new Map<string, number>()
    let found: Members.Members | undefined
    for (const host of options.operators) {
      const entries = yield* Effect.orElseSucceed(membership(host), () => undefined)
      const founders = foundersOf(entries)
      if (entries === undefined || founders === undefined) continue
      const genesis = founders.list.map(vkey).toSorted().join("\n")
      counts.set(genesis, (counts.get(genesis) ?? 0) + 1)
      const told = said ?? options.founders?.toSorted().join("\n")
      const known = told === undefined ? counts.get(genesis)! >= Members.quorumOf(options.operators.length) : told === genesis
      const current = known ? Result.getOrUndefined(History.membership(founders, entries)) : undefined
      if (current === undefined || (found !== undefined && found.epoch >= current.epoch)) continue
      found = current
      if (said === undefined) yield* keep("genesis", genesis)
      // Whoever is known from before proves who came after; if this is not the newest, that shows soon enough.
      else break
    }
    return members = found
  })

  /** After a checkpoint that too few known members signed: perhaps there are others by now. */
  const meetAgain = Effect.fnUntraced(function*(host: string) {
    const entries = yield* membership(host)
    const founders = foundersOf(entries)
    if (members === undefined || entries === undefined || founders === undefined) return false
    if (founders.list.map(vkey).toSorted().join("\n") !== (yield* load("genesis"))) return false
    const current = Result.getOrUndefined(History.membership(founders, entries))
    if (current === undefined || current.epoch <= members.epoch) return false
    members = current
    return true
  })

  const ask = Effect.fnUntraced(function*(host: string, did: string) {
    const from = newest?.size ?? 0
    const text = yield* get(host, `/consortium/history?did=${encodeURIComponent(did)}&from=${from}`)
    const history = decodeHistory(text)
    if (Result.isFailure(history)) return yield* new History.Unproven({ did, reason: "not a history" })
    const judge = (known: Members.Members) => History.verify(history.success, did, { members: known, ...(newest?.size === from ? { newest } : {}) }, verify)
    let proven = judge(members!)
    if (Result.isFailure(proven) && (yield* meetAgain(host))) proven = judge(members!)
    if (Result.isSuccess(proven) && proven.success.by === host) return { ...proven.success, host, history: history.success }
    // What does not hold may still be evidence.
    yield* auditors.statement(history.success.statement)
    yield* auditors.checkpoints([history.success.checkpoint])
    return yield* Result.isFailure(proven) ? proven.failure : new History.Unproven({ did, reason: `${proven.success.by} answers for ${host}` })
  })

  /** Whether the older of two checkpoints is a prefix of the newer, which that host showed. */
  const extend = Effect.fnUntraced(function*(older: Checkpoint.Checkpoint, newer: Checkpoint.Checkpoint, host: string) {
    if (older.size === newer.size) return Merkle.equals(older.root, newer.root)
    const proof = decodeProof(yield* get(host, `/consortium/consistency?from=${older.size}&to=${newer.size}`))
    const hashes = Result.isSuccess(proof) ? proof.success.proof.map((each) => fromBase64(each) ?? new Uint8Array(0)) : []
    return Merkle.verifyConsistency(older.size, older.root, newer.size, newer.root, hashes)
  })

  /** Whether all these checkpoints, and the newest known, are of one log; keeps the newest of them. */
  const reconcile = Effect.fnUntraced(function*(answers: ReadonlyArray<Answer>) {
    const [largest, ...others] = answers.toSorted((a, b) => b.checkpoint.size - a.checkpoint.size)
    for (const other of others) {
      if (!(yield* extend(other.checkpoint, largest!.checkpoint, largest!.host))) return false
    }
    // While these were asked, another question may have moved on.
    if (newest !== undefined && newest.size >= largest!.checkpoint.size) return yield* extend(largest!.checkpoint, newest, largest!.host)
    newest = largest!.checkpoint
    yield* keepNewest(newest)
    yield* auditors.checkpoints([largest!.history.checkpoint])
    return true
  })

  return {
    /** Whoever promises is held to it. */
    handReceipt: auditors.receipt,

    /** The longest history that holds, and never less than before; empty for a DID that the log does not know. */
    history: Effect.fnUntraced(function*(did: string) {
      const known = yield* meet
      if (known === undefined) return yield* new NoHistory({ did, detail: "the operators do not say who they are" })
      const wanted = Members.tolerated(known.list.length) + 1
      // Everybody begins with another, so that the operators share the work.
      const first = [...self].reduce((sum, char) => sum + char.charCodeAt(0), 0) % options.operators.length
      const hosts = [...options.operators.slice(first), ...options.operators.slice(0, first)]
      const answers: Array<Answer> = []
      const faults: Array<string> = []
      for (let asked = 0; answers.length < wanted && asked < hosts.length;) {
        const round = hosts.slice(asked, asked + wanted - answers.length)
        asked += round.length
        const results = yield* Effect.forEach(round, (host) => Effect.result(ask(host, did)), { concurrency: "unbounded" })
        for (const result of results) {
          if (Result.isSuccess(result)) answers.push(result.success)
          else faults.push("message" in result.failure && result.failure.message !== "" ? result.failure.message : result.failure._tag)
        }
      }
      if (answers.length < wanted) return yield* new NoHistory({ did, detail: faults.join("; ") })
      if (!(yield* reconcile(answers))) {
        yield* auditors.checkpoints(answers.map(({ history }) => history.checkpoint))
        return yield* new NoHistory({ did, detail: "the operators show different logs" })
      }
      const longest = answers.reduce((best, each) => each.log.length > best.log.length ? each : best)
      for (const { history, log } of answers) if (log.length < longest.log.length) yield* auditors.statement(history.statement)
      if (longest.log.length < (believed.get(did) ?? 0)) return yield* new NoHistory({ did, detail: "the operators have not all of it yet" })
      if (believed.size >= capacity) believed.clear()
      believed.set(did, longest.log.length)
      return longest.log
    }, (effect, did) =>
      Effect.catchTags(effect, {
        SqlError: (error) => Effect.fail(new NoHistory({ did, detail: error.message })),
        FetchFailed: (error) => Effect.fail(new NoHistory({ did, detail: error.detail }))
      }))
  }
})

export type Consortium = Effect.Success<ReturnType<typeof make>>
