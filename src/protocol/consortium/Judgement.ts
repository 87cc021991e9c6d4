/**
 * Whether a block may follow a log, by rules that every operator applies to
 * the same log with the same result; only timeliness is each voter's own.
 *
 * 1. It goes where the log ends: height, size and root fit.
 * 2. Its time is above that of the block before. A voter refuses a new block
 *    whose time is further from its own clock than `maxSkewMillis`; just after
 *    the last block is always allowed, so that a fast clock stops nobody.
 * 3. Every operation is accepted by the rules of did:plc at that time, over the
 *    DID's log so far; one operation of a DID a block.
 * 4. One change of members a block, and a rightful one.
 * 5. A voter refuses a block whose time is at or above the deadline of what it
 *    vouched for, if that is neither in the block, nor void by it, nor void already.
 *
 * Two operations over the same prev are so settled by the order: the one that
 * comes first stands, the other is judged over a log that has it.
 */
import * as Result from "effect/Result"
import type { Keys } from "../keys/Keys.ts"
import * as Limits from "../plc/Limits.ts"
import * as Log from "../plc/Log.ts"
import type * as Operation from "../plc/Operation.ts"
import { equals, type Hash } from "../tlog/Merkle.ts"
import * as Block from "./Block.ts"
import { isMembership, type Item, type OperationItem } from "./Entry.ts"
import * as Members from "./Members.ts"
import type { Verdict } from "./State.ts"

/** The end of a log. */
export interface Tip {
  readonly height: number
  readonly size: number
  readonly root: Hash
  /** Of the last block. */
  readonly time: number
  readonly members: Members.Members
}

/** What an operator vouched for. */
export interface Promised {
  readonly did: string
  readonly cid: string
  readonly operation: Operation.Operation
  readonly deadline: number
}

export interface Situation {
  readonly tip: Tip
  readonly logOf: (did: string) => Log.Log
  readonly verify: Keys["Service"]["verify"]
  readonly nowMillis: number
  readonly maxSkewMillis: number
  readonly promised: ReadonlyArray<Promised>
}

export interface Judged {
  readonly verdict: Verdict
  readonly reason: string
}

export const acceptAt = (
  { logOf, verify }: Pick<Situation, "logOf" | "verify">,
  { did, operation }: { readonly did: string; readonly operation: Operation.Operation },
  nowMillis: number
): Result.Result<Log.Accepted, Log.PlcRefusal> => Log.accept(logOf(did), operation, { did, nowMillis, verify })

const isOperation = (item: Item): item is OperationItem => item.type === "operation"

const problemOf = (block: Block.Block, situation: Situation): string | undefined => {
  const { tip } = situation
  if (block.height !== tip.height || block.size !== tip.size || !equals(block.previous, tip.root)) return "it does not follow the log"
  if (block.time <= tip.time) return "its time does not rise"
  if (block.items.length === 0 || block.items.length > Block.maxItems) return "it has none, or too many items"
  const changes = block.items.filter(isMembership)
  if (changes.length > 1) return "it changes the members twice"
  for (const change of changes) {
    const changed = Members.change(tip.members, change)
    if (Result.isFailure(changed)) return changed.failure.message
  }
  const operations = block.items.filter(isOperation)
  if (new Set(operations.map(({ did }) => did)).size !== operations.length) return "it has two operations of one DID"
  for (const item of operations) {
    const parsed = Limits.parseSubmitted(item.operation)
    if (Result.isFailure(parsed)) return parsed.failure.message
    const accepted = acceptAt(situation, item, block.time)
    if (Result.isFailure(accepted)) return accepted.failure.message
  }
  return undefined
}

/**
 * What was vouched for and a block breaks the promise of. All that an operator
 * vouches for fits into one block, so there is no excuse.
 */
export const owed = (block: Block.Block, situation: Pick<Situation, "logOf" | "promised" | "verify">): Promised | undefined => {
  const touched = new Set(block.items.flatMap((item) => isOperation(item) ? [item.did] : []))
  return situation.promised.find((each) =>
    each.deadline <= block.time && !touched.has(each.did) && Result.isSuccess(acceptAt(situation, each, block.time)))
}

const untimelyBecause = (block: Block.Block, situation: Situation): string | undefined => {
  const { maxSkewMillis, nowMillis, tip } = situation
  if (block.time > Math.max(nowMillis + maxSkewMillis, tip.time + 1)) return `its time is ${block.time - nowMillis} ms ahead`
  if (block.time < nowMillis - maxSkewMillis) return `its time is ${nowMillis - block.time} ms behind`
  const left = owed(block, situation)
  return left === undefined ? undefined : `it leaves out ${left.cid} of ${left.did}, which was promised`
}

export const judge = (block: Block.Block, situation: Situation): Judged => {
  const problem = problemOf(block, situation)
  if (problem !== undefined) return { verdict: "invalid", reason: problem }
  const late = untimelyBecause(block, situation)
  return late === undefined ? { verdict: "sound", reason: "" } : { verdict: "untimely", reason: late }
}

/** A block of what can be taken now, in the order given; none if nothing can. */
export const build = (items: Iterable<Item>, situation: Situation): Block.Block | undefined => {
  const { nowMillis, tip } = situation
  const time = Math.max(nowMillis, tip.time + 1)
  const chosen: Array<Item> = []
  const touched = new Set<string>()
  let changed = false
  for (const item of items) {
    if (chosen.length === Block.maxItems) break
    if (isOperation(item)) {
      if (touched.has(item.did) || Result.isFailure(Limits.parseSubmitted(item.operation)) || Result.isFailure(acceptAt(situation, item, time))) continue
      touched.add(item.did)
    } else {
      if (changed || Result.isFailure(Members.change(tip.members, item))) continue
      changed = true
    }
    chosen.push(item)
  }
  return chosen.length === 0 ? undefined : { height: tip.height, time, size: tip.size, previous: tip.root, items: chosen }
}

/** Who decides about the next block. */
export const membersAfter = (members: Members.Members, { items }: Block.Block): Members.Members => {
  const change = items.find(isMembership)
  if (change === undefined) return members
  const changed = Members.change(members, change)
  return Result.isSuccess(changed) ? changed.success : members
}
