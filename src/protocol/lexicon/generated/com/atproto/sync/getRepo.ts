// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly did: string
  readonly since?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
  readonly since?: string
}

export type Input = undefined

export type Output = Uint8Array

export type Errors = "RepoNotFound" | "RepoTakendown" | "RepoSuspended" | "RepoDeactivated"
