// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly convoId: string
}

export type Output = {
  readonly convoId: string
  readonly rev: string
}

export type Errors = "InvalidConvo" | "OwnerCannotLeave"
