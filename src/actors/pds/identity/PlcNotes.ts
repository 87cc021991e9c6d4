/**
 * Rows of `plc_change`: operations that the directory may or may not have taken,
 * with what each makes of the account here.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Cid } from "../../../protocol/data/Cid.ts"
import type { KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import { type Fate, fateOf } from "../../../protocol/plc/Fate.ts"
import type * as Log from "../../../protocol/plc/Log.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import type { Handle } from "../../../protocol/syntax/Handle.ts"
import * as Prepared from "../../sqlite/Prepared.ts"

/** What an operation makes of the account here; nothing, where it is one of the owner's own. */
export interface Change {
  readonly handle?: Handle | undefined
  readonly key?: KeyPair | undefined
}

interface Row {
  readonly operation: string
  readonly signed: string | null
  readonly handle: Handle | null
  readonly signing_key: Uint8Array | null
  readonly repeats: number
  readonly awaited: number
  readonly noted_at_millis: number
  readonly sent_at_millis: number | null
}

export interface Note {
  /** The operation's CID. */
  readonly cid: string
  /** Undefined in a note of an earlier version. */
  readonly operation: Operation.Update | undefined
  readonly change: Change
  /** This server sends it again. */
  readonly repeats: boolean
  /** Nothing is signed while it is open, if it gives another key. */
  readonly awaited: boolean
  /** When it last went out without an answer. */
  readonly sentAtMillis: number
}

/** How long what was sent may be on its way, as far as anybody waits for it. */
export const underWayMillis = 60_000
/** A clock here may be so much ahead of the directory's. */
const clockSkewMillis = 3_600_000

export const make = Effect.fnUntraced(function*(keys: Keys["Service"]) {
  const insert = yield* Prepared.prepare(`INSERT OR REPLACE INTO plc_change
    (did, operation, signed, handle, signing_key, repeats, noted_at_millis, sent_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const ofDid = yield* Prepared.prepare(`SELECT operation, signed, handle, signing_key, repeats, awaited, noted_at_millis, sent_at_millis
    FROM plc_change WHERE did = ? ORDER BY noted_at_millis, operation`)
  const send = yield* Prepared.prepare("UPDATE plc_change SET sent_at_millis = ?, awaited = 1 WHERE did = ? AND operation = ?")
  const release = yield* Prepared.prepare("UPDATE plc_change SET awaited = 0 WHERE did = ? AND operation = ?")
  const end = yield* Prepared.prepare("DELETE FROM plc_change WHERE did = ? AND operation = ?")
  const endAll = yield* Prepared.prepare("DELETE FROM plc_change WHERE did = ?")
  const all = yield* Prepared.prepare("SELECT did, operation FROM plc_change ORDER BY did, operation")

  const noteOf = (row: Row): Note => ({
    cid: row.operation,
    operation: row.signed === null ? undefined : JSON.parse(row.signed) as Operation.Update,
    change: {
      handle: row.handle ?? undefined,
      key: row.signing_key === null ? undefined : keys.fromSecret("k256", row.signing_key)
    },
    repeats: row.repeats === 1,
    awaited: row.awaited === 1,
    sentAtMillis: row.sent_at_millis ?? row.noted_at_millis
  })

  return {
    /** Every note's, of any account. */
    left: all.all<{ readonly did: string; readonly operation: string }>(),
    /** In the order in which they were made. */
    of: (did: string) => Effect.map(ofDid.all<Row>(did), (rows) => rows.map(noteOf)),
    put: (did: string, operation: Operation.Update, { handle, key }: Change, repeats: boolean, nowMillis: number) =>
      insert.run(did, Operation.cidOf(operation).toString(), JSON.stringify(operation), handle ?? null, key?.secret ?? null, repeats ? 1 : 0, nowMillis, nowMillis),
    /** It goes out once more: a copy of it is on its way from now on. */
    sending: (did: string, cid: string, nowMillis: number) => send.run(nowMillis, did, cid),
    /** It is watched on, but nobody waits for it. */
    release: (did: string, cid: string) => release.run(did, cid),
    end: (did: string, cid: string) => end.run(did, cid),
    endAll: (did: string) => endAll.run(did),

    /** What the log says of a note; undefined: nothing, so far. */
    fateOf: (did: string, note: Note, log: Log.Log, nowMillis: number): Fate | undefined => {
      if (note.operation !== undefined) return fateOf(log, note.operation, { did, nowMillis: nowMillis - clockSkewMillis, verify: keys.verify })
      const cid = Result.getOrThrow(Cid.parse(note.cid))
      const known = log.find((entry) => entry.cid.equals(cid))
      if (known !== undefined) return known.nullified ? "fallen" : "stands"
      return note.sentAtMillis > nowMillis - underWayMillis ? undefined : "barred"
    }
  }
})

export type PlcNotes = Effect.Success<ReturnType<typeof make>>
