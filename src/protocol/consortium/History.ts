/**
 * A DID's whole audit log with its proofs, in one answer of one operator, and
 * what a client has to check before it believes any of it:
 *
 * 1. a quorum of the members cosigned the checkpoint;
 * 2. every entry stands in that tree, and is of that DID;
 * 3. the entries replay under the rules of did:plc, from the genesis on, those
 *    that are inherited from another log first;
 * 4. the operator signed that these are all, and what they amount to. A lie in
 *    this is evidence (`protocol/evidence`); to notice it, a client asks f + 1
 *    operators, one of whom is honest, and believes the longest history.
 * 5. what the client has seen of the log before is a prefix of it.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Keys } from "../keys/Keys.ts"
import * as Log from "../plc/Log.ts"
import type * as Checkpoint from "../tlog/Checkpoint.ts"
import * as Cosignature from "../tlog/Cosignature.ts"
import * as Merkle from "../tlog/Merkle.ts"
import { fromBase64 } from "../tlog/SignedNote.ts"
import * as Entry from "./Entry.ts"
import * as Inheritance from "./Inheritance.ts"
import * as Members from "./Members.ts"
import * as Statement from "./Statement.ts"

/**
 * The JSON of `GET /consortium/history?did=&from=`; `consistency` is that of
 * the size `from`, which the client has, with the checkpoint.
 */
export const History = Schema.Struct({
  checkpoint: Schema.String,
  statement: Schema.String,
  entries: Schema.Array(Schema.Struct({ index: Schema.Int, entry: Schema.String, path: Schema.Array(Schema.String) })),
  consistency: Schema.Array(Schema.String)
})
export type History = typeof History.Type

export class Unproven extends Data.TaggedError("Unproven")<{ readonly did: string; readonly reason: string }> {
  override get message(): string {
    return `The history of ${this.did} is not proven: ${this.reason}`
  }
}

/** What a client knows of the log. */
export interface Known {
  readonly members: Members.Members
  /** The newest checkpoint that it believed. */
  readonly newest?: Checkpoint.Checkpoint
}

export interface Proven {
  readonly checkpoint: Checkpoint.Checkpoint
  readonly by: string
  /** Marks and all, as replayed. */
  readonly log: Log.Log
}

const hashesOf = (list: ReadonlyArray<string>): ReadonlyArray<Merkle.Hash> => list.map((each) => fromBase64(each) ?? new Uint8Array(0))

const isConsistent = (known: Checkpoint.Checkpoint, checkpoint: Checkpoint.Checkpoint, proof: ReadonlyArray<string>): boolean =>
  Merkle.verifyConsistency(known.size, known.root, checkpoint.size, checkpoint.root, hashesOf(proof))

/**
 * Believes a history, or says what is wrong with it. A checkpoint older than
 * the newest known is left to the caller to fit in.
 */
export const verify = (
  history: History,
  did: string,
  { members, newest }: Known,
  verifySignature: Keys["Service"]["verify"]
): Result.Result<Proven, Unproven> =>
  Result.gen(function*() {
    const fail = (reason: string) => Result.fail(new Unproven({ did, reason }))
    const because = <A>(result: Result.Result<A, { readonly message: string }>) => Result.mapError(result, ({ message }) => new Unproven({ did, reason: message }))
    const { checkpoint, cosigners } = yield* because(Cosignature.open(history.checkpoint, members.list))
    if (checkpoint.origin !== members.origin) return yield* fail("it is of another log")
    if (cosigners.length < Members.quorum(members)) return yield* fail(`${cosigners.length} cosigned, a quorum is ${Members.quorum(members)}`)
    if (newest !== undefined && newest.size <= checkpoint.size && !isConsistent(newest, checkpoint, history.consistency)) {
      return yield* fail("the log that was seen before is no prefix of it")
    }
    const { by, statement } = yield* because(Statement.open(history.statement, members.list))
    let log: Log.Log = []
    let last: number | undefined
    let isInheriting = true
    for (const { entry: encoded, index, path } of history.entries) {
      const bytes = fromBase64(encoded)
      if (bytes === undefined || !Merkle.verifyInclusion(Merkle.leafHash(bytes), index, checkpoint.size, hashesOf(path), checkpoint.root)) {
        return yield* fail(`entry ${index} is not in the tree`)
      }
      const entry = yield* because(Entry.decode(bytes))
      const placed = Inheritance.operationOf(entry)
      if (placed?.did !== did || (last !== undefined && index <= last)) return yield* fail(`entry ${index} is none of this DID's`)
      if (placed.isInherited && !isInheriting) return yield* fail(`entry ${index} is inherited after the log's own`)
      isInheriting = placed.isInherited
      last = index
      log = Log.append(log, yield* because(Log.accept(log, placed.operation, {
        did,
        nowMillis: placed.time,
        verify: verifySignature,
        admission: !placed.isInherited
      })))
    }
    const head = Log.head(log)?.cid.toString()
    const told = statement.origin === checkpoint.origin && statement.did === did && statement.size === checkpoint.size
      && statement.count === log.length && statement.newest === last && statement.head === head
    if (!told) return yield* fail(`${by} does not stand to it`)
    return { checkpoint, by, log }
  })

/**
 * The members that a chain of changes leads to. Each change carries its own
 * authority, a quorum's approvals or the member's signature, so the chain
 * needs no proof; a shorter one is an older truth.
 */
export const membership = (
  founders: Members.Members,
  entries: ReadonlyArray<Entry.Entry>
): Result.Result<Members.Members, Members.MembershipRefusal> =>
  Result.gen(function*() {
    let members = founders
    for (const entry of entries) {
      if (Entry.isMembership(entry)) members = yield* Members.change(members, entry)
    }
    return members
  })
