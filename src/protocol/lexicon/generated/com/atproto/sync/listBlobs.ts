// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly did: string
  readonly since?: string
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
  readonly since?: string
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly cids: ReadonlyArray<string>
}

export type Errors = "RepoNotFound" | "RepoTakendown" | "RepoSuspended" | "RepoDeactivated"
