/** Which errors are a host's no. */

interface Failure {
  readonly _tag: string
  readonly status?: number
  readonly error?: string
}

/** A no to what was asked; of who does not know the password nothing was asked yet. */
export const refused = (error: Failure): boolean =>
  error._tag === "XrpcError" && error.status !== undefined && error.status < 500 && error.status !== 429 && error.error !== "AuthenticationRequired"

/** What the owner's own device says no to: it is no host's word. */
const ownNo = new Set(["NotOurs", "NotAsAsked"])

export const refusedThere = (error: Failure): boolean =>
  refused(error) && !ownNo.has(error.error!)
