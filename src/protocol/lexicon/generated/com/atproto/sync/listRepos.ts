// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
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
  readonly head: string
  readonly rev: string
  readonly active?: boolean
  readonly status?: "takendown" | "suspended" | "deleted" | "deactivated" | "desynchronized" | "throttled" | (string & {})
}
