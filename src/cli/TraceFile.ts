/** An open file for a trace. A disk that is full shall not end a run: what cannot be written is remembered, and told at the end. */
import { writeFileSync } from "node:fs"
import { constants } from "node:os"

export class TraceFile {
  /** Number of the system's error with which writing ended, or 0. */
  errno = 0
  private readonly file: number

  constructor(file: number) {
    this.file = file
  }

  /** Writes all of it, however little the system takes at a time. */
  readonly write = (bytes: Uint8Array): void => {
    if (this.errno !== 0) return
    try {
      writeFileSync(this.file, bytes)
    } catch (error) {
      this.errno = (error as NodeJS.ErrnoException).errno ?? -constants.errno.EIO
    }
  }
}
