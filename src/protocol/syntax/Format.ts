/**
 * What every string format is made of: a fast test, and a slow one that says
 * what is wrong. A value of a format is the string itself, branded: it prints
 * back as it was read.
 */
import * as Result from "effect/Result"
import { InvalidSyntax } from "./InvalidSyntax.ts"

export interface Format<A extends string> {
  readonly is: (input: string) => input is A
  readonly parse: (input: string) => Result.Result<A, InvalidSyntax>
  /** For literals and for what is known to be right; throws `InvalidSyntax`. */
  readonly make: (input: string) => A
}

/** `fault` gives what is wrong with a string, and undefined if nothing is. */
export const make = <A extends string>(name: string, fault: (input: string) => string | undefined): Format<A> => {
  const is = (input: string): input is A => fault(input) === undefined
  const parse = (input: string): Result.Result<A, InvalidSyntax> => {
    const reason = fault(input)
    return reason === undefined
      ? Result.succeed(input as A)
      : Result.fail(new InvalidSyntax({ format: name, input: input.slice(0, 200), reason }))
  }
  return { is, parse, make: (input) => Result.getOrThrow(parse(input)) }
}
