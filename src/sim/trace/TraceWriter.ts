/**
 * `trace.ndjson.gz`: the lines of a trace, compressed as they come.
 *
 * The text is cut into gzip members of a fixed raw size, so the bytes are a
 * function of the lines alone, whatever the pace at which they were handed
 * over. A gzip file may have many members: `zcat` reads them as one.
 */
import { gzipSync } from "node:zlib"

const memberBytes = 1 << 20

export interface TraceOptions {
  /** Receives compressed bytes, in order. */
  readonly write: (bytes: Uint8Array) => void
  /** No more than about so many compressed bytes; a last line says that the trace was cut. */
  readonly maxBytes?: number
}

export class TraceWriter {
  private readonly options: TraceOptions
  private held: Array<Uint8Array> = []
  private heldBytes = 0
  private written = 0
  private cut = false

  constructor(options: TraceOptions) {
    this.options = options
  }

  /** Whole lines, each with its line feed. */
  lines(text: string): void {
    if (this.cut) return
    this.hold(Buffer.from(text))
    while (this.heldBytes >= memberBytes && !this.cut) {
      const all = Buffer.concat(this.held)
      this.member(all.subarray(0, memberBytes))
      this.held = []
      this.heldBytes = 0
      this.hold(all.subarray(memberBytes))
      this.cut = this.options.maxBytes !== undefined && this.written >= this.options.maxBytes
      // The member may have ended within a line.
      if (this.cut) this.held = [Buffer.from(`\n{"event":"Cut","reason":"the trace is limited to ${this.options.maxBytes} bytes"}\n`)]
    }
  }

  /** Once, after the last line. */
  end(): void {
    if (this.held.length > 0 || this.written === 0) this.member(Buffer.concat(this.held))
    this.held = []
  }

  private hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.held.push(bytes)
    this.heldBytes += bytes.length
  }

  private member(raw: Uint8Array): void {
    const compressed = gzipSync(raw, { level: 1 })
    this.written += compressed.length
    this.options.write(compressed)
  }
}
