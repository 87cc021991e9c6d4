/**
 * One SQLite file an actor, in the data directory; every commit is synced before
 * it returns. A client that only looks on needs no file.
 */
import { join } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as EffectSqlClient from "effect/sql/SqlClient"
import * as Sqlite from "../actors/sqlite/Sqlite.ts"

const over = (open: () => DatabaseSync): Layer.Layer<EffectSqlClient.SqlClient> =>
  Layer.effect(EffectSqlClient.SqlClient)(
    Effect.acquireRelease(Effect.sync(open), (database) => Effect.sync(() => database.close())).pipe(
      Effect.flatMap((database) => Sqlite.make(database))
    )
  )

export const layer = (dataDir: string, host: string) => over(() => Sqlite.openFile(join(dataDir, `${host}.sqlite`)))

export const inMemory = over(Sqlite.openMemory)
