/**
 * A data directory belongs to one process at a time. The lock is an exclusive
 * transaction on a small SQLite file: the operating system gives it up when its
 * holder dies, however it dies, so no stale lock is left. A file beside it names
 * the holder, only to be shown to people.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { makeDirectory } from "./MakeDirectory.ts"

export class DataDirectoryInUse extends Data.TaggedError("DataDirectoryInUse")<{
  readonly dataDir: string
  readonly holder: string
}> {
  override get message(): string {
    return `The data directory ${this.dataDir} is in use by ${this.holder}. Stop that first, or choose another directory.`
  }
}

export class DataDirectoryUnusable extends Data.TaggedError("DataDirectoryUnusable")<{
  readonly dataDir: string
  readonly cause: unknown
}> {
  override get message(): string {
    return `The data directory ${this.dataDir} cannot be used: ${this.cause instanceof Error ? this.cause.message : String(this.cause)}`
  }
}

const holderOf = (path: string): string => {
  try {
    return `process ${readFileSync(path, "utf8").trim()}`
  } catch {
    return "another process"
  }
}

/** Locks of this process. A database that nobody refers to is closed as garbage, and its lock would be gone. */
const held = new Set<DatabaseSync>()

/** Gives the absolute path, and holds the lock until the scope closes. */
export const acquire = (dataDir: string): Effect.Effect<string, DataDirectoryInUse | DataDirectoryUnusable, Scope.Scope> => {
  const path = resolve(dataDir)
  const holderPath = join(path, "lock.pid")
  const lock = Effect.try({
    try: () => {
      makeDirectory(path)
      const database = new DatabaseSync(join(path, "lock.sqlite"), { timeout: 0 })
      try {
        database.exec("BEGIN EXCLUSIVE")
      } catch (cause) {
        database.close()
        throw cause
      }
      writeFileSync(holderPath, `${process.pid}\n`)
      held.add(database)
      return database
    },
    catch: (cause) =>
      cause instanceof Error && "errcode" in cause && cause.errcode === 5
        ? new DataDirectoryInUse({ dataDir: path, holder: holderOf(holderPath) })
        : new DataDirectoryUnusable({ dataDir: path, cause })
  })
  return Effect.acquireRelease(lock, (database) =>
    Effect.sync(() => {
      rmSync(holderPath, { force: true })
      database.close()
      held.delete(database)
    })).pipe(Effect.as(path))
}
