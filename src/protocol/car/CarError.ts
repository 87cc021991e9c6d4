/** What can be wrong with a CAR. `offset` is where in the file the wrong section begins. */
import * as Data from "effect/Data"

export class CarError extends Data.TaggedError("CarError")<{
  readonly reason: string
  readonly offset: number
}> {
  override get message(): string {
    return `${this.reason} at byte ${this.offset}`
  }
}
