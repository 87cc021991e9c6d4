/**
 * A host's disk under a power-loss model (Law 6). It holds one database in
 * memory, which outlives every life of its host.
 *
 * A commit is synced when it returns, as `synchronous = FULL` does for a file;
 * on a slow disk that takes virtual time. At a crash the open transaction is
 * lost, a commit that waits for its sync included, and the client of the lost
 * life is cut off, so that no finaliser of a dead process can write.
 */
import type { DatabaseSync } from "node:sqlite"
import { openMemory } from "../actors/sqlite/Sqlite.ts"

/** SQLite's own default of `max_page_count`. */
const unlimitedPages = 4_294_967_294

export class Disk {
  /** How long a sync takes. */
  syncMillis = 0
  private opened: DatabaseSync | undefined

  get database(): DatabaseSync {
    return (this.opened ??= openMemory())
  }

  setCondition(condition: { readonly syncMillis?: number; readonly full?: boolean }): void {
    if (condition.syncMillis !== undefined) this.syncMillis = condition.syncMillis
    if (condition.full === undefined) return
    // SQLite never sets the limit below what is in use, so 1 means: no page more.
    this.database.exec(`PRAGMA max_page_count = ${condition.full ? 1 : unlimitedPages}`)
  }

  /** What was not committed is gone. */
  losePower(): void {
    if (this.opened?.isTransaction === true) this.opened.exec("ROLLBACK")
  }

  backup(): Uint8Array | undefined {
    return this.database.isTransaction ? undefined : this.database.serialize()
  }

  /**
   * Into a database of its own: the old one may still have statements of the
   * last life, which would be left hanging.
   */
  restore(backup: Uint8Array): void {
    this.opened = openMemory()
    this.opened.deserialize(backup)
  }
}
