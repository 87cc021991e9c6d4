// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly jobId: string
}

export type Output = {
  readonly state: "aborted" | "completed" | "failed" | "expired" | (string & {})
  readonly completedJobId?: string
  readonly failureReason?: string
}

export type Errors = "UploadNotFound" | "UploadNotReady"
