/**
 * Another log than the true one, as a liar shows it: whole in memory, under the
 * liar's own cosignature and no other.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Entry from "../../../protocol/consortium/Entry.ts"
import * as Inheritance from "../../../protocol/consortium/Inheritance.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import * as Checkpoint from "../../../protocol/tlog/Checkpoint.ts"
import * as Cosignature from "../../../protocol/tlog/Cosignature.ts"
import type * as Ed25519 from "../../../protocol/tlog/Ed25519.ts"
import * as Merkle from "../../../protocol/tlog/Merkle.ts"
import * as SignedNote from "../../../protocol/tlog/SignedNote.ts"
import type { Shown } from "../Proofs.ts"

type Leaves = ReadonlyArray<Uint8Array>

const operationOf = (leaf: Uint8Array): Inheritance.Placed | undefined => {
  const entry = Result.getOrUndefined(Entry.decode(leaf))
  return entry === undefined ? undefined : Inheritance.operationOf(entry)
}

/**
 * The log without its first operation: all that came later stands one place
 * earlier. As long as there is one only, nothing can be left out.
 */
export const withoutOne = (leaves: Leaves): Leaves | undefined => {
  const first = leaves.findIndex((leaf) => operationOf(leaf) !== undefined)
  return first < 0 || first === leaves.length - 1 ? undefined : [...leaves.slice(0, first), ...leaves.slice(first + 1)]
}

/**
 * The log and one operation more: the last DID's handle is given away, under a
 * signature that was for something else.
 */
export const withInvention = (leaves: Leaves): Leaves | undefined => {
  const victim = leaves.map(operationOf).findLast((entry) => entry?.operation.type === "plc_operation")
  if (victim?.operation.type !== "plc_operation") return undefined
  const invented = { ...victim.operation, prev: Operation.cidOf(victim.operation).toString(), alsoKnownAs: ["at://stolen.test"] }
  return [...leaves, Entry.encode({ type: "operation", did: victim.did, operation: invented, time: operationOf(leaves.at(-1)!)?.time ?? victim.time })]
}

const hourMillis = 3_600_000

/**
 * The log with its last operation an hour before the entry that precedes it, as
 * if it had been in time for something.
 */
export const withBackDated = (leaves: Leaves): Leaves | undefined => {
  const index = leaves.findLastIndex((leaf) => operationOf(leaf) !== undefined)
  const entry = index < 2 ? undefined : Result.getOrUndefined(Entry.decode(leaves[index]!))
  const before = index < 2 ? undefined : Result.getOrUndefined(Entry.decode(leaves[index - 1]!))
  if (entry?.type !== "operation" || before === undefined || before.time < hourMillis) return undefined
  return [...leaves.slice(0, index), Entry.encode({ ...entry, time: before.time - hourMillis }), ...leaves.slice(index + 1)]
}

/** The log as if these entries were not there: what a liar tells of a DID whose recoveries it denies. */
export const withoutRecoveries = (entries: ReadonlyArray<{ readonly idx: number; readonly bytes: Uint8Array }>): ReadonlyArray<{ readonly idx: number; readonly bytes: Uint8Array }> => {
  const seen = new Set<string | null>()
  const kept: Array<{ readonly idx: number; readonly bytes: Uint8Array }> = []
  for (const entry of entries) {
    const prev = operationOf(entry.bytes)?.operation.prev
    // A second operation over one predecessor undoes the first; what builds on it is denied with it.
    if (prev !== undefined && seen.has(prev)) break
    if (prev !== undefined) seen.add(prev)
    kept.push(entry)
  }
  return kept
}

/** What the liar shows: the forged log with everything that can be asked of it. */
export const show = Effect.fnUntraced(function*(origin: string, leaves: Leaves, self: string, key: Ed25519.KeyPair) {
  const nodes = new Map<string, Merkle.Hash>()
  let tree = Merkle.Compact.empty
  for (const leaf of leaves) {
    const grown = tree.append(Merkle.leafHash(leaf))
    tree = grown.tree
    for (const { hash, index, level } of grown.nodes) nodes.set(`${level}/${index}`, hash)
  }
  const checkpoint = { origin, size: leaves.length, root: tree.root }
  const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const node = (level: number, index: number) => nodes.get(`${level}/${index}`) ?? Merkle.emptyRoot
  return {
    leaves,
    origin,
    size: leaves.length,
    note: SignedNote.format({ text: Checkpoint.text(checkpoint), signatures: [Cosignature.sign(key, self, checkpoint, seconds)] }),
    entriesOf: (did: string) => Effect.succeed(leaves.flatMap((bytes, idx) => operationOf(bytes)?.did === did ? [{ idx, bytes }] : [])),
    withNodes: <A>(use: (node: Merkle.NodeAt) => A) => Effect.succeed(use(node))
  } satisfies Shown & { readonly leaves: Leaves }
})
