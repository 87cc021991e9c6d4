// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly aud: string
  readonly exp?: number
  readonly lxm?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly aud: string
  readonly exp?: number
  readonly lxm?: string
}

export type Input = undefined

export type Output = {
  readonly token: string
}

export type Errors = "BadExpiration"
