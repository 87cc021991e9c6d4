/**
 * Finality for everybody else: the log's checkpoints and who cosigned them.
 *
 *     decided ── own cosignature, on disk, to all peers ──▶ a quorum's ──▶ final
 *
 * An operator cosigns what it has decided and nothing else, one root for each
 * size for ever, and sizes only rise; so two cosigned checkpoints of an honest
 * operator are always consistent. The members who cosign a size are those who
 * decided the block that ends there.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Members from "../../protocol/consortium/Members.ts"
import type * as Wire from "../../protocol/consortium/Wire.ts"
import * as Checkpoint from "../../protocol/tlog/Checkpoint.ts"
import * as Cosignature from "../../protocol/tlog/Cosignature.ts"
import * as SignedNote from "../../protocol/tlog/SignedNote.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import type { OwnKeys } from "./OwnKeys.ts"
import { Signal } from "./Signal.ts"

interface CheckpointRow {
  readonly size: number
  readonly root: Uint8Array
}

interface CosignatureRow {
  readonly name: string
  readonly key_id: number
  readonly bytes: Uint8Array
}

/** Cosignatures of sizes that this operator has not reached. */
const earlyKept = 1_000
/** Sizes whose members are remembered: late cosignatures of older ones are not needed. */
const votersKept = 100

export const make = Effect.fnUntraced(function*(self: string, ownKeys: OwnKeys) {
  const insertCheckpoint = yield* Prepared.prepare("INSERT INTO consortium_checkpoint (size, root, quorum) VALUES (?, ?, ?)")
  const insertCosignature = yield* Prepared.prepare("INSERT OR IGNORE INTO consortium_cosignature (size, name, key_id, bytes) VALUES (?, ?, ?, ?)")
  const checkpointOf = yield* Prepared.prepare("SELECT size, root FROM consortium_checkpoint WHERE size = ?")
  const finalOf = yield* Prepared.prepare(
    `SELECT c.size AS size FROM consortium_checkpoint c WHERE c.size <= ? AND
     (SELECT COUNT(*) FROM consortium_cosignature s WHERE s.size = c.size) >= c.quorum ORDER BY c.size DESC LIMIT 1`
  )
  const isFinal = yield* Prepared.prepare(
    `SELECT c.size AS size FROM consortium_checkpoint c WHERE c.size = ? AND
     (SELECT COUNT(*) FROM consortium_cosignature s WHERE s.size = c.size) >= c.quorum`
  )
  const cosignaturesOf = yield* Prepared.prepare("SELECT name, key_id, bytes FROM consortium_cosignature WHERE size = ? ORDER BY name")

  const changed = new Signal()
  let finalSize = (yield* finalOf.get<{ size: number }>(Number.MAX_SAFE_INTEGER))?.size ?? 0
  const early: Array<Wire.Cosigned> = []
  const voters = new Map<number, { readonly members: Members.Members; readonly text: string }>()

  const settle = Effect.fnUntraced(function*(size: number) {
    if (size <= finalSize || (yield* isFinal.get(size)) === undefined) return
    finalSize = size
    changed.fire()
  })

  const receive = Effect.fnUntraced(function*(cosigned: Wire.Cosigned) {
    const { signature: { bytes, keyId, name }, size } = cosigned
    const known = voters.get(size)
    if (known === undefined) {
      if (early.length < earlyKept) early.push(cosigned)
      return
    }
    const member = Members.find(known.members, name)
    if (member === undefined || member.keyId !== keyId || !Cosignature.verify(member, known.text, bytes)) return
    yield* insertCosignature.run(size, name, keyId, bytes)
    yield* settle(size)
  })

  const note = Effect.fnUntraced(function*(origin: string, size: number) {
    const checkpoint = yield* checkpointOf.get<CheckpointRow>(size)
    if (checkpoint === undefined) return undefined
    const rows = yield* cosignaturesOf.all<CosignatureRow>(size)
    return SignedNote.format({
      text: Checkpoint.text({ origin, ...checkpoint }),
      signatures: rows.map(({ bytes, key_id, name }) => ({ name, keyId: key_id, bytes }))
    })
  })

  /** After a start: whose cosignatures of the newest size count. */
  const remember = (members: Members.Members, checkpoint: { readonly size: number; readonly root: Uint8Array }): void => {
    voters.set(checkpoint.size, { members, text: Checkpoint.text({ origin: members.origin, size: checkpoint.size, root: checkpoint.root }) })
    for (const size of voters.keys()) {
      if (voters.size <= votersKept) break
      voters.delete(size)
    }
  }

  return {
    /** Fires when more of the log has become final. */
    changed,
    finalSize: (): number => finalSize,
    remember,

    /**
     * This operator's word for a size that it has decided, inside the
     * transaction that applies it; none if it is no member, or withholds it.
     */
    cosign: Effect.fnUntraced(function*(
      members: Members.Members,
      { root, size }: { readonly size: number; readonly root: Uint8Array },
      withheld = false
    ) {
      const checkpoint = { origin: members.origin, size, root }
      yield* insertCheckpoint.run(size, root, Members.quorum(members))
      const key = ownKeys.among(members)
      if (key === undefined || withheld) return undefined
      const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      const signature = Cosignature.sign(key, self, checkpoint, seconds)
      yield* insertCosignature.run(size, self, signature.keyId, signature.bytes)
      return { type: "cosigned", size, signature } satisfies Wire.Cosigned
    }),

    /** What came before this operator had got that far. */
    catchUp: Effect.fnUntraced(function*(members: Members.Members, reached: { readonly size: number; readonly root: Uint8Array }) {
      remember(members, reached)
      for (const cosigned of early.splice(0)) {
        if (cosigned.size >= reached.size) yield* receive(cosigned)
      }
      yield* settle(reached.size)
    }),

    receive,

    /** This operator's own cosignature, to say it again. */
    own: Effect.fnUntraced(function*(size: number) {
      const row = (yield* cosignaturesOf.all<CosignatureRow>(size)).find(({ name }) => name === self)
      return row === undefined ? undefined : { type: "cosigned", size, signature: { name: self, keyId: row.key_id, bytes: row.bytes } } satisfies Wire.Cosigned
    }),

    /** The newest final size not above this. */
    finalAt: (size: number) => Effect.map(finalOf.get<{ size: number }>(size), (row) => row?.size),
    isFinal: (size: number) => Effect.map(isFinal.get(size), (row) => row !== undefined),
    note
  }
})

export type Checkpoints = Effect.Success<ReturnType<typeof make>>
