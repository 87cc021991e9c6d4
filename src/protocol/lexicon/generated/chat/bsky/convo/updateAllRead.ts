// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly status?: "request" | "accepted" | (string & {})
}

export type Output = {
  readonly updatedCount: number
}

export type Errors = never
