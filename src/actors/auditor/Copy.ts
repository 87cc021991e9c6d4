/**
 * The auditor's own copy of the log, replayed entry by entry: leaves and
 * perfect subtrees in SQL, in memory only the peaks of the tree and the members.
 *
 * What the rules refuse stays in the copy, for it is in the log, but is no part
 * of its DID's history: what follows is judged as if it were not there.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Inheritance from "../../protocol/consortium/Inheritance.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Log from "../../protocol/plc/Log.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import type { EntryRow } from "./Tables.ts"

/** Leaves to be, with what they amount to; nothing is written yet. */
export interface Extension {
  readonly leaves: ReadonlyArray<Uint8Array>
  readonly tree: Merkle.Compact
  readonly nodes: ReadonlyArray<Merkle.Node>
}

const placeKey = (level: number, index: number): string => `${level}/${index}`

/** Runs what reads subtrees at once over a store that takes time: the first run tells which, the second has them. */
const withNodes = <A>(load: (level: number, index: number) => Effect.Effect<Merkle.Hash, SqlError>, use: (node: Merkle.NodeAt) => A): Effect.Effect<A, SqlError> =>
  Effect.gen(function*() {
    const places = new Map<string, readonly [number, number]>()
    use((level, index) => {
      places.set(placeKey(level, index), [level, index])
      return Merkle.emptyRoot
    })
    const nodes = new Map<string, Merkle.Hash>()
    for (const [key, [level, index]] of places) nodes.set(key, yield* load(level, index))
    return use((level, index) => nodes.get(placeKey(level, index))!)
  })

const logEntry = (row: EntryRow): Log.LogEntry => {
  const placed = Inheritance.operationOf(Result.getOrThrow(Entry.decode(row.entry)))
  if (placed === undefined) throw new Error(`entry ${row.idx} is no operation`)
  const { did, operation, time } = placed
  return { did, operation, cid: Operation.cidOf(operation), nullified: row.nullified === 1, createdAtMillis: time }
}

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  const { verify } = yield* Keys
  const columns = "idx, entry, time, did, nullified, refused"
  const insert = yield* Prepared.prepare("INSERT INTO auditor_entry (idx, entry, time, did, refused) VALUES (?, ?, ?, ?, ?)")
  const insertNode = yield* Prepared.prepare("INSERT INTO auditor_node (level, idx, hash) VALUES (?, ?, ?)")
  const nodeAt = yield* Prepared.prepare("SELECT hash FROM auditor_node WHERE level = ? AND idx = ?")
  const nullify = yield* Prepared.prepare("UPDATE auditor_entry SET nullified = 1 WHERE did = ? AND idx = ?")
  const ofDid = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_entry WHERE did = ? ORDER BY idx`)
  const between = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_entry WHERE idx >= ? AND idx < ? ORDER BY idx`)
  const membership = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_entry WHERE did IS NULL AND refused = 0 ORDER BY idx`)
  const refused = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_entry WHERE refused = 1 ORDER BY idx LIMIT 100`)
  const count = yield* Prepared.prepare("SELECT COUNT(*) AS size, MAX(time) AS time FROM auditor_entry")
  const firstPast = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_entry WHERE idx >= ? AND time >= ? ORDER BY idx LIMIT 1`)
  const firstOf = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_entry WHERE did = ? AND idx >= ? ORDER BY idx LIMIT 1`)

  const load = (level: number, index: number) =>
    Effect.map(nodeAt.get<{ hash: Uint8Array }>(level, index), (row) => row === undefined ? Merkle.emptyRoot : new Uint8Array(row.hash))

  /** DIDs of which something was nullified lately. */
  const disputed = new Set<string>()
  let tree = Merkle.Compact.empty
  let lastTime = 0
  let members: Members.Members | undefined
  /** Every key that an operator ever had. */
  let operators: ReadonlyArray<Members.Member> = []

  const enroll = (next: Members.Members): void => {
    members = next
    operators = [...operators, ...next.list.filter((each) => !operators.some(({ keyId, name }) => name === each.name && keyId === each.keyId))]
  }

  /** What the log is founded upon, and the leaves of that while not all of them are there. */
  let inherits: Entry.Inherits | undefined
  let inheritedLeaves: Array<Uint8Array> = []

  const enact = (entry: Entry.Entry): string | undefined => {
    if (entry.type !== "genesis" && !Entry.isMembership(entry)) return undefined
    const next = entry.type === "genesis"
      ? members === undefined ? Members.founded(entry) : undefined
      : members === undefined ? undefined : Members.change(members, entry)
    if (next === undefined) return "a log begins with its genesis, and has one"
    if (Result.isFailure(next)) return next.failure.message
    if (entry.type === "genesis") inherits = entry.inherits
    enroll(next.success)
    return undefined
  }

  /**
   * A leaf of the log that this one is founded upon; with the last of them,
   * whether they are what the genesis binds.
   */
  const inherit = (leaf: Uint8Array): string | undefined => {
    inheritedLeaves.push(leaf)
    if (inherits === undefined || inheritedLeaves.length < inherits.size) return undefined
    const problem = Inheritance.problemOf(inherits, inheritedLeaves)
    inheritedLeaves = []
    return problem
  }

  const restore = Effect.gen(function*() {
    const { size, time } = (yield* count.get<{ size: number; time: number | null }>())!
    lastTime = time ?? 0
    tree = yield* withNodes(load, (node) => Merkle.Compact.at(size, node))
    members = undefined
    operators = []
    inherits = undefined
    for (const row of yield* membership.all<EntryRow>()) enact(Result.getOrThrow(Entry.decode(row.entry)))
    const isInheriting = inherits !== undefined && size <= (inherits as Entry.Inherits).size
    inheritedLeaves = !isInheriting ? [] : (yield* between.all<EntryRow>(1, size)).flatMap((row) => {
      const entry = Result.getOrThrow(Entry.decode(row.entry))
      return entry.type === "inherited" ? [entry.leaf] : []
    })
  })
  yield* restore

  /** Why the rules refuse it; undefined for what they accept. */
  const judge = Effect.fnUntraced(function*(index: number, entry: Entry.Entry | undefined) {
    if (entry === undefined) return "it is no entry at all"
    const misplaced = Inheritance.misplaced(inherits, index, entry)
    if (misplaced !== undefined) return misplaced
    if (entry.type !== "inherited" && entry.time < lastTime) return "its time is below that of the entry before"
    const placed = Inheritance.operationOf(entry)
    const refusal = placed === undefined ? enact(entry) : yield* replay(placed)
    const unbound = entry.type === "inherited" ? inherit(entry.leaf) : undefined
    return refusal ?? unbound
  })

  const replay = Effect.fnUntraced(function*({ did, isInherited, operation, time }: Inheritance.Placed) {
    const rows = (yield* ofDid.all<EntryRow>(did)).filter(({ refused }) => refused === 0)
    const log = rows.map(logEntry)
    const accepted = Log.accept(log, operation, { did, nowMillis: time, verify, admission: !isInherited })
    if (Result.isFailure(accepted)) return accepted.failure.message
    if (accepted.success.nullified.length > 0) disputed.add(did)
    for (const cid of accepted.success.nullified) yield* nullify.run(did, rows[log.findIndex((each) => !each.nullified && each.cid.equals(cid))]!.idx)
    return undefined
  })

  return {
    size: () => tree.size,
    lastTime: () => lastTime,
    members: () => members,
    operators: () => operators,
    of: (did: string) => ofDid.all<EntryRow>(did),
    between: (from: number, to: number) => between.all<EntryRow>(from, to),
    /** The first entry from `index` on whose time is at or above `time`. */
    firstPast: (index: number, time: number) => firstPast.get<EntryRow>(index, time),
    /** The first entry of a DID from `index` on. */
    firstOf: (did: string, index: number) => firstOf.get<EntryRow>(did, index),
    /** Runs a proof over the tree's subtrees. */
    withNodes: <A>(use: (node: Merkle.NodeAt) => A) => withNodes(load, use),
    rootAt: (size: number) => withNodes(load, (node) => Merkle.rootAt(size, node)),

    /** What the log would be with these leaves. */
    extension: (leaves: ReadonlyArray<Uint8Array>): Extension => {
      const nodes: Array<Merkle.Node> = []
      let next = tree
      for (const leaf of leaves) {
        const appended = next.append(Merkle.leafHash(leaf))
        next = appended.tree
        nodes.push(...appended.nodes)
      }
      return { leaves, tree: next, nodes }
    },

    /** Those of which something was nullified since this was last asked. */
    takeDisputed: (): ReadonlyArray<string> => {
      const dids = [...disputed]
      disputed.clear()
      return dids
    },
    /** What the rules refused so far. */
    refused: refused.all<EntryRow>(),

    /** Appends and replays them. */
    extend: (extension: Extension): Effect.Effect<void, SqlError> =>
      sql.withTransaction(Effect.gen(function*() {
        for (const { hash, index, level } of extension.nodes) yield* insertNode.run(level, index, hash)
        for (const [i, leaf] of extension.leaves.entries()) {
          const index = tree.size + i
          const entry = Result.getOrUndefined(Entry.decode(leaf))
          const did = entry === undefined ? undefined : Inheritance.operationOf(entry)?.did
          const reason = yield* judge(index, entry)
          const time = Math.max(lastTime, entry?.time ?? 0)
          yield* insert.run(index, leaf, time, did ?? null, reason === undefined ? 0 : 1)
          lastTime = time
        }
        tree = extension.tree
      })).pipe(Effect.tapError(() => Effect.ignore(restore)))
  }
})

export type Copy = Effect.Success<typeof make>
