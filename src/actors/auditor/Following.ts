/**
 * Follows the operators: one stream of checkpoints from each, entries fetched
 * from whoever showed a checkpoint that a quorum signed and the copy has not
 * reached, page by page, each page proven to be a prefix of that checkpoint.
 *
 *     stream ──▶ checkpoint ──▶ a quorum, and ahead? ──▶ entries ──▶ copy ──▶ review all
 *                                 dissent? ──▶ a look into that log     │ a recovery?
 *                                                                         └──▶ each operator is asked what it makes of it
 *
 * One thing at a time: what comes from streams, clients and other auditors
 * takes turns, so that the copy never moves under a proof.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import type { Scope } from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Socket from "effect/socket/Socket"
import * as Entry from "../../protocol/consortium/Entry.ts"
import * as Members from "../../protocol/consortium/Members.ts"
import type { Keys } from "../../protocol/keys/Keys.ts"
import * as Signed from "../../protocol/evidence/Signed.ts"
import * as Cosignature from "../../protocol/tlog/Cosignature.ts"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import { maxLength, vkey } from "../../protocol/tlog/SignedNote.ts"
import type { Archive } from "./Archive.ts"
import type { Checkpoints } from "./Checkpoints.ts"
import type { Copy } from "./Copy.ts"
import * as Examination from "./Examination.ts"
import { type OperatorClient, OperatorSilent, page } from "./OperatorClient.ts"
import type { AuditorOptions } from "./Options.ts"
import type { Promises } from "./Promises.ts"

const dialMillis = 10_000
const firstBackoffMillis = 1_000
const lastBackoffMillis = 30_000
/** By then every operator has what a quorum has, as a rule. Who has not may say so, and is no liar for it. */
const settledMillis = 5_000

export interface Parts {
  readonly options: AuditorOptions
  readonly copy: Copy
  readonly archive: Archive
  readonly checkpoints: Checkpoints
  readonly promises: Promises
  readonly client: OperatorClient
  readonly verify: Keys["Service"]["verify"]
  /** Called when something was seen that others may not know. */
  readonly tell: Effect.Effect<void>
  readonly originOf: (host: string) => string
  readonly scope: Scope
}

export const make = ({ archive, checkpoints, client, copy, options, originOf, promises, scope, tell, verify }: Parts) => {
  const bench = { archive, copy, verify }
  const turns = Semaphore.makeUnsafe(1)
  const examined = new Set<string>()

  /** The founders by the log's own word, held against what this auditor was told of them. */
  const begin = Effect.fnUntraced(function*(host: string, note: string) {
    const liar = (detail: string) => new OperatorSilent({ host, detail })
    const [leaf] = yield* client.entries(host, 0, 1)
    const entry = Entry.decode(leaf!)
    const founded = Result.isSuccess(entry) ? Members.founded(entry.success) : undefined
    if (founded === undefined || Result.isFailure(founded)) return yield* liar("its log has no genesis")
    const members = founded.success
    const names = members.list.map(({ name }) => name)
    const told = options.founders.toSorted()
    if (told.length > 0 ? members.list.map(vkey).toSorted().join() !== told.join() : names.some((name) => !options.operators.includes(name))) {
      return yield* liar("its founders are others")
    }
    const opened = Cosignature.open(note, Signed.cosigners(members.list))
    if (Result.isFailure(opened) || opened.success.cosigners.length < Members.quorum(members)) return yield* liar("no quorum of the founders signed")
    yield* copy.extend(copy.extension([leaf!]))
  })

  /** After new entries or a newer cosignature. */
  const review = Effect.andThen(promises.review, Examination.accuse(bench, checkpoints))

  /** Whether the operators stand to recoveries, once each had the time to learn of them. */
  const question = Effect.fnUntraced(function*(dids: ReadonlyArray<string>) {
    yield* Effect.sleep(settledMillis)
    for (const did of dids) {
      for (const host of options.operators) {
        const statement = yield* Effect.option(client.statement(host, did))
        if (statement._tag === "Some") yield* Effect.ignore(turns.withPermit(promises.takeStatement(statement.value)))
      }
    }
  })

  /** Brings the copy up to a checkpoint that a quorum signed. */
  const grow = Effect.fnUntraced(function*(host: string, { root, size }: { readonly root: Uint8Array; readonly size: number }) {
    while (copy.size() < size) {
      const end = Math.min(size, copy.size() + page)
      const extension = copy.extension(yield* client.entries(host, copy.size(), end))
      const proof = end === size ? [] : yield* client.consistency(host, end, size)
      if (!Merkle.verifyConsistency(end, extension.tree.root, size, root, proof)) return yield* new OperatorSilent({ host, detail: "its entries are not those of the checkpoint" })
      yield* copy.extend(extension)
    }
    yield* checkpoints.grown
    yield* review
    const disputed = copy.takeDisputed()
    if (disputed.length > 0) yield* Effect.forkIn(question(disputed), scope)
  })

  const take = Effect.fnUntraced(function*(note: string, host: string | undefined) {
    if (note.length > maxLength) return false
    if (copy.members() === undefined) {
      if (host === undefined) return false
      yield* begin(host, note)
    }
    const taken = yield* checkpoints.take(note)
    if (taken === undefined) return false
    const { by, checkpoint, news, quorum, state } = taken
    if (news) {
      yield* tell
      yield* review
    }
    if (host === undefined) return true
    if (quorum && checkpoint.size > copy.size()) yield* grow(host, checkpoint)
    else if (by.includes(host) && state !== "consistent") {
      const name = `${host} ${checkpoint.size} ${Buffer.from(checkpoint.root).toString("hex")}`
      if (examined.has(name)) return true
      if (examined.size > 1_000) examined.clear()
      examined.add(name)
      yield* Examination.look(bench, client, host, note, checkpoint)
    }
    return true
  })

  const checkpoint = (note: string, host?: string) => turns.withPermit(take(note, host))

  /**
   * The stream of an operator, for as long as the fiber lives. What fails on
   * the way is fetched again after the next dial.
   */
  const follow = Effect.fnUntraced(function*(host: string) {
    let backoffMillis = firstBackoffMillis
    const connection = Effect.gen(function*() {
      const socket = yield* Socket.makeWebSocket(`${originOf(host).replace(/^http/, "ws")}/consortium/stream`, { openTimeout: dialMillis })
      const { pull } = yield* socket.reader
      while (true) {
        // Only the newest of a batch is fetched for; the others count as seen.
        const notes = (yield* pull).filter((frame) => typeof frame === "string")
        for (const [i, note] of notes.entries()) yield* checkpoint(note, i === notes.length - 1 ? host : undefined)
        backoffMillis = firstBackoffMillis
      }
    }).pipe(Effect.scoped, Effect.flip)
    while (true) {
      const end = yield* connection
      yield* Effect.logWarning(`${host} ended: ${end.message}`)
      const jitter = yield* Random.next
      yield* Effect.sleep(backoffMillis * (0.5 + jitter))
      backoffMillis = Math.min(backoffMillis * 2, lastBackoffMillis)
    }
  })

  return {
    follow,
    /** From a client or another auditor: false if no operator signed it. */
    checkpoint,
    receipt: (note: string) => turns.withPermit(promises.takeReceipt(note)),
    statement: (note: string) => turns.withPermit(promises.takeStatement(note))
  }
}

export type Following = ReturnType<typeof make>
