/**
 * What can go wrong in a tree: a needed node is not at hand, a node's bytes
 * break the format, a key is none, or a tree is built past its limits.
 *
 * Inside this folder these are thrown, since recursion over nodes is hot; the
 * face (`Mst.ts`) gives them back as `Result`.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { Cid } from "../data/Cid.ts"

export class MissingBlock extends Data.TaggedError("MissingBlock")<{ readonly cid: Cid }> {
  override get message(): string {
    return `block ${this.cid} is not at hand`
  }
}

/** `cid` names the node, `offset` the byte in it. */
export class InvalidNode extends Data.TaggedError("InvalidNode")<{
  readonly cid: Cid
  readonly reason: string
  readonly offset: number
}> {
  override get message(): string {
    return `node ${this.cid}: ${this.reason} at byte ${this.offset}`
  }
}

export class InvalidKey extends Data.TaggedError("InvalidKey")<{ readonly key: string; readonly reason: string }> {
  override get message(): string {
    return `key ${JSON.stringify(this.key.slice(0, 1100))}: ${this.reason}`
  }
}

/** A node that honest keys do not produce: readers would refuse it. */
export class TreeLimit extends Data.TaggedError("TreeLimit")<{ readonly reason: string }> {
  override get message(): string {
    return this.reason
  }
}

export type MstError = MissingBlock | InvalidNode | InvalidKey | TreeLimit

export const isMstError = (error: unknown): error is MstError =>
  error instanceof MissingBlock ||
  error instanceof InvalidNode ||
  error instanceof InvalidKey ||
  error instanceof TreeLimit

/** Runs `body`; what this folder throws becomes a failure, anything else is a defect and passes through. */
export const attempt = <A>(body: () => A): Result.Result<A, MstError> => {
  try {
    return Result.succeed(body())
  } catch (error) {
    if (isMstError(error)) return Result.fail(error)
    throw error
  }
}
