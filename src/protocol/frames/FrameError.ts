/** A stream message that cannot be read; on a framing error the connection is dropped. [event-stream] */
import * as Data from "effect/Data"

export class FrameError extends Data.TaggedError("FrameError")<{
  /** What is wrong, and in which field. */
  readonly reason: string
}> {
  override get message(): string {
    return this.reason
  }
}
