/**
 * How a directory of one operator takes operations. An acceptance is one
 * transaction: it reads the log, asks the rules, marks what falls and adds the
 * row, so two racing updates meet one after the other and a crash tears
 * nothing. [plc]; PLC-13, PLC-14
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Log from "../../protocol/plc/Log.ts"
import type * as Operation from "../../protocol/plc/Operation.ts"
import type { Conduct } from "./conduct/Options.ts"
import * as GroupCommit from "../sqlite/GroupCommit.ts"
import * as Operations from "./Operations.ts"

/** Another operation was accepted while this one was on its way. */
export class LostRace extends Data.TaggedError("LostRace")<{ readonly did: string }> {}

/** A time at which a recovery that comes too late would have been in time; undefined for one that is not late. */
const timelyMillis = (log: Log.Log, prev: string | null): number | undefined => {
  const live = Log.live(log)
  const disputed = live[live.findIndex(({ cid }) => cid.toString() === prev) + 1]
  return prev === null || disputed === undefined ? undefined : disputed.createdAtMillis + Log.recoveryWindowMillis
}

export const make = Effect.fnUntraced(function*(conduct?: Conduct) {
  const backdates = conduct?.kind === "choose" && conduct.stands === "last"
  const group = yield* GroupCommit.make
  const { verify } = yield* Keys
  const operations = yield* Operations.make("own")

  return {
    operations,

    /** Fails with the rule that the operation breaks, or that the log has moved on since it came in. */
    submit: Effect.fnUntraced(function*(did: string, operation: Operation.Operation) {
      const seen = yield* operations.newest(did)
      const verdict = yield* group.transact(Effect.gen(function*() {
        const rows = yield* operations.log(did)
        if ((rows.at(-1)?.seq ?? null) !== seen) return Result.fail(new LostRace({ did }))
        const log = rows.map(Operations.entryOf)
        const clockMillis = Log.nextMillis(log, yield* Clock.currentTimeMillis)
        const timely = backdates ? timelyMillis(log, operation.prev) : undefined
        const nowMillis = timely === undefined ? clockMillis : Math.min(timely, clockMillis)
        const accepted: Result.Result<Log.Accepted, Log.PlcRefusal | LostRace> = Log.accept(log, operation, { did, nowMillis, verify })
        if (Result.isSuccess(accepted)) yield* operations.record(accepted.success)
        return accepted
      }))
      // A refusal has written nothing, so those that went along with it stand.
      yield* Effect.fromResult(verdict)
    })
  }
})

export type Store = Effect.Success<ReturnType<typeof make>>
