/** The parts of an operator that need a founded log, put together and set going. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { SqlClient } from "effect/sql/SqlClient"
import type { Block } from "../../protocol/consortium/Block.ts"
import { Hosts } from "../Hosts.ts"
import * as CatchUp from "./CatchUp.ts"
import type { Checkpoints } from "./Checkpoints.ts"
import * as Driver from "./Driver.ts"
import type { Ledger } from "./Ledger.ts"
import type { OperatorOptions } from "./Options.ts"
import type { OwnKeys } from "./OwnKeys.ts"
import * as Peers from "./Peers.ts"
import type { Pool } from "./Pool.ts"
import * as Said from "./Said.ts"

export interface Parts {
  readonly options: OperatorOptions
  readonly ownKeys: OwnKeys
  readonly ledger: Ledger
  readonly checkpoints: Checkpoints
  readonly pool: Pool
}

export const make = Effect.fnUntraced(function*({ checkpoints, ledger, options, ownKeys, pool }: Parts, onSettled: (block: Block, gone: ReadonlyArray<string>) => void) {
  const sql = yield* SqlClient
  const { self } = yield* Hosts
  const wanted = yield* Queue.sliding<string>(16)
  const said = yield* Said.make(self)
  const peers = yield* Peers.make({
    key: () => ownKeys.among(ledger.head().members) ?? ownKeys.newest(),
    onHeight: (peer, height) => height > ledger.head().height ? Effect.asVoid(Queue.offer(wanted, peer)) : Effect.void
  })
  const driver = yield* Driver.make({
    self,
    roundMillis: options.roundMillis,
    ownKeys,
    ledger,
    checkpoints,
    pool,
    said,
    peers,
    onSettled,
    behind: (peer) => {
      Queue.offerUnsafe(wanted, peer)
    }
  })
  const catchUp = yield* CatchUp.make({ ledger, checkpoints, driver, wanted, founders: options.founders })

  /** The newest that this operator knows, for peers to whom a crash kept it from being told. */
  const announce = Effect.gen(function*() {
    const head = ledger.head()
    const { height, members, size, voters } = head
    checkpoints.remember(voters, head)
    const own = (yield* checkpoints.own(size)) ?? (height === 1 ? yield* sql.withTransaction(checkpoints.cosign(voters, head)) : undefined)
    yield* checkpoints.catchUp(voters, head)
    const [last] = yield* ledger.blocks(height - 1, 1)
    yield* peers.tell(members.list.map(({ name }) => name), {
      messages: [
        ...(last === undefined ? [] : [{ type: "decided" as const, from: self, height: height - 1, certificate: last.certificate }]),
        ...(own === undefined ? [] : [own])
      ],
      matters: () => ledger.head().height === height
    })
  })

  return { driver, peers, run: Effect.andThen(announce, Effect.all([driver.run, catchUp.run], { concurrency: "unbounded", discard: true })) }
})

export type Engine = Effect.Success<ReturnType<typeof make>>
