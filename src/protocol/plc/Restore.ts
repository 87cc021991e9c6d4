/**
 * What a recovery takes back, and what of it is the owner's own and comes again.
 *
 *     base ─┬─ D ─── L1 ─── L2          D: the thief's. L1, L2: what came after it
 *           └─ R                        R: base, and what L1 and L2 changed, if they are the owner's
 *
 * 1. An operation's change is the difference to the state before it, never its
 *    state: that carries what the thief put there.
 * 2. Only what a trusted key signed comes again, and never D, nor a key that a
 *    distrusted operation brought in, whoever named it later.
 * 3. A recovery must succeed: what would make it larger than a directory takes
 *    is left out, and said to be.
 *
 * A new rotation key keeps its place behind the key that it was put behind, in
 * front of all that stand below. Of aliases the first handle is one thing.
 */
import * as Result from "effect/Result"
import type { Keys } from "../keys/Keys.ts"
import * as Limits from "./Limits.ts"
import type { LogEntry } from "./Log.ts"
import * as Operation from "./Operation.ts"

export interface TakenBack {
  readonly cid: string
  /** The did:key; undefined for none of those that might. */
  readonly signedBy: string | undefined
  /** Whether the recovery makes the same change. */
  readonly restored: boolean
  /** The rotation keys and aliases that it added. */
  readonly rotationKeys: ReadonlyArray<string>
  readonly alsoKnownAs: ReadonlyArray<string>
}

export interface RestoreOptions {
  /** did:keys that are the owner's. */
  readonly trusted: ReadonlyArray<string>
  /** did:keys that the recovery must not leave among the rotation keys. */
  readonly removed: ReadonlyArray<string>
  readonly verify: Keys["Service"]["verify"]
}

const addedTo = (before: ReadonlyArray<string>, after: ReadonlyArray<string>) => after.filter((item) => !before.includes(item))
const isHandle = (alias: string): boolean => alias.startsWith("at://")

/** `list` with what `after` has and `before` lacks, each behind its nearest neighbour there that `list` has, and without what `after` lacks. */
const changedList = (list: ReadonlyArray<string>, before: ReadonlyArray<string>, after: ReadonlyArray<string>): ReadonlyArray<string> => {
  const changed = list.filter((item) => !before.includes(item) || after.includes(item))
  for (const item of addedTo(before, after)) {
    if (changed.includes(item)) continue
    const neighbour = after.slice(0, after.indexOf(item)).findLast((other) => changed.includes(other))
    changed.splice(neighbour === undefined ? 0 : changed.indexOf(neighbour) + 1, 0, item)
  }
  return changed
}

const changedAliases = (list: ReadonlyArray<string>, before: ReadonlyArray<string>, after: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [was, is] = [before.find(isHandle), after.find(isHandle)]
  if (is === undefined || was === is) return changedList(list, before, after)
  // Another handle, in the place of whichever there is.
  const others = (aliases: ReadonlyArray<string>) => aliases.filter((alias) => alias !== aliases.find(isHandle) && alias !== is)
  return [is, ...changedList(others(list), others(before), others(after))]
}

const changedEntries = <A>(entries: Readonly<Record<string, A>>, before: Readonly<Record<string, A>>, after: Readonly<Record<string, A>>): Readonly<Record<string, A>> => {
  const same = (id: string) => JSON.stringify(before[id]) === JSON.stringify(after[id])
  const kept = Object.entries(entries).filter(([id]) => same(id) || Object.hasOwn(after, id))
  return { ...Object.fromEntries(kept), ...Object.fromEntries(Object.entries(after).filter(([id]) => !same(id))) }
}

const changed = (state: Operation.PlcState, before: Operation.PlcState, after: Operation.PlcState): Operation.PlcState => ({
  rotationKeys: changedList(state.rotationKeys, before.rotationKeys, after.rotationKeys),
  alsoKnownAs: changedAliases(state.alsoKnownAs, before.alsoKnownAs, after.alsoKnownAs),
  verificationMethods: changedEntries(state.verificationMethods, before.verificationMethods, after.verificationMethods),
  services: changedEntries(state.services, before.services, after.services)
})

const fits = (state: Operation.PlcState, like: Operation.Operation): boolean =>
  Result.isSuccess(Limits.parseSubmitted({ type: "plc_operation", ...state, prev: like.prev, sig: like.sig }))

/** `base`: the state to return to; `fallen`: what is taken back, in turn, from the operation after it on. */
export const restore = (
  base: Operation.PlcState,
  fallen: ReadonlyArray<LogEntry>,
  { removed, trusted, verify }: RestoreOptions
): { readonly state: Operation.PlcState; readonly takenBack: ReadonlyArray<TakenBack> } => {
  const without = ({ rotationKeys, ...rest }: Operation.PlcState, keys: ReadonlySet<string>): Operation.PlcState => ({
    ...rest,
    rotationKeys: rotationKeys.filter((key) => !keys.has(key))
  })
  const never = new Set(removed)
  let state = without(base, never)
  let before: Operation.PlcState | undefined = base
  const takenBack = fallen.map(({ cid, operation }, index): TakenBack => {
    const after = Operation.stateOf(operation)
    const rotationKeys = addedTo(before?.rotationKeys ?? [], after?.rotationKeys ?? [])
    const alsoKnownAs = addedTo(before?.alsoKnownAs ?? [], after?.alsoKnownAs ?? [])
    const signedBy = before?.rotationKeys.find((key) => Operation.verify(operation, [key], verify))
    const isOwn = index > 0 && signedBy !== undefined && trusted.includes(signedBy) && !never.has(signedBy)
    if (!isOwn) for (const key of rotationKeys) if (!base.rotationKeys.includes(key)) never.add(key)
    const again = isOwn && before !== undefined && after !== undefined ? without(changed(state, before, after), never) : undefined
    const restored = again !== undefined && fits(again, operation)
    if (restored) state = again
    before = after
    return { cid: cid.toString(), signedBy, restored, rotationKeys, alsoKnownAs }
  })
  return { state, takenBack }
}
