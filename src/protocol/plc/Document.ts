/** The DID document of a did:plc's state. Rotation keys are not in it. [plc] */
import * as DidDocument from "../identity/DidDocument.ts"
import type { PlcState } from "./Operation.ts"

export interface DocumentOptions {
  /** As replicas write service ids; the primary writes them relative. */
  readonly absoluteServiceIds?: boolean
}

export const render = (did: string, state: PlcState, options: DocumentOptions = {}): DidDocument.RenderedDocument =>
  DidDocument.render({
    did,
    alsoKnownAs: state.alsoKnownAs,
    verificationMethods: state.verificationMethods,
    services: state.services,
    ...options
  })

/** What `/:did/data` answers. */
export const data = (did: string, state: PlcState): PlcState & { readonly did: string } => ({ did, ...state })
