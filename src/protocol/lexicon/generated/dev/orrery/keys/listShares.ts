// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly shares: ReadonlyArray<Share>
}

export type Errors = never

export interface Share {
  readonly did: string
  readonly key: string
  readonly threshold: number
  readonly shares: number
  readonly depositedAt: string
  readonly requests: ReadonlyArray<Request>
}

export interface Request {
  readonly recipient: string
  readonly askedAt: string
}
