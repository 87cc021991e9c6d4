/**
 * What waits for a block: operations of this operator's clients and of its
 * peers', and changes of members. What an operator vouched for stays until it
 * is in the log or void.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Cbor from "../../protocol/data/Cbor.ts"
import type * as Block from "../../protocol/consortium/Block.ts"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Judgement from "../../protocol/consortium/Judgement.ts"
import { hash } from "node:crypto"
import * as Operation from "../../protocol/plc/Operation.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import type { Ledger } from "./Ledger.ts"

/** A block's worth and a little: what is vouched for has to fit into one. */
const capacity = 150
/** How long what can never be taken stays. */
const keptMillis = 3_600_000

interface Row {
  readonly cid: string
  readonly did: string
  readonly operation: string
  readonly deadline: number
  readonly vouched: number
  readonly size: number
}

export interface Waiting extends Judgement.Promised {
  readonly vouched: boolean
  /** Entries of the log when it came. */
  readonly size: number
}

const waitingOf = ({ cid, deadline, did, operation, size, vouched }: Row): Waiting => ({
  cid,
  did,
  deadline,
  size,
  vouched: vouched === 1,
  operation: JSON.parse(operation) as Operation.Operation
})

export const make = Effect.fnUntraced(function*(ledger: Ledger) {
  const columns = "cid, did, operation, deadline, vouched, size"
  const insert = yield* Prepared.prepare(`INSERT OR IGNORE INTO consortium_pool (${columns}) VALUES (?, ?, ?, ?, ?, ?)`)
  const vouch = yield* Prepared.prepare("UPDATE consortium_pool SET vouched = 1, deadline = MIN(deadline, ?) WHERE cid = ?")
  const all = yield* Prepared.prepare(`SELECT ${columns} FROM consortium_pool ORDER BY deadline, cid`)
  const one = yield* Prepared.prepare(`SELECT ${columns} FROM consortium_pool WHERE cid = ?`)
  const ofDid = yield* Prepared.prepare(`SELECT ${columns} FROM consortium_pool WHERE did = ? ORDER BY deadline, cid`)
  const remove = yield* Prepared.prepare("DELETE FROM consortium_pool WHERE cid = ?")
  const prune = yield* Prepared.prepare("DELETE FROM consortium_pool WHERE deadline < ?")
  const count = yield* Prepared.prepare("SELECT COUNT(*) AS n FROM consortium_pool")
  const insertChange = yield* Prepared.prepare("INSERT OR IGNORE INTO consortium_change (id, item) VALUES (?, ?)")
  const changes = yield* Prepared.prepare("SELECT id, item FROM consortium_change ORDER BY id")
  const removeChanges = yield* Prepared.prepare("DELETE FROM consortium_change")

  const items = Effect.gen(function*() {
    const operations = (yield* all.all<Row>()).map(waitingOf)
    const wanted = (yield* changes.all<{ item: Uint8Array }>()).map(({ item }) =>
      Result.getOrThrow(Entry.itemOf(Result.getOrThrow(Cbor.decode(item)))))
    return [...wanted, ...operations.map(({ did, operation }) => ({ type: "operation" as const, did, operation }))]
  })

  return {
    /** False where there is no room. */
    add: Effect.fnUntraced(function*(waiting: Waiting) {
      const { cid, deadline, did, operation, size, vouched } = waiting
      const known = yield* one.get<Row>(cid)
      if (known === undefined) {
        if ((yield* count.get<{ n: number }>())!.n >= capacity) return false
        yield* insert.run(cid, did, JSON.stringify(operation), deadline, vouched ? 1 : 0, size)
      } else if (vouched) {
        yield* vouch.run(deadline, cid)
      }
      return true
    }),
    find: (cid: string) => Effect.map(one.get<Row>(cid), (row) => row === undefined ? undefined : waitingOf(row)),
    vouched: Effect.map(all.all<Row>(), (rows) => rows.filter((row) => row.vouched === 1).map(waitingOf)),

    addChange: (item: Entry.MembershipItem) => {
      const bytes = Cbor.encode(Entry.toData(item))
      return insertChange.run(hash("sha256", bytes, "hex"), bytes)
    },

    build: Effect.flatMap(items, ledger.build),
    hasWork: Effect.map(Effect.flatMap(items, ledger.build), (block) => block !== undefined),

    /**
     * After a block: what is in it is done, and what it made void goes. Gives
     * the CIDs that went without being in it.
     */
    settle: Effect.fnUntraced(function*(block: Block.Block) {
      const gone: Array<string> = []
      for (const item of block.items) {
        if (item.type !== "operation") {
          yield* removeChanges.run()
          continue
        }
        const taken = Operation.cidOf(item.operation).toString()
        yield* remove.run(taken)
        const rivals = (yield* ofDid.all<Row>(item.did)).map(waitingOf)
        if (rivals.length === 0) continue
        const situation = yield* ledger.situation([item.did], [])
        for (const rival of rivals) {
          if (Result.isSuccess(Judgement.acceptAt(situation, rival, block.time + 1))) continue
          // Its predecessor may be waiting too.
          if (rivals.some((other) => other.cid === rival.operation.prev)) continue
          yield* remove.run(rival.cid)
          gone.push(rival.cid)
        }
      }
      yield* prune.run(block.time - keptMillis)
      return gone
    })
  }
})

export type Pool = Effect.Success<ReturnType<typeof make>>
