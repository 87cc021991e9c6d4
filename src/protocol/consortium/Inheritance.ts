/**
 * A log founded upon another one: its genesis binds how far that was followed
 * (`Entry.Inherits`), and its next entries are the leaves of that log, byte for
 * byte, so that whoever has the new log has the old one and its root.
 *
 *     old   l0  l1  l2 … ln          root R, of n + 1 leaves
 *            │   │   │     │
 *     new  G l0  l1  l2 … ln  e e    G: { from, size: n + 1, root: R, checkpoint? }
 *
 * A leaf of a consortium's log is an entry, of which the old log may have
 * inherited some itself. Of a directory without a tree it is the DRISL of a line
 * of its sequenced export: { type, seq, did, cid, operation, createdAt }.
 *
 * 1. Inherited entries stand from 1 to `size`, and nowhere else.
 * 2. The tree over their leaves has the bound root.
 * 3. Where a checkpoint is bound it is of that size and root, and a quorum of
 *    those who were members of the old log by then cosigned it.
 * 4. An inherited operation has the time that it had, and was admitted by the old
 *    log: it is replayed, and not admitted again. [PLC-9]
 * 5. A leaf has come through at most `maxGenerations` logs, each wrapped in the
 *    next: without a bound, a hostile log could have its readers unwrap for ever.
 */
import * as Result from "effect/Result"
import * as Cbor from "../data/Cbor.ts"
import type { Data as DataValue } from "../data/Data.ts"
import * as Operation from "../plc/Operation.ts"
import * as Datetime from "../syntax/Datetime.ts"
import * as Cosignature from "../tlog/Cosignature.ts"
import * as Merkle from "../tlog/Merkle.ts"
import * as Entry from "./Entry.ts"
import * as Members from "./Members.ts"

/** A line of a directory's sequenced export. */
export interface Line {
  readonly seq: number
  readonly did: string
  readonly cid: string
  readonly operation: Operation.Operation
  readonly createdAt: Datetime.Datetime
}

/** An operation where it stands in a log. */
export interface Placed {
  readonly did: string
  readonly operation: Operation.Operation
  readonly time: number
  /** Whether another log admitted it. */
  readonly isInherited: boolean
  /** Its number in the export of a directory without a tree. */
  readonly seq?: number
}

const lineType = "sequenced_op"

export const leafOf = ({ cid, createdAt, did, operation, seq }: Line): Uint8Array =>
  Cbor.encode({ type: lineType, seq, did, cid, operation, createdAt } as unknown as DataValue)

const lineFields = 6

/** A line of an export, from its JSON or its leaf; undefined for what is none, or does not name its operation. */
export const lineOf = (value: unknown): Line | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  const { cid, createdAt, did, operation, seq, type } = value as Readonly<Record<string, unknown>>
  const parsed = Operation.parse(operation)
  if (type !== lineType || typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0) return undefined
  if (typeof did !== "string" || typeof createdAt !== "string" || Result.isFailure(parsed)) return undefined
  // With its zone: every founder has to read the same time, wherever it stands.
  if (!Datetime.is(createdAt) || Datetime.toMillis(createdAt) < 0 || cid !== Operation.cidOf(parsed.success).toString()) return undefined
  return { seq, did, cid, operation: parsed.success, createdAt }
}

const placedLine = (value: DataValue): Placed | undefined => {
  const line = Object.keys(value as object).length === lineFields ? lineOf(value) : undefined
  return line === undefined ? undefined : {
    did: line.did,
    operation: line.operation,
    time: Datetime.toMillis(line.createdAt),
    isInherited: true,
    seq: line.seq
  }
}

export type OldLeaf =
  | { readonly type: "line"; readonly placed: Placed }
  | { readonly type: "entry"; readonly entry: Entry.Entry }

/** What a leaf of an old log is; undefined for bytes that are neither an entry nor a line. */
export const readLeaf = (leaf: Uint8Array): OldLeaf | undefined => {
  const entry = Entry.decode(leaf)
  if (Result.isSuccess(entry)) return { type: "entry", entry: entry.success }
  const value = Cbor.decode(leaf)
  if (Result.isFailure(value) || typeof value.success !== "object" || value.success === null) return undefined
  const placed = placedLine(value.success)
  return placed === undefined ? undefined : { type: "line", placed }
}

const maxGenerations = 64

/** An operation, or something else that has a time. */
type Amount = Placed | { readonly time: number }

/** What the innermost of wrapped leaves is, if all of its wraps have its time. (4, 5) */
const unwrapped = (outermost: Uint8Array): Amount | undefined => {
  let leaf = outermost
  let time: number | undefined
  for (let generation = 1; generation <= maxGenerations; generation++) {
    const found = readLeaf(leaf)
    if (found === undefined) return undefined
    const here = found.type === "line" ? found.placed : found.entry
    if (time !== undefined && here.time !== time) return undefined
    time = here.time
    if (found.type === "line") return found.placed
    const { entry } = found
    if (entry.type !== "inherited") return entry.type === "operation" ? ownOperation(entry) : { time }
    leaf = entry.leaf
  }
  return undefined
}

const read = new WeakMap<Uint8Array, Amount | "nothing">()

/** What a leaf of an old log amounts to; undefined if it is none. */
const amountOf = (leaf: Uint8Array): Amount | undefined => {
  const known = read.get(leaf)
  if (known !== undefined) return known === "nothing" ? undefined : known
  const amount = unwrapped(leaf)
  read.set(leaf, amount ?? "nothing")
  return amount
}

const ownOperation = ({ did, operation, time }: Entry.Entry & Entry.OperationItem): Placed => ({ did, operation, time, isInherited: false })

/** Wraps a leaf of an old log, with its own time; undefined for bytes that are no leaf of any. */
export const inherited = (leaf: Uint8Array): (Entry.Entry & Entry.InheritedItem) | undefined => {
  const amount = amountOf(leaf)
  return amount === undefined ? undefined : { type: "inherited", time: amount.time, leaf }
}

/** The operation that an entry holds, its own or inherited; undefined for any other entry. */
export const operationOf = (entry: Entry.Entry): Placed | undefined => {
  if (entry.type === "operation") return ownOperation(entry)
  if (entry.type !== "inherited") return undefined
  const amount = amountOf(entry.leaf)
  return amount !== undefined && "operation" in amount && amount.time === entry.time ? { ...amount, isInherited: true } : undefined
}

/** What is wrong with an entry at its place under this genesis; undefined if nothing is. (1) */
export const misplaced = (inherits: Entry.Inherits | undefined, index: number, entry: Entry.Entry): string | undefined => {
  const isDue = index >= 1 && index <= (inherits?.size ?? 0)
  if (!isDue) return entry.type === "inherited" ? "nothing is inherited here" : undefined
  if (entry.type !== "inherited") return "an inherited entry is due here"
  return amountOf(entry.leaf)?.time === entry.time ? undefined : "it is no leaf of any log, or has another time"
}

/** Who had to cosign an old log of these leaves: those who decided its last block. */
export const votersOf = (leaves: Iterable<Uint8Array>): Members.Members | undefined => {
  let members: Members.Members | undefined
  let voters: Members.Members | undefined
  let lastTime = -1
  for (const leaf of leaves) {
    const found = readLeaf(leaf)
    if (found?.type !== "entry") return undefined
    const { entry } = found
    if (entry.type === "genesis") {
      members = voters = Result.getOrUndefined(Members.founded(entry))
    } else if (entry.type !== "inherited") {
      if (entry.time > lastTime) voters = members
      lastTime = entry.time
      if (Entry.isMembership(entry) && members !== undefined) members = Result.getOrUndefined(Members.change(members, entry))
    }
    if (members === undefined) return undefined
  }
  return voters
}

/** What is wrong with the bound checkpoint of an old log; undefined if nothing is, or none is bound. (3) */
export const checkpointProblem = ({ checkpoint, from, root, size }: Entry.Inherits, leaves: Iterable<Uint8Array>): string | undefined => {
  if (checkpoint === undefined) return undefined
  const voters = votersOf(leaves)
  if (voters === undefined) return "its leaves are not the log of a consortium"
  const opened = Cosignature.open(checkpoint, voters.list)
  if (Result.isFailure(opened)) return opened.failure.message
  const said = opened.success.checkpoint
  if (said.origin !== from || voters.origin !== from) return `it is of ${said.origin}, and not of ${from}`
  if (said.size !== size || !Merkle.equals(said.root, root)) return "the checkpoint is of another size or root"
  const { length } = opened.success.cosigners
  return length >= Members.quorum(voters) ? undefined : `${length} cosigned, a quorum is ${Members.quorum(voters)}`
}

/** The tree over leaves, of which only the root is wanted. */
export const rootOf = (leaves: Iterable<Uint8Array>): Merkle.Hash => {
  let tree = Merkle.Compact.empty
  for (const leaf of leaves) tree = tree.append(Merkle.leafHash(leaf)).tree
  return tree.root
}

/** What is wrong with leaves that are said to be inherited; undefined if nothing is. (2, 3) */
export const problemOf = (inherits: Entry.Inherits, leaves: ReadonlyArray<Uint8Array>): string | undefined => {
  if (leaves.length !== inherits.size) return `${leaves.length} leaves where ${inherits.size} are bound`
  if (!Merkle.equals(rootOf(leaves), inherits.root)) return "the inherited leaves have another root than the genesis binds"
  return checkpointProblem(inherits, leaves)
}
