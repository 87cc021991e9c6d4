/**
 * What founders, clients and auditors read of a log that was founded upon
 * another: its genesis, the entries that it inherits, and their leaves.
 */
import * as Result from "effect/Result"
import * as Entry from "../../../src/protocol/consortium/Entry.ts"
import * as Inheritance from "../../../src/protocol/consortium/Inheritance.ts"
import * as Members from "../../../src/protocol/consortium/Members.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import type { Data, DataObject } from "../../../src/protocol/data/Data.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Cosignature from "../../../src/protocol/tlog/Cosignature.ts"
import * as Ed25519 from "../../../src/protocol/tlog/Ed25519.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import { assert, sameBytes, type Target } from "../Target.ts"
import { epochMillis, signingKey } from "../world.ts"

const sig = new Uint8Array(64).fill(7)
const operation = (prev: string | null): Operation.Operation => ({
  type: "plc_operation",
  rotationKeys: [signingKey],
  verificationMethods: { atproto: signingKey },
  alsoKnownAs: ["at://alice.test"],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } },
  prev,
  sig: Buffer.alloc(64, 1).toString("base64url")
})
const genesis = operation(null)
const cidOf = (operation: Operation.Operation): string => Operation.cidOf(operation).toString()
const update = operation(cidOf(genesis))
const did = Operation.didOf(genesis)

const keys = [1, 2, 3, 4].map((n) => Ed25519.keyPair(new Uint8Array(32).fill(n)))
const names = keys.map((_, i) => `plc${i + 1}.test`)
const vkeys = keys.map(({ publicKey }, i) => SignedNote.vkey(Cosignature.verifier(names[i]!, publicKey)))
const from = "old.test/log"

const lineOf = (operation: Operation.Operation, seq: number): Uint8Array =>
  Inheritance.leafOf({ seq, did, operation, cid: cidOf(operation), createdAt: Datetime.fromMillis(epochMillis + seq) })
const lines = [lineOf(genesis, 1), lineOf(update, 7)]
const entries: ReadonlyArray<Entry.Entry> = [
  Entry.genesis(from, vkeys),
  { type: "operation", did, operation: genesis, time: epochMillis },
  { type: "leave", name: names[3]!, signature: sig, time: epochMillis + 1 },
  { type: "operation", did, operation: update, time: epochMillis + 2 }
]
const inherited = [...lines, ...entries.map(Entry.encode)].map((leaf) => Inheritance.inherited(leaf)!)
const twice = Inheritance.inherited(Entry.encode(inherited[1]!))!

/** How a leaf is read wherever it stands: alike, and as the JSON of a directory says it. */
const checkLeaf = (leaf: Uint8Array): boolean => {
  const read = Inheritance.readLeaf(leaf)
  const entry = Inheritance.inherited(leaf)
  assert(read !== undefined || entry === undefined, "bytes that are no leaf were inherited")
  if (read?.type === "entry") assert(sameBytes(Entry.encode(read.entry), leaf), "an entry has other bytes when it is written again")
  if (read?.type === "line") {
    const line = Inheritance.lineOf(Result.getOrThrow(Cbor.decode(leaf)))!
    assert(sameBytes(Inheritance.leafOf(line), leaf), "a line has other bytes when it is written again")
    const told = Inheritance.lineOf(JSON.parse(JSON.stringify({ type: "sequenced_op", ...line })))
    assert(told !== undefined && sameBytes(Inheritance.leafOf(told), leaf), "a line is another one in JSON")
  }
  if (entry === undefined) return false
  const inherits: Entry.Inherits = { from, size: 1, root: Inheritance.rootOf([leaf]) }
  assert(Inheritance.misplaced(inherits, 1, entry) === undefined, "an inherited entry is out of place at its own place")
  assert(Inheritance.misplaced(inherits, 1, { ...entry, time: entry.time + 1 }) !== undefined, "an inherited entry at another time than its leaf's")
  assert(Inheritance.problemOf(inherits, [leaf]) === undefined, "a genesis that binds a leaf does not stand with it")
  assert(Inheritance.problemOf({ ...inherits, root: new Uint8Array(32) }, [leaf]) !== undefined, "a genesis stands with a leaf that it does not bind")
  const decoded = Entry.decode(Entry.encode(entry))
  assert(Result.isSuccess(decoded), "an inherited entry that nobody can read")
  const placed = Inheritance.operationOf(decoded.success)
  if (placed !== undefined) {
    const json: unknown = JSON.parse(JSON.stringify(placed.operation))
    const again = Operation.parse(json)
    assert(Result.isSuccess(again) && cidOf(again.success) === cidOf(placed.operation), "an operation is another one in JSON")
    assert(placed.isInherited && placed.time === entry.time, "an inherited operation with another time")
  }
  return true
}

const text = (lines: ReadonlyArray<string>): string => `${lines.join("\n")}\n`
const root = Inheritance.rootOf(entries.map(Entry.encode))
/** Nobody's key has made these signatures. */
const unsigned = text([from, String(entries.length), SignedNote.toBase64(root), "", ...names.map((name) => `— ${name} ${Buffer.alloc(76, 3).toString("base64")}`)])

/** An entry or leaf as it comes over the wire. */
export const entryTarget: Target = {
  name: "inherited-entry",
  form: "cbor",
  seeds: () => [
    Entry.encode(Entry.genesis("new.test/log", vkeys, { from: "plc.test", size: lines.length, root: Inheritance.rootOf(lines) })),
    Entry.encode(Entry.genesis("new.test/log", vkeys, { from, size: entries.length, root, checkpoint: unsigned })),
    ...lines,
    ...inherited.map(Entry.encode),
    Entry.encode(twice)
  ],
  run: (bytes) => {
    const isLeaf = checkLeaf(bytes)
    const entry = Entry.decode(bytes)
    if (Result.isFailure(entry)) return isLeaf
    assert(sameBytes(Entry.encode(entry.success), bytes), "an entry has other bytes when it is written again")
    if (entry.success.type === "genesis") {
      Members.founded(entry.success)
      const { inherits } = entry.success
      if (inherits !== undefined) assert(Inheritance.problemOf(inherits, []) !== undefined, "a log is inherited that has no leaf")
    }
    return isLeaf
  }
}

/** How often a leaf was handed on, and its value. */
const packed = (leaf: Uint8Array, wraps: number): Data => [wraps, Result.getOrThrow(Cbor.decode(leaf))]
const mostWraps = 80

const wrapped = (value: Data, wraps: number): Uint8Array => {
  let bytes = Cbor.encode(value)
  const time = (value as DataObject | null)?.["time"]
  const createdAt = (value as DataObject | null)?.["createdAt"]
  const own = typeof time === "number" ? time : typeof createdAt === "string" && Datetime.is(createdAt) ? Datetime.toMillis(createdAt) : 0
  for (let i = 0; i < wraps; i++) bytes = Cbor.encode({ type: "inherited", time: own, leaf: bytes })
  return bytes
}

/**
 * A whole old log, taken apart so that values within its wrapped leaves are
 * mutated too: `[checkpoint, [wraps, leaf], …]`.
 */
export const logTarget: Target = {
  name: "inherited-log",
  form: "cbor",
  seeds: () => [
    Cbor.encode([unsigned, ...entries.map((entry) => packed(Entry.encode(entry), 0))]),
    Cbor.encode(["", ...lines.map((line) => packed(line, 0))]),
    Cbor.encode(["", packed(lines[0]!, 1), packed(Entry.encode(entries[2]!), 2), packed(Entry.encode(entries[1]!), 40)])
  ],
  run: (bytes) => {
    const decoded = Cbor.decode(bytes)
    if (Result.isFailure(decoded) || !Array.isArray(decoded.success)) return false
    const [checkpoint, ...rest] = decoded.success as ReadonlyArray<Data>
    const leaves = rest.map((each) => {
      const [wraps, value = null] = (Array.isArray(each) ? each : []) as ReadonlyArray<Data>
      return wrapped(value, typeof wraps === "number" ? Math.max(0, Math.min(wraps, mostWraps)) : 0)
    })
    const areLeaves = leaves.map(checkLeaf)
    Inheritance.votersOf(leaves)
    if (leaves.length === 0) return false
    const inherits: Entry.Inherits = { from, size: leaves.length, root: Inheritance.rootOf(leaves) }
    assert(Inheritance.problemOf(inherits, leaves) === undefined, "a genesis that binds leaves does not stand with them")
    if (typeof checkpoint === "string") {
      assert(Inheritance.problemOf({ ...inherits, checkpoint }, leaves) !== undefined, "a checkpoint that nobody signed")
    }
    return areLeaves.every((isLeaf) => isLeaf)
  }
}
