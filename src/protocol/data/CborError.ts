/** What can be wrong with DRISL bytes, or with a value that is to become DRISL bytes. */
import * as Data from "effect/Data"

/** These bytes are not DRISL. `offset` is where in the input the wrong item stands. */
export class CborError extends Data.TaggedError("CborError")<{ readonly reason: string; readonly offset: number }> {
  override get message(): string {
    return `${this.reason} at byte ${this.offset}`
  }
}

/** This value has no DRISL form. A caller's mistake, so the encoder throws it. `path` leads to the value. */
export class CborEncodeError extends Data.TaggedError("CborEncodeError")<{
  readonly reason: string
  readonly path: ReadonlyArray<string | number>
}> {
  override get message(): string {
    return this.path.length === 0 ? this.reason : `${this.reason} at ${this.path.join(".")}`
  }
}
