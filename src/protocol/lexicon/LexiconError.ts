import * as Tagged from "effect/Data"

/** A value that does not fit its schema: where, what stood there, what should have. */
export class LexiconError extends Tagged.TaggedError("LexiconError")<{
  readonly nsid: string
  readonly path: ReadonlyArray<string | number>
  readonly expected: string
  readonly found: string
}> {
  override get message(): string {
    const where = this.path.length === 0 ? this.nsid : `${this.nsid} at ${this.path.join(".")}`
    return `${where}: expected ${this.expected}, found ${this.found}`
  }
}

/** A lexicon document that breaks the rules of the schema language. */
export class LexiconDocumentError extends Tagged.TaggedError("LexiconDocumentError")<{
  readonly path: ReadonlyArray<string | number>
  readonly reason: string
}> {
  override get message(): string {
    return this.path.length === 0 ? this.reason : `${this.reason} at ${this.path.join(".")}`
  }
}
