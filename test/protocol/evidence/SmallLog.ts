/**
 * A log of a few operators over the operations of a few people, with everything
 * that the operators may sign about it.
 */
import * as Result from "effect/Result"
import * as Entry from "../../../src/protocol/consortium/Entry.ts"
import type { History } from "../../../src/protocol/consortium/History.ts"
import * as Receipt from "../../../src/protocol/consortium/Receipt.ts"
import * as Statement from "../../../src/protocol/consortium/Statement.ts"
import { include } from "../../../src/protocol/evidence/InvalidOperation.ts"
import type { Keys, KeyPair } from "../../../src/protocol/keys/Keys.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Checkpoint from "../../../src/protocol/tlog/Checkpoint.ts"
import * as Cosignature from "../../../src/protocol/tlog/Cosignature.ts"
import * as Ed25519 from "../../../src/protocol/tlog/Ed25519.ts"
import * as Merkle from "../../../src/protocol/tlog/Merkle.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"

export const origin = "plc.test/log"
export const hourMillis = 3_600_000
const ring = new KeyRing("evidence")
export const verify: Keys["Service"]["verify"] = ring.verify

const operatorKeys = new Map(["plc1.test", "plc2.test", "plc3.test", "plc4.test"].map((name, i) => [name, Ed25519.keyPair(new Uint8Array(32).fill(i + 1))]))
export const names = [...operatorKeys.keys()]
export const keyOf = (name: string): Ed25519.KeyPair => operatorKeys.get(name)!
export const operators = names.map((name) => ({ name, publicKey: keyOf(name).publicKey }))

/** Rotation keys: number 0 is the strongest of everybody. */
export const rotationKeys: ReadonlyArray<KeyPair> = [0, 1, 2].map((n) => ring.fromSecret("k256", new Uint8Array(32).fill(n + 11)))

export const update = (prev: string | null, name: string, key: number): Operation.Update =>
  Operation.sign({
    type: "plc_operation",
    rotationKeys: rotationKeys.map(({ didKey }) => didKey),
    verificationMethods: { atproto: rotationKeys[2]!.didKey },
    alsoKnownAs: [`at://${name}.test`],
    services: {},
    prev
  }, rotationKeys[key]!, ring.sign)

export const cidOf = (operation: Operation.Operation): string => Operation.cidOf(operation).toString()

export interface Listed {
  readonly index: number
  readonly entry: Uint8Array
  readonly time: number
  readonly did: string
  readonly operation: Operation.Operation
}

export class SmallLog {
  readonly leaves: Array<Uint8Array> = []
  readonly listed: Array<Listed> = []
  time = 1_000
  readonly logs = new Map<string, Log.Log>()

  constructor() {
    this.leaves.push(Entry.encode(Entry.genesis(origin, operators.map(({ name, publicKey }) => SignedNote.vkey(Cosignature.verifier(name, publicKey))))))
  }

  get size(): number {
    return this.leaves.length
  }

  readonly node: Merkle.NodeAt = (level, index) => {
    const wide = 2 ** level
    let tree = Merkle.Compact.empty
    for (const leaf of this.leaves.slice(index * wide, (index + 1) * wide)) tree = tree.append(Merkle.leafHash(leaf)).tree
    return tree.root
  }

  /** Puts an operation in, whatever it is. */
  push(did: string, operation: Operation.Operation, time = (this.time += 1_000)): number {
    const entry = Entry.encode({ type: "operation", did, operation, time })
    const index = this.leaves.push(entry) - 1
    this.listed.push({ index, entry, time, did, operation })
    return index
  }

  /** As an honest log does: only what the rules accept. */
  submit(did: string, operation: Operation.Operation, time = this.time + 1_000): boolean {
    const log = this.logs.get(did) ?? []
    const accepted = Log.accept(log, operation, { did, nowMillis: time, verify })
    if (Result.isFailure(accepted)) return false
    this.time = time
    this.logs.set(did, Log.append(log, accepted.success))
    this.push(did, operation, time)
    return true
  }

  of(did: string): ReadonlyArray<Listed> {
    return this.listed.filter((each) => each.did === did)
  }

  include(index: number, size = this.size) {
    return include(index, this.leaves[index]!, size, this.node)
  }

  /** A checkpoint of the log's first leaves, cosigned. */
  checkpoint(by: ReadonlyArray<string>, size = this.size): { readonly note: string; readonly size: number } {
    const checkpoint = { origin, size, root: Merkle.rootAt(size, this.node) }
    return {
      size,
      note: SignedNote.format({
        text: Checkpoint.text(checkpoint),
        signatures: by.map((name) => Cosignature.sign(keyOf(name), name, checkpoint, 1_700_000_000 + size))
      })
    }
  }

  receipt(by: string, did: string, operation: Operation.Operation, size: number, deadline: number) {
    const cid = cidOf(operation)
    return { by, size, note: Receipt.sign(keyOf(by), by, { origin, did, cid, size, deadline }) }
  }

  /** What an honest operator says, with the changes of another. */
  statement(by: string, did: string, size = this.size, changes: Partial<Statement.Statement> = {}) {
    const known = this.of(did).filter(({ index }) => index < size)
    const replayed = known.length === 0 ? [] : Result.getOrThrow(Log.replay(did, known.map(({ operation, time }) => ({ operation, createdAtMillis: time })), verify))
    const statement: Statement.Statement = {
      origin,
      did,
      size,
      count: known.length,
      newest: known.at(-1)?.index,
      head: Log.head(replayed)?.cid.toString(),
      ...changes
    }
    return { by, note: Statement.sign(keyOf(by), by, statement) }
  }
}

/** As an operator answers for a DID, from the first `size` entries. */
export const historyOf = (log: SmallLog, by: string, did: string, { from = 0, signers = names.slice(0, 3), size = log.size, statement = {} }: {
  readonly from?: number
  readonly signers?: ReadonlyArray<string>
  readonly size?: number
  readonly statement?: Partial<Statement.Statement>
} = {}): History => ({
  checkpoint: log.checkpoint(signers, size).note,
  statement: log.statement(by, did, size, statement).note,
  entries: log.of(did).filter(({ index }) => index < size).map(({ index }) => log.include(index, size)),
  consistency: from <= size ? Merkle.consistencyProof(from, size, log.node).map(SignedNote.toBase64) : []
})

/** alice's first operation makes her DID. */
export const genesis = (name: string) => {
  const operation = update(null, name, 2)
  return { did: Operation.didOf(operation), operation }
}
