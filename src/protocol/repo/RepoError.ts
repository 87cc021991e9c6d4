/** Why a batch of writes makes no commit. None of these leaves a trace in the repo. */
import * as Data from "effect/Data"
import type { TreeLimit } from "../mst/MstError.ts"

export class RecordExists extends Data.TaggedError("RecordExists")<{ readonly path: string }> {
  override get message(): string {
    return `there is already a record at ${this.path}`
  }
}

export class RecordMissing extends Data.TaggedError("RecordMissing")<{ readonly path: string }> {
  override get message(): string {
    return `there is no record at ${this.path}`
  }
}

export class InvalidPath extends Data.TaggedError("InvalidPath")<{ readonly path: string }> {
  override get message(): string {
    return `not a repo path: ${JSON.stringify(this.path.slice(0, 1100))}`
  }
}

export class InvalidRecord extends Data.TaggedError("InvalidRecord")<{
  readonly path: string
  readonly reason: string
}> {
  override get message(): string {
    return `record at ${this.path}: ${this.reason}`
  }
}

export class TooManyWrites extends Data.TaggedError("TooManyWrites")<{ readonly count: number }> {
  override get message(): string {
    return `${this.count} writes in one commit; at most 200`
  }
}

export class CommitTooLarge extends Data.TaggedError("CommitTooLarge")<{ readonly bytes: number }> {
  override get message(): string {
    return `${this.bytes} bytes of blocks in one commit; at most 2000000`
  }
}

export class RevNotRising extends Data.TaggedError("RevNotRising")<{ readonly rev: string; readonly last: string }> {
  override get message(): string {
    return `rev ${this.rev} is not above ${this.last}`
  }
}

export type RepoError =
  | RecordExists
  | RecordMissing
  | InvalidPath
  | InvalidRecord
  | TooManyWrites
  | CommitTooLarge
  | RevNotRising
  | TreeLimit
