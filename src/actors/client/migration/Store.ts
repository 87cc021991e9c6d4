/** Moves under way, as the device's disk keeps them: written before anything that follows from them is done. (Law 6) */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { isOver, type Plan, type State } from "./Plan.ts"

/** This device moves the account elsewhere already. */
export class AlreadyMoving extends Data.TaggedError("AlreadyMoving")<{ readonly did: string; readonly to: string }> {
  override get message(): string {
    return `${this.did} is on its way to ${this.to} already`
  }
}

export interface Entry {
  readonly plan: Plan
  readonly state: State
}

interface Row {
  readonly plan: string
  readonly state: string
}

const entryOf = ({ plan, state }: Row): Entry => ({ plan: JSON.parse(plan) as Plan, state: JSON.parse(state) as State })

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS migration (did TEXT PRIMARY KEY, plan TEXT NOT NULL, state TEXT NOT NULL)`

  const load = (did: string) =>
    Effect.map(sql<Row>`SELECT plan, state FROM migration WHERE did = ${did}`, ([row]) => row === undefined ? undefined : entryOf(row))

  return {
    load,
    /** Those that are not over. */
    pending: Effect.map(sql<Row>`SELECT plan, state FROM migration ORDER BY did`, (rows) =>
      rows.map(entryOf).filter(({ state }) => !isOver(state))),
    /** The entry of this plan: a new one, unless it is under way. One that is over gives way. */
    begin: Effect.fnUntraced(function*(plan: Plan, state: State) {
      const known = yield* load(plan.did)
      if (known !== undefined && !isOver(known.state)) {
        return known.plan.to === plan.to ? known : yield* new AlreadyMoving({ did: plan.did, to: known.plan.to })
      }
      yield* sql`INSERT INTO migration (did, plan, state) VALUES (${plan.did}, ${JSON.stringify(plan)}, ${JSON.stringify(state)})
        ON CONFLICT (did) DO UPDATE SET plan = excluded.plan, state = excluded.state`
      return { plan, state }
    }),
    /** From one state to the next, unless another fiber has changed it. */
    advance: (did: string, from: State, to: State) =>
      sql`UPDATE migration SET state = ${JSON.stringify(to)} WHERE did = ${did} AND state = ${JSON.stringify(from)}`
  }
})

export type Store = Effect.Success<typeof make>
