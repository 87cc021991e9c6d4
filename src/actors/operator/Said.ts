/**
 * What this operator said about the next block, on disk before anybody hears
 * it: a crash must not make it contradict itself.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Block } from "../../protocol/consortium/Block.ts"
import type * as State from "../../protocol/consortium/State.ts"
import * as Wire from "../../protocol/consortium/Wire.ts"
import * as Prepared from "../sqlite/Prepared.ts"

interface Row {
  readonly height: number
  readonly round: number
  readonly step: State.Step
  readonly locked_round: number | null
  readonly locked_block: string | null
  readonly said: Uint8Array
  readonly valid: Uint8Array | null
}

export const make = Effect.fnUntraced(function*(self: string) {
  const upsert = yield* Prepared.prepare(
    "INSERT OR REPLACE INTO consortium_said (id, height, round, step, locked_round, locked_block, said, valid) VALUES (1, ?, ?, ?, ?, ?, ?, ?)"
  )
  const select = yield* Prepared.prepare("SELECT height, round, step, locked_round, locked_block, said, valid FROM consortium_said WHERE id = 1")
  const messagesOf = (bytes: Uint8Array): ReadonlyArray<Wire.PeerMessage> => Result.getOrThrow(Wire.decode(bytes)).messages

  return {
    save: ({ height, locked, proposals, round, step, valid, votes }: State.Durable<Block>) => {
      const said = Wire.encode({
        from: self,
        messages: [...votes.map((vote) => ({ type: "vote" as const, vote })), ...proposals.map((proposal) => ({ type: "proposal" as const, from: self, proposal }))]
      })
      const kept = valid === undefined ? null : Wire.encode({
        from: self,
        messages: [{ type: "proposal", from: self, proposal: { height, round: valid.polka.round, block: valid.block, polka: valid.polka } }]
      })
      return upsert.run(height, round, step, locked?.round ?? null, locked?.block ?? null, said, kept)
    },

    load: Effect.map(select.get<Row>(), (row): State.Durable<Block> | undefined => {
      if (row === undefined) return undefined
      const said = messagesOf(row.said)
      const [valid] = row.valid === null ? [] : messagesOf(row.valid)
      return {
        height: row.height,
        round: row.round,
        step: row.step,
        votes: said.flatMap((message) => message.type === "vote" ? [message.vote] : []),
        proposals: said.flatMap((message) => message.type === "proposal" ? [message.proposal] : []),
        ...(row.locked_round === null || row.locked_block === null ? {} : { locked: { round: row.locked_round, block: row.locked_block } }),
        ...(valid?.type === "proposal" && valid.proposal.polka !== undefined
          ? { valid: { block: valid.proposal.block, polka: valid.proposal.polka } }
          : {})
      }
    })
  }
})

export type Said = Effect.Success<ReturnType<typeof make>>
