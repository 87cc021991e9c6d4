// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly sizeBytes: number
  readonly mimeType: string
  readonly name?: string
  readonly durationMs?: number
  readonly width?: number
  readonly height?: number
}

export type Output = {
  readonly jobId: string
  readonly partSizeBytes: number
  readonly partCount: number
  readonly expiresAt: string
}

export type Errors = "UnsupportedContentType" | "VideoTooLarge" | "VideoTooLong" | "BadAspectRatio" | "DailyLimitExceeded" | "TooManyOpenUploads" | "UploadForbidden" | "ServiceOverloaded"
