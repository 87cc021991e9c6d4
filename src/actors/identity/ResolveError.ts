import * as Data from "effect/Data"

/** Why an identity could not be resolved. Only `Unreachable` may pass by itself. */
export class ResolveError extends Data.TaggedError("ResolveError")<{
  /** The DID or handle asked for. */
  readonly subject: string
  readonly reason:
    | "NotFound"
    | "Tombstoned"
    /** A DID method other than plc and web. ID-7 */
    | "Unsupported"
    /** The answer is not a document of this DID, or a handle names several DIDs. */
    | "Invalid"
    | "Unreachable"
  readonly detail?: string
}> {}
