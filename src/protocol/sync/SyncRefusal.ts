/** Why a message is not believed. `step` as in "Verifying one #commit" [sync] (protocol facts §6.2): 0, 3 … 8. */
import * as Data from "effect/Data"

export class SyncRefusal extends Data.TaggedError("SyncRefusal")<{
  readonly step: 0 | 3 | 4 | 5 | 6 | 7 | 8
  readonly reason: string
}> {
  override get message(): string {
    return `step ${this.step}: ${this.reason}`
  }
}
