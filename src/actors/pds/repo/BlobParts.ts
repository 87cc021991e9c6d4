/**
 * Bytes that are too many for one row, in rows of a mebibyte each.
 *
 *     chunks ─hashed─▶ parts of one whole ─▶ the caller names it by its hash, and keeps it or not
 *
 * What is staged and not kept goes at once; what a crash left behind goes at the
 * next start. A kept whole belongs to a row of `blob` and goes with that, by a
 * trigger (`Tables`).
 */
import * as crypto from "node:crypto"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Prepared from "../../sqlite/Prepared.ts"

const partBytes = 1024 * 1024

export interface Staged {
  readonly digest: Uint8Array
  readonly size: number
  /** The first part, or all if there is no other. */
  readonly head: Uint8Array
  /** Undefined when `head` is all. */
  readonly whole: number | undefined
}

export class DeletedMeanwhile extends Data.TaggedError("DeletedMeanwhile")<{ readonly left: number }> {
  override get message(): string {
    return `The blob was deleted with ${this.left} bytes still to send`
  }
}

/** Hands over chunk by chunk, and waits for each to be taken. */
export type Reading<E> = (use: (chunk: Uint8Array) => Effect.Effect<void, SqlError>) => Effect.Effect<unknown, E>

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  const put = yield* Prepared.prepare("INSERT INTO blob_part (whole, place, bytes) VALUES (?, ?, ?)")
  const get = yield* Prepared.prepare("SELECT bytes FROM blob_part WHERE whole = ? AND place = ?")
  const drop = yield* Prepared.prepare("DELETE FROM blob_part WHERE whole = ?")
  yield* sql`DELETE FROM blob_part WHERE whole NOT IN (SELECT parts FROM blob WHERE parts IS NOT NULL)`
  const [newest] = yield* sql<{ whole: number | null }>`SELECT MAX(whole) AS whole FROM blob_part`
  let next = (newest?.whole ?? 0) + 1

  /** Joins chunks to parts, and writes all but the first as soon as there is a second. */
  const stage = Effect.fnUntraced(function*<E>(whole: number, read: Reading<E>, onWrite: () => void) {
    const hash = crypto.createHash("sha256")
    let size = 0
    let head: Uint8Array | undefined
    let place = 0
    let pending: Array<Uint8Array> = []
    let pendingBytes = 0
    const flush = Effect.suspend(() => {
      const part = pending.length === 1 ? pending[0]! : new Uint8Array(Buffer.concat(pending))
      head ??= part
      pending = []
      pendingBytes = 0
      onWrite()
      return put.run(whole, place++, part)
    })
    yield* read((chunk) => {
      hash.update(chunk)
      size += chunk.length
      pending.push(chunk)
      pendingBytes += chunk.length
      return pendingBytes < partBytes ? Effect.void : flush
    })
    const staged = { digest: hash.digest(), size }
    if (head === undefined) return { ...staged, head: pending.length === 1 ? pending[0]! : new Uint8Array(Buffer.concat(pending)), whole: undefined }
    if (pendingBytes > 0) yield* flush
    return { ...staged, head, whole }
  })

  return {
    /** Stages what `read` hands over; `use` says whether the whole is kept. Failure and interruption keep nothing. */
    staged: <A, E, E2>(read: Reading<E>, use: (staged: Staged) => Effect.Effect<{ readonly result: A; readonly kept: boolean }, E2>) =>
      // Whoever hangs up once it is whole does not come between the row that keeps it and this.
      Effect.uninterruptibleMask((restore) => {
        const whole = next++
        let written = false
        let kept = false
        return restore(stage(whole, read, () => void (written = true))).pipe(
          Effect.flatMap(use),
          Effect.map((outcome) => {
            kept = outcome.kept
            return outcome.result
          }),
          Effect.ensuring(Effect.suspend(() => kept || !written ? Effect.void : Effect.ignore(drop.run(whole))))
        )
      }),
    /** Fails if it is deleted on the way: nobody shall take what is short of `size` bytes for the whole. */
    stream: (whole: number, size: number): Stream.Stream<Uint8Array, SqlError | DeletedMeanwhile> =>
      Stream.unfold({ place: 0, left: size }, Effect.fnUntraced(function*({ left, place }) {
        if (left === 0) return undefined
        const row = yield* get.get<{ bytes: Uint8Array }>(whole, place)
        if (row === undefined) return yield* new DeletedMeanwhile({ left })
        return [row.bytes, { place: place + 1, left: left - row.bytes.length }] as const
      }))
  }
})
