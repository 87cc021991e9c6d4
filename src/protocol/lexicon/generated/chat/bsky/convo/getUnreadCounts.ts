// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly includeGroupChats?: boolean
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly includeGroupChats: boolean
}

export type Input = undefined

export type Output = {
  readonly unreadAcceptedConvos: number
  readonly unreadRequestConvos: number
}

export type Errors = never
