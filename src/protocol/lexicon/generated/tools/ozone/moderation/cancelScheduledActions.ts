// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly subjects: ReadonlyArray<string>
  readonly comment?: string
}

export type Output = CancellationResults

export type Errors = never

export interface CancellationResults {
  readonly succeeded: ReadonlyArray<string>
  readonly failed: ReadonlyArray<FailedCancellation>
}

export interface FailedCancellation {
  readonly did: string
  readonly error: string
  readonly errorCode?: string
}
