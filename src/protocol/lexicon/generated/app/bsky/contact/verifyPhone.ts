// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly phone: string
  readonly code: string
}

export type Output = {
  readonly token: string
}

export type Errors = "RateLimitExceeded" | "InvalidDid" | "InvalidPhone" | "InvalidCode" | "InternalError"
