// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly chatDisabled: boolean
  readonly canCreateGroups: boolean
  readonly groupMemberLimit: number
}

export type Errors = never
