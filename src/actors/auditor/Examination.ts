/**
 * A look into a log that contradicts the copy: does it hold what no voter may
 * accept? Entry by entry from where the two part, with the whole of each DID.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Inheritance from "../../protocol/consortium/Inheritance.ts"
import * as BackDating from "../../protocol/evidence/BackDating.ts"
import * as Evidence from "../../protocol/evidence/Evidence.ts"
import * as InvalidOperation from "../../protocol/evidence/InvalidOperation.ts"
import type { Keys } from "../../protocol/keys/Keys.ts"
import type * as Checkpoint from "../../protocol/tlog/Checkpoint.ts"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import type { Archive } from "./Archive.ts"
import type { Checkpoints } from "./Checkpoints.ts"
import type { Copy } from "./Copy.ts"
import { type OperatorClient, page } from "./OperatorClient.ts"

/** Longer logs are not looked into: what contradicts the copy convicts anyway. */
const longest = 4_096
/** Evidence that holds the log as a whole is made up to here. */
const longestWhole = 20_000

interface Bench {
  readonly archive: Archive
  readonly copy: Copy
  readonly verify: Keys["Service"]["verify"]
}

/** Whether the entry's time falls, and that stands against whoever cosigned it. */
const backDated = Effect.fnUntraced(function*(archive: Archive, copy: Copy, name: string, checkpoint: { readonly note: string; readonly size: number }, index: number) {
  const [before, entry] = yield* copy.between(index - 1, index + 1)
  if (before === undefined || entry === undefined) return false
  const entries = [new Uint8Array(before.entry), new Uint8Array(entry.entry)] as const
  const evidence = yield* copy.withNodes((node) =>
    BackDating.make({ operators: copy.operators(), accused: [name], checkpoint, index, entries, node }))
  return evidence !== undefined && (yield* archive.file(Evidence.format(evidence))) !== undefined
})

/** The copy itself holds what the rules refused: convicts whoever cosigned beyond it. */
export const accuse = Effect.fnUntraced(function*({ archive, copy, verify }: Bench, checkpoints: Checkpoints) {
  for (const { did: owner, idx: index } of yield* copy.refused) {
    const did = owner ?? undefined
    const rows = did === undefined
      ? yield* copy.between(index, index + 1)
      : (yield* copy.of(did)).filter(({ idx, refused }) => idx === index || (idx < index && refused === 0))
    const relatives = rows.map(({ entry, idx }) => ({ index: idx, entry: new Uint8Array(entry) }))
    for (const name of new Set(copy.operators().map((operator) => operator.name))) {
      const checkpoint = yield* checkpoints.newest(name)
      if (checkpoint === undefined || checkpoint.size <= index) continue
      if (yield* backDated(archive, copy, name, checkpoint, index)) continue
      if (yield* archive.stands("invalid operation", name, did)) continue
      const attempt = (whole: ReadonlyArray<Uint8Array>) =>
        copy.withNodes((node) =>
          InvalidOperation.make({ operators: copy.operators(), accused: [name], checkpoint, relatives, whole: () => whole, node, verify }))
      const small = yield* attempt([])
      const evidence = small ?? (index > longestWhole
        ? undefined
        : yield* attempt((yield* copy.between(0, index + 1)).map(({ entry }) => new Uint8Array(entry))))
      if (evidence !== undefined) yield* archive.file(Evidence.format(evidence))
    }
  }
})

/** A tree of few leaves, all in memory. */
const treeOf = (leaves: ReadonlyArray<Uint8Array>) => {
  const nodes = new Map<string, Merkle.Hash>()
  let tree = Merkle.Compact.empty
  for (const leaf of leaves) {
    const appended = tree.append(Merkle.leafHash(leaf))
    tree = appended.tree
    for (const { hash, index, level } of appended.nodes) nodes.set(`${level}/${index}`, hash)
  }
  return { root: tree.root, node: (level: number, index: number) => nodes.get(`${level}/${index}`) ?? Merkle.emptyRoot }
}

/** Fetches what an operator shows under a checkpoint of its own, and looks for the first entry that convicts. */
export const look = Effect.fnUntraced(function*(
  { archive, copy, verify }: Bench,
  client: OperatorClient,
  host: string,
  note: string,
  { root, size }: Checkpoint.Checkpoint
) {
  if (size > longest || (yield* archive.stands("invalid operation", host)) || (yield* archive.stands("back-dating", host))) return
  const leaves: Array<Uint8Array> = []
  while (leaves.length < size) leaves.push(...yield* client.entries(host, leaves.length, Math.min(size, leaves.length + page)))
  const tree = treeOf(leaves)
  if (!Merkle.equals(tree.root, root)) return
  const mine = yield* copy.between(0, size)
  const parting = leaves.findIndex((leaf, i) => mine[i] === undefined || !Merkle.equals(new Uint8Array(mine[i].entry), leaf))
  const dids = leaves.map((leaf) => {
    const entry = Result.getOrUndefined(Entry.decode(leaf))
    return entry === undefined ? undefined : Inheritance.operationOf(entry)?.did
  })
  if (parting < 0) return
  for (let i = parting; i < size; i++) {
    const relatives = leaves.flatMap((entry, index) => index === i || (index < i && dids[i] !== undefined && dids[index] === dids[i]) ? [{ index, entry }] : [])
    const accused = { operators: copy.operators(), accused: [host], checkpoint: { note, size }, node: tree.node }
    const fallen = i === 0 ? undefined : BackDating.make({ ...accused, index: i, entries: [leaves[i - 1]!, leaves[i]!] })
    const evidence = fallen ?? InvalidOperation.make({
      ...accused,
      relatives,
      whole: () => leaves.slice(0, i + 1),
      verify
    })
    if (evidence !== undefined) return yield* archive.file(Evidence.format(evidence))
  }
})
