/**
 * The log as decided, in SQL, with its tip in memory: entries, the Merkle tree
 * over them, the directory's operations. Everything of a block is applied in
 * one transaction.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import * as Block from "../../protocol/consortium/Block.ts"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Inheritance from "../../protocol/consortium/Inheritance.ts"
import * as Judgement from "../../protocol/consortium/Judgement.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import * as Wire from "../../protocol/consortium/Wire.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import type * as Log from "../../protocol/plc/Log.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import * as Operations from "../plc/Operations.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import type { Staged } from "./inheritance/Staged.ts"

/** Where the log ends, and the tree over it. */
export interface Head extends Judgement.Tip {
  readonly tree: Merkle.Compact
  /** Who decided the last block, and so cosign its checkpoint. */
  readonly voters: Members.Members
}

/** How many leaves of an old log are in memory at once. */
const foundingPage = 1_000

export interface EntryRow {
  readonly idx: number
  readonly bytes: Uint8Array
}

export const make = Effect.fnUntraced(function*(maxSkewMillis: number) {
  const sql = yield* SqlClient
  const { verify } = yield* Keys
  const operations = yield* Operations.make("counted")
  const insertEntry = yield* Prepared.prepare("INSERT INTO consortium_entry (idx, did, cid, bytes) VALUES (?, ?, ?, ?)")
  const insertNode = yield* Prepared.prepare("INSERT INTO consortium_node (level, idx, hash) VALUES (?, ?, ?)")
  const insertBlock = yield* Prepared.prepare("INSERT INTO consortium_block (height, decided) VALUES (?, ?)")
  const nodeAt = yield* Prepared.prepare("SELECT hash FROM consortium_node WHERE level = ? AND idx = ?")
  const entriesFrom = yield* Prepared.prepare("SELECT idx, bytes FROM consortium_entry WHERE idx >= ? AND idx < ? ORDER BY idx")
  const indexOf = yield* Prepared.prepare("SELECT idx FROM consortium_entry WHERE did = ? AND cid = ? ORDER BY idx DESC LIMIT 1")
  const entriesOf = yield* Prepared.prepare("SELECT idx, bytes FROM consortium_entry WHERE did = ? AND idx < ? ORDER BY idx")
  const blocksFrom = yield* Prepared.prepare("SELECT decided FROM consortium_block WHERE height >= ? ORDER BY height LIMIT ?")
  const changes = yield* Prepared.prepare("SELECT bytes FROM consortium_entry WHERE did IS NULL AND idx > 0 ORDER BY idx")

  /** A pure function over nodes: run once to learn which it needs, and once with them. */
  const withNodes = Effect.fnUntraced(function*<A>(use: (node: Merkle.NodeAt) => A) {
    const hashes = new Map<string, Merkle.Hash>()
    const wanted: Array<readonly [number, number]> = []
    use((level, index) => {
      wanted.push([level, index])
      return Merkle.emptyRoot
    })
    for (const [level, index] of wanted) {
      const row = yield* nodeAt.get<{ hash: Uint8Array }>(level, index)
      if (row !== undefined) hashes.set(`${level}/${index}`, row.hash)
    }
    return use((level, index) => {
      const hash = hashes.get(`${level}/${index}`)
      if (hash === undefined) throw new Error(`the log has no node ${level}/${index}`)
      return hash
    })
  })

  const addEntry = Effect.fnUntraced(function*(tree: Merkle.Compact, entry: Entry.Entry) {
    const bytes = Entry.encode(entry)
    const placed = Inheritance.operationOf(entry)
    const [did, cid] = placed === undefined ? [null, null] : [placed.did, Operation.cidOf(placed.operation).toString()]
    yield* insertEntry.run(tree.size, did, cid, bytes)
    const grown = tree.append(Merkle.leafHash(bytes))
    for (const { hash, index, level } of grown.nodes) yield* insertNode.run(level, index, hash)
    return grown.tree
  })

  const founded = (genesis: Entry.Entry): Members.Members => Result.getOrThrow(Members.founded(genesis))

  const load = Effect.gen(function*() {
    const [first] = yield* entriesFrom.all<EntryRow>(0, 1)
    if (first === undefined) return undefined
    const [end] = yield* sql<{ size: number }>`SELECT MAX(idx) + 1 AS size FROM consortium_entry`
    const [last] = yield* sql<{ bytes: Uint8Array }>`SELECT bytes FROM consortium_entry ORDER BY idx DESC LIMIT 1`
    const [top] = yield* sql<{ height: number | null }>`SELECT MAX(height) AS height FROM consortium_block`
    const tree = yield* withNodes((node) => Merkle.Compact.at(end!.size, node))
    // What was inherited has its own times, in whatever order.
    const time = Math.max(Result.getOrThrow(Entry.decode(last!.bytes)).time, yield* operations.latestMillis)
    let members = founded(Result.getOrThrow(Entry.decode(first.bytes)))
    let voters = members
    for (const { bytes } of yield* changes.all<{ bytes: Uint8Array }>()) {
      const entry = Result.getOrThrow(Entry.decode(bytes))
      if (!Entry.isMembership(entry)) continue
      members = Result.getOrThrow(Members.change(members, entry))
      if (entry.time < time) voters = members
    }
    return { tree, members, voters, time, height: (top?.height ?? 0) + 1, size: tree.size, root: tree.root } satisfies Head
  })

  let head = yield* load

  const logsOf = Effect.fnUntraced(function*(dids: Iterable<string>) {
    const logs = new Map<string, Log.Log>()
    for (const did of dids) {
      if (!logs.has(did)) logs.set(did, (yield* operations.log(did)).map(Operations.entryOf))
    }
    return logs
  })

  const situation = Effect.fnUntraced(function*(dids: Iterable<string>, promised: ReadonlyArray<Judgement.Promised>) {
    const logs = yield* logsOf([...dids, ...promised.map(({ did }) => did)])
    const nowMillis = yield* Clock.currentTimeMillis
    return { tip: head!, logOf: (did: string) => logs.get(did) ?? [], verify, nowMillis, maxSkewMillis, promised } satisfies Judgement.Situation
  })

  const didsOf = (items: ReadonlyArray<Entry.Item>): ReadonlyArray<string> => items.flatMap((item) => item.type === "operation" ? [item.did] : [])

  return {
    operations,
    /** Before the founding there is none. */
    head: (): Head => {
      if (head === undefined) throw new Error("the consortium is not founded")
      return head
    },
    isFounded: (): boolean => head !== undefined,
    set: (next: Head): void => {
      head = next
    },
    withNodes,

    /** Begins with the genesis and what it inherits, all at once or not at all. */
    found: Effect.fnUntraced(function*(genesis: Entry.Entry & Entry.GenesisItem, staged: Staged) {
      const size = genesis.inherits?.size ?? 0
      const tree = yield* sql.withTransaction(Effect.gen(function*() {
        let tree = yield* addEntry(Merkle.Compact.empty, genesis)
        while (tree.size <= size) {
          for (const row of yield* staged.rows(tree.size - 1, Math.min(size, tree.size - 1 + foundingPage))) {
            const entry = Inheritance.inherited(row.leaf)
            if (entry === undefined) throw new Error(`leaf ${row.idx} of the old log is none`)
            tree = yield* addEntry(tree, entry)
            const adopted = staged.adopted(row, size)
            if (adopted !== undefined) yield* operations.adopt(adopted)
          }
        }
        yield* staged.forget(size)
        return tree
      }))
      const members = founded(genesis)
      const time = Math.max(genesis.time, yield* operations.latestMillis)
      head = { tree, members, voters: members, time, height: 1, size: tree.size, root: tree.root }
    }),

    situation,
    judge: Effect.fnUntraced(function*(block: Block.Block, promised: ReadonlyArray<Judgement.Promised>) {
      return Judgement.judge(block, yield* situation(didsOf(block.items), promised))
    }),
    /** Whether a block breaks a promise. */
    breaks: Effect.fnUntraced(function*(block: Block.Block, promised: ReadonlyArray<Judgement.Promised>) {
      return promised.length > 0 && Judgement.owed(block, yield* situation(didsOf(block.items), promised)) !== undefined
    }),
    build: Effect.fnUntraced(function*(items: ReadonlyArray<Entry.Item>) {
      return Judgement.build(items, yield* situation(didsOf(items), []))
    }),

    /** Puts a decided block into the log, inside the caller's transaction; the caller sets the head after it. */
    apply: Effect.fnUntraced(function*({ block, certificate }: Wire.Decided) {
      const { tip, ...rest } = yield* situation(didsOf(block.items), [])
      let { tree } = tip
      for (const proposed of Block.entriesOf(block)) {
        // As everybody reads it from the log: with its fields in one order.
        const entry = Result.getOrThrow(Entry.decode(Entry.encode(proposed)))
        tree = yield* addEntry(tree, entry)
        if (entry.type !== "operation") continue
        yield* operations.record(yield* Effect.orDie(Effect.fromResult(Judgement.acceptAt(rest, entry, block.time))))
      }
      yield* insertBlock.run(block.height, Wire.encodeDecided([{ block, certificate }]))
      const members = Judgement.membersAfter(tip.members, block)
      return { tree, members, voters: tip.members, size: tree.size, root: tree.root, time: block.time, height: block.height + 1 } satisfies Head
    }),

    entries: (start: number, end: number) => entriesFrom.all<EntryRow>(start, end),
    /** The entries by which members came and went, genesis first. */
    membership: Effect.gen(function*() {
      const first = yield* entriesFrom.all<EntryRow>(0, 1)
      const all = [...first, ...(yield* changes.all<{ bytes: Uint8Array }>())].map(({ bytes }) => bytes)
      return all.filter((bytes) => Result.getOrThrow(Entry.decode(bytes)).type !== "inherited")
    }),
    /** A DID's entries among the first `size`. */
    entriesOf: (did: string, size: number) => entriesOf.all<EntryRow>(did, size),
    /** Where an operation stands; if twice, where last. */
    indexOf: (did: string, cid: string) => Effect.map(indexOf.get<{ idx: number }>(did, cid), (row) => row?.idx),
    blocks: Effect.fnUntraced(function*(from: number, limit: number) {
      const rows = yield* blocksFrom.all<{ decided: Uint8Array }>(from, limit)
      return rows.flatMap(({ decided }) => Result.getOrThrow(Wire.decodeDecided(decided)))
    })
  }
})

export type Ledger = Effect.Success<ReturnType<typeof make>>
