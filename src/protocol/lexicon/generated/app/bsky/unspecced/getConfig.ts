// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly checkEmailConfirmed?: boolean
  readonly liveNow?: ReadonlyArray<LiveNowConfig>
}

export type Errors = never

export interface LiveNowConfig {
  readonly did: string
  readonly domains: ReadonlyArray<string>
}
