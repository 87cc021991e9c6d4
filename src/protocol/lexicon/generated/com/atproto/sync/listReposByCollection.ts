// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly collection: string
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly collection: string
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly repos: ReadonlyArray<Repo>
}

export type Errors = never

export interface Repo {
  readonly did: string
}
