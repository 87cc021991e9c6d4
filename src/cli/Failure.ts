/**
 * How a command ends. 0: it passed. 1: an invariant failed, or what ran broke.
 * 2: wrong usage or file, or nowhere to write. 130 and 143: it was interrupted. Users see the lines, never a stack.
 */
import * as Data from "effect/Data"

export type ExitCode = 0 | 1 | 2 | SignalCode

/** As a shell tells it: 128 and the number of the signal. */
export type SignalCode = 130 | 143

export class Failure extends Data.TaggedError("Failure")<{
  readonly exitCode: Exclude<ExitCode, 0>
  readonly lines: ReadonlyArray<string>
}> {
  override get message(): string {
    return this.lines.join("\n")
  }
}

export const wrongUsage = (...lines: ReadonlyArray<string>): Failure => new Failure({ exitCode: 2, lines })

/** It was ended before its time, which is no pass. */
export const interrupted = (exitCode: SignalCode): Failure => new Failure({ exitCode, lines: [] })

/** The command did its work, and the work's verdict is bad. All has been said already. */
export const failed = new Failure({ exitCode: 1, lines: [] })
