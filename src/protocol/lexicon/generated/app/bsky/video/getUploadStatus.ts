// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_video_defs from "../../../app/bsky/video/defs.ts"

export type Params = {
  readonly jobId: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly jobId: string
}

export type Input = undefined

export type Output = {
  readonly jobId: string
  readonly partSizeBytes: number
  readonly partCount: number
  readonly receivedParts: ReadonlyArray<number>
  readonly expiresAt: string
  readonly state: "created" | "finishing" | "completed" | "failed" | "aborted" | "expired" | (string & {})
  readonly completedJobId?: string
  readonly jobStatus?: app_bsky_video_defs.JobStatus
  readonly failureReason?: string
}

export type Errors = "UploadNotFound"
