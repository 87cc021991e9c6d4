// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_video_defs from "../../../app/bsky/video/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly jobId: string
}

export type Output = {
  readonly completedJobId: string
  readonly jobStatus: app_bsky_video_defs.JobStatus
}

export type Errors = "UploadNotFound" | "UploadExpired" | "MissingParts" | "UploadNotReady" | "UnsupportedContentType" | "UploadFailed" | "UploadAborted" | "ServiceOverloaded"
