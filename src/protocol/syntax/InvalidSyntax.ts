/** A string that is not of the format it should be of. */
import * as Data from "effect/Data"

export class InvalidSyntax extends Data.TaggedError("InvalidSyntax")<{
  /** The Lexicon name of the format, or ours where Lexicon has none. */
  readonly format: string
  /** Cut after 200 characters: it may be hostile. */
  readonly input: string
  readonly reason: string
}> {
  override get message(): string {
    return `not a valid ${this.format} (${this.reason}): ${JSON.stringify(this.input)}`
  }
}
