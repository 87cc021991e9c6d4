// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly subject: string
  readonly reportTypes?: ReadonlyArray<string>
  readonly internalNote?: string
  readonly isAutomated?: boolean
}

export type Output = {
  readonly closedCount: number
  readonly reportIds: ReadonlyArray<number>
}

export type Errors = never
