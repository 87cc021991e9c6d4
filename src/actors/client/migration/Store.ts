/** Moves under way, as the device's disk keeps them: written before anything that follows from them is done. (Law 6) */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { isOver, type Plan, type State, type Way } from "./Plan.ts"

/** This device moves the account elsewhere already, or from elsewhere, or in another way. */
export class AlreadyMoving extends Data.TaggedError("AlreadyMoving")<{ readonly did: string; readonly from: string; readonly to: string; readonly way: Way }> {
  override get message(): string {
    return `${this.did} is on its way from ${this.from} to ${this.to} already (${this.way})`
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
    /**
     * The entry of this plan: a new one, unless it is under way. Then what the
     * new host has refused may be another now, a handle say or a code. One that
     * is over gives way.
     */
    begin: Effect.fnUntraced(function*(plan: Plan, state: State) {
      const known = yield* load(plan.did)
      if (known !== undefined && !isOver(known.state)) {
        const { did, from, to, way } = known.plan
        if (plan.to !== to || plan.from !== from || plan.way !== way) return yield* new AlreadyMoving({ did, from, to, way })
        yield* sql`UPDATE migration SET plan = ${JSON.stringify(plan)} WHERE did = ${did}`
        return { plan, state: known.state }
      }
      yield* sql`INSERT INTO migration (did, plan, state) VALUES (${plan.did}, ${JSON.stringify(plan)}, ${JSON.stringify(state)})
        ON CONFLICT (did) DO UPDATE SET plan = excluded.plan, state = excluded.state`
      return { plan, state }
    }),
    /** Whether nothing but the caller has changed it. */
    isAt: (did: string, state: State) =>
      Effect.map(sql`SELECT did FROM migration WHERE did = ${did} AND state = ${JSON.stringify(state)}`, (rows) => rows.length > 0),
    /** From one state to the next, unless another fiber has changed it. */
    advance: (did: string, from: State, to: State) =>
      sql`UPDATE migration SET state = ${JSON.stringify(to)} WHERE did = ${did} AND state = ${JSON.stringify(from)}`
  }
})

export type Store = Effect.Success<typeof make>
