// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly did: string
  readonly cid: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
  readonly cid: string
}

export type Input = undefined

export type Output = Uint8Array

export type Errors = "BlobNotFound" | "RepoNotFound" | "RepoTakendown" | "RepoSuspended" | "RepoDeactivated"
