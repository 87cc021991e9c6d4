/**
 * What a few entries of one DID prove, whatever other entries of it there may
 * be. An accuser chooses which entries to show; a rule stands here only if no
 * entry left out could make it wrong, given that the log keeps the rules.
 *
 *          P ── S                     P's first child S was accepted, so P was live.
 *          │                          From then on P always has a live child: S, or
 *          └── X  ⟸ above S?          one that nullified S and so stands above it.
 *
 * 1. `prev` names its parent by hash, so the parent's keys are beyond doubt.
 * 2. A later child X of P must stand above every earlier one.
 * 3. X is too late if it comes more than 72 h after S, unless some key between
 *    the two could have renewed the dispute: then only the whole log can tell.
 * 4. A recovery R nullifies the older siblings of R and all that descend from them.
 * 5. An operation that has a child is never the head again.
 * 6. No operation stands twice; a DID has one genesis; times rise, but for those
 *    that are inherited: the log that admitted them may have thought otherwise.
 */
import * as Operation from "../plc/Operation.ts"
import { recoveryWindowMillis } from "../plc/Log.ts"
import * as Inheritance from "../consortium/Inheritance.ts"
import type { Keys } from "../keys/Keys.ts"
import type { Leaf } from "./Signed.ts"

export interface Relative {
  readonly index: number
  readonly time: number
  readonly cid: string
  readonly operation: Operation.Operation
  readonly isInherited: boolean
}

type Verify = Keys["Service"]["verify"]

/** The entries of this DID, if all of these are. */
export const of = (did: string, leaves: ReadonlyArray<Leaf>): ReadonlyArray<Relative> | undefined => {
  const all = leaves.flatMap(({ entry, index }) => {
    const placed = entry === undefined ? undefined : Inheritance.operationOf(entry)
    if (placed?.did !== did) return []
    const { isInherited, operation, time } = placed
    return [{ index, time, cid: Operation.cidOf(operation).toString(), operation, isInherited }]
  })
  return all.length === leaves.length ? all : undefined
}

export const didOf = (leaf: Leaf | undefined): string | undefined =>
  leaf?.entry === undefined ? undefined : Inheritance.operationOf(leaf.entry)?.did

/** Whether a recovery among these nullified that operation before `until`. (Rule 4) */
export const isNullified = (relatives: ReadonlyArray<Relative>, cid: string, until: number): boolean => {
  for (let line = relatives.find((each) => each.cid === cid); line !== undefined;) {
    const { index, operation: { prev } } = line
    if (relatives.some((other) => other.operation.prev === prev && other.index > index && other.index < until && other.cid !== line?.cid)) return true
    line = prev === null ? undefined : relatives.find((each) => each.cid === prev && each.index < index)
  }
  return false
}

/** Why the last of these is no valid operation of the DID; undefined if they do not show it. */
export const refusalOfLast = (did: string, relatives: ReadonlyArray<Relative>, verify: Verify): string | undefined => {
  const last = relatives.at(-1)
  if (last === undefined) return undefined
  const { cid, index, isInherited, operation, time } = last
  const earlier = relatives.slice(0, -1)
  if (earlier.some((each) => each.cid === cid)) return "it is in the log already"
  if (!isInherited && earlier.some((each) => each.time >= time)) return "its time is not above that of an earlier operation"

  if (operation.prev === null) {
    const state = Operation.stateOf(operation)
    if (Operation.didOf(operation) !== did) return `it makes ${Operation.didOf(operation)}`
    if (state === undefined || !Operation.verify(operation, state.rotationKeys, verify)) return "no key of its own signed it"
    return earlier.length > 0 ? "the DID is not new" : undefined
  }
  const parent = earlier.find((each) => each.cid === operation.prev)
  if (parent === undefined) return undefined
  const state = Operation.stateOf(parent.operation)
  if (state === undefined) return "it follows a tombstone"
  const authority = Operation.signerIndex(operation, state.rotationKeys, verify)
  if (authority < 0) return "no rotation key signed it"
  if (isNullified(earlier, parent.cid, index)) return "what it follows is nullified"
  for (const sibling of earlier.filter((each) => each.operation.prev === operation.prev)) {
    const disputed = Operation.signerIndex(sibling.operation, state.rotationKeys, verify)
    if (disputed < 0) continue
    if (authority >= disputed) return `rotation key ${authority} cannot undo what key ${disputed} signed`
    if (authority === disputed - 1 && time - sibling.time > recoveryWindowMillis) return "it undoes what is older than 72 h"
  }
  return undefined
}
