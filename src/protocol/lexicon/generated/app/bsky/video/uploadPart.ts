// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly jobId: string
  readonly partNumber: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly jobId: string
  readonly partNumber: number
}

export type Input = Uint8Array

export type Output = {
  readonly partNumber: number
  readonly sizeBytes: number
}

export type Errors = "UploadNotFound" | "UploadExpired" | "InvalidPartNumber" | "PartSizeMismatch" | "UploadNotReady" | "UploadFailed" | "UploadAborted" | "UploadAlreadyCompleted" | "ServiceOverloaded"
