// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly did: string
  readonly collection: string
  readonly rkey: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
  readonly collection: string
  readonly rkey: string
}

export type Input = undefined

export type Output = Uint8Array

export type Errors = "RecordNotFound" | "RepoNotFound" | "RepoTakendown" | "RepoSuspended" | "RepoDeactivated"
