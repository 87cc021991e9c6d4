// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly uris: ReadonlyArray<string>
  readonly revokeReason?: string
}

export type Output = {
  readonly revokedVerifications: ReadonlyArray<string>
  readonly failedRevocations: ReadonlyArray<RevokeError>
}

export type Errors = never

export interface RevokeError {
  readonly uri: string
  readonly error: string
}
