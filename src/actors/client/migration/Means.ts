/** What the owner's device brings to a move. */
import type * as Effect from "effect/Effect"
import type { ConsortiumOptions } from "../../identity/Consortium.ts"
import type { CallError } from "../../xrpc/Client.ts"
import type { Keyring } from "../keys/Keyring.ts"
import type { Signer } from "../Session.ts"
import type { WebDocument } from "./Authority.ts"

/** Fetches the token that a PDS mailed to this person. */
export type ReadMail = (origin: string, email: string) => Effect.Effect<string, CallError>

export interface Means {
  /** Origin of the directory, or those of its operators. */
  readonly directory: string | ReadonlyArray<string>
  /** Operators of whom proofs are demanded. */
  readonly consortium?: ConsortiumOptions | undefined
  readonly readMail: ReadMail
  /** Rotation keys of the owner's own. */
  readonly ring?: Keyring
  /** The owner's device signs commits and service tokens, at the new host as at the old. */
  readonly signer?: Signer
  /** The owner's hand on a did:web document. */
  readonly web?: WebDocument
}
