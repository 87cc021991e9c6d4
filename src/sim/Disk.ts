/**
 * A host's disk under a power-loss model (Law 6). It holds one database in
 * memory, which outlives every life of its host.
 *
 * A commit is synced when it returns, as `synchronous = FULL` does for a file.
 * At a crash the open transaction is lost, and the client of the lost life is
 * cut off, so that no finaliser of a dead process can write.
 */
import type { DatabaseSync } from "node:sqlite"
import { openMemory } from "../actors/sqlite/Sqlite.ts"

export class Disk {
  private opened: DatabaseSync | undefined

  get database(): DatabaseSync {
    return (this.opened ??= openMemory())
  }

  /** What was not committed is gone. */
  losePower(): void {
    if (this.opened?.isTransaction === true) this.opened.exec("ROLLBACK")
  }

  close(): void {
    this.opened?.close()
    this.opened = undefined
  }
}
