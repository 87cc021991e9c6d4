/** The `SqlClient` of one life of a host, over its disk. It is dead with that life. */
import * as Effect from "effect/Effect"
import * as EffectSqlClient from "effect/sql/SqlClient"
import * as Sqlite from "../actors/sqlite/Sqlite.ts"
import type { Boot } from "./network/Machine.ts"

export const make = (boot: Boot): Effect.Effect<EffectSqlClient.SqlClient> => {
  const { disk, name } = boot.machine
  const dead = `${name} lost power`
  return Sqlite.make(disk.database, {
    refuses: () => (boot.alive ? undefined : dead),
    sync: () => (disk.syncMillis > 0 ? Effect.sleep(disk.syncMillis) : undefined)
  })
}
