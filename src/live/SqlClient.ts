/** One SQLite file an actor, in the data directory; every commit is synced before it returns. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as EffectSqlClient from "effect/sql/SqlClient"
import * as Sqlite from "../actors/sqlite/Sqlite.ts"

export const layer = (dataDir: string, host: string): Layer.Layer<EffectSqlClient.SqlClient> =>
  Layer.effect(EffectSqlClient.SqlClient)(
    Effect.acquireRelease(
      Effect.sync(() => Sqlite.openFile(join(dataDir, `${host}.sqlite`))),
      (database) => Effect.sync(() => database.close())
    ).pipe(Effect.flatMap((database) => Sqlite.make(database)))
  )
