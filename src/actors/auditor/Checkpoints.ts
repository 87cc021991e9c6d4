/**
 * Every cosignature that the auditor was shown, by whomever, held against its
 * copy of the log.
 *
 *   consistent   the copy has that root at that size: the newest of each operator is kept
 *   ahead        the copy is not so far yet
 *   dissent      the copy has another root: kept until the same hand has signed
 *                something that contradicts it, and after
 *
 * Dissent by itself convicts nobody: an honest operator among many liars could
 * be the one who is right.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import * as Members from "../../protocol/consortium/Members.ts"
import * as Equivocation from "../../protocol/evidence/Equivocation.ts"
import * as Evidence from "../../protocol/evidence/Evidence.ts"
import * as Signed from "../../protocol/evidence/Signed.ts"
import type * as Checkpoint from "../../protocol/tlog/Checkpoint.ts"
import * as Cosignature from "../../protocol/tlog/Cosignature.ts"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import * as Prepared from "../sqlite/Prepared.ts"
import type { Archive } from "./Archive.ts"
import type { Copy } from "./Copy.ts"
import type { SeenRow } from "./Tables.ts"

/** Cosignatures of one operator that are neither confirmed nor refuted. */
const keptOfOne = 64

export interface Taken {
  readonly checkpoint: Checkpoint.Checkpoint
  readonly by: ReadonlyArray<string>
  /** Enough of the present members signed. */
  readonly quorum: boolean
  readonly state: SeenRow["state"]
  /** Something that this auditor did not have. */
  readonly news: boolean
}

export const make = Effect.fnUntraced(function*(copy: Copy, archive: Archive) {
  const columns = "seq, operator, size, root, note, state"
  const insert = yield* Prepared.prepare("INSERT OR IGNORE INTO auditor_seen (operator, size, root, note, state) VALUES (?, ?, ?, ?, ?)")
  const known = yield* Prepared.prepare("SELECT seq FROM auditor_seen WHERE operator = ? AND size = ? AND root = ?")
  const ofState = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_seen WHERE operator = ? AND state = ? ORDER BY size, seq`)
  const newest = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_seen WHERE operator = ? AND state = 'consistent' ORDER BY size DESC LIMIT 1`)
  const restate = yield* Prepared.prepare("UPDATE auditor_seen SET state = ? WHERE seq = ?")
  const forgetOlder = yield* Prepared.prepare("DELETE FROM auditor_seen WHERE operator = ? AND state = 'consistent' AND size < ?")
  const reached = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_seen WHERE state = 'ahead' AND size <= ? ORDER BY seq`)
  const after = yield* Prepared.prepare(`SELECT ${columns} FROM auditor_seen WHERE seq > ? ORDER BY seq LIMIT 100`)
  const counted = yield* Prepared.prepare("SELECT COUNT(*) AS count FROM auditor_seen WHERE operator = ? AND state <> 'consistent'")

  const stateOf = (size: number, root: Uint8Array): Effect.Effect<SeenRow["state"], SqlError> =>
    size > copy.size()
      ? Effect.succeed("ahead")
      : Effect.map(copy.rootAt(size), (mine) => Merkle.equals(mine, root) ? "consistent" : "dissent")

  const accuse = (operator: string, smaller: SeenRow, larger: SeenRow) =>
    Effect.flatMap(
      copy.withNodes((node) => Equivocation.make(copy.operators(), [operator], smaller, larger, node)),
      (evidence) => evidence === undefined ? Effect.succeed(undefined) : archive.file(Evidence.format(evidence))
    )

  /** Looks for two cosignatures of an operator that cannot both be honest. */
  const review = Effect.fnUntraced(function*(operator: string) {
    const dissent = yield* ofState.all<SeenRow>(operator, "dissent")
    if (dissent.length === 0 || (yield* archive.stands("equivocation", operator))) return
    const confirmed = yield* newest.get<SeenRow>(operator)
    for (const [i, row] of dissent.entries()) {
      const twin = dissent.slice(i + 1).find(({ root, size }) => size === row.size && !Merkle.equals(new Uint8Array(root), new Uint8Array(row.root)))
      const other = twin ?? (confirmed !== undefined && confirmed.size >= row.size ? confirmed : undefined)
      if (other !== undefined && (yield* accuse(operator, row, other)) !== undefined) return
    }
  })

  const confirm = (operator: string, size: number) => forgetOlder.run(operator, size)

  return {
    /** Takes a checkpoint from anybody; undefined if no operator signed it. */
    take: Effect.fnUntraced(function*(note: string) {
      const members = copy.members()
      const opened = Cosignature.open(note, Signed.cosigners(copy.operators()))
      if (members === undefined || Result.isFailure(opened)) return undefined
      const { checkpoint, cosigners } = opened.success
      if (checkpoint.origin !== members.origin || cosigners.length === 0) return undefined
      const state = yield* stateOf(checkpoint.size, checkpoint.root)
      let news = false
      for (const operator of cosigners) {
        const own = Signed.signedBy(note, copy.operators(), [operator])
        if (own === undefined || (yield* known.get(operator, checkpoint.size, checkpoint.root)) !== undefined) continue
        if (state === "consistent") {
          const held = yield* newest.get<SeenRow>(operator)
          if (held !== undefined && held.size >= checkpoint.size) continue
        } else if ((yield* counted.get<{ count: number }>(operator))!.count >= keptOfOne) continue
        yield* insert.run(operator, checkpoint.size, checkpoint.root, own, state)
        if (state === "consistent") yield* confirm(operator, checkpoint.size)
        news = true
        yield* review(operator)
      }
      const present = cosigners.filter((name) => Members.find(members, name) !== undefined).length
      const taken: Taken = { checkpoint, by: cosigners, quorum: present >= Members.quorum(members), state, news }
      return taken
    }),

    /** The copy has grown: what was ahead can be told. */
    grown: Effect.gen(function*() {
      for (const row of yield* reached.all<SeenRow>(copy.size())) {
        const state = yield* stateOf(row.size, new Uint8Array(row.root))
        yield* restate.run(state, row.seq)
        if (state === "consistent") yield* confirm(row.operator, row.size)
      }
      for (const { name } of copy.operators()) yield* review(name)
    }),

    /** The newest of an operator that agrees with the copy. */
    newest: (operator: string) => newest.get<SeenRow>(operator),
    after: (seq: number) => after.all<SeenRow>(seq)
  }
})

export type Checkpoints = Effect.Success<ReturnType<typeof make>>
