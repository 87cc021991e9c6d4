/**
 * How a command ends. 0: it passed. 1: an invariant failed, or what ran broke.
 * 2: wrong usage or file. Users see the lines, never a stack.
 */
import * as Data from "effect/Data"

export type ExitCode = 0 | 1 | 2

export class Failure extends Data.TaggedError("Failure")<{
  readonly exitCode: 1 | 2
  readonly lines: ReadonlyArray<string>
}> {
  override get message(): string {
    return this.lines.join("\n")
  }
}

export const wrongUsage = (...lines: ReadonlyArray<string>): Failure => new Failure({ exitCode: 2, lines })

/** The command did its work, and the work's verdict is bad. All has been said already. */
export const failed = new Failure({ exitCode: 1, lines: [] })
