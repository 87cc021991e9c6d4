// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_video_defs from "../../../app/bsky/video/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = Uint8Array

export type Output = {
  readonly jobStatus: app_bsky_video_defs.JobStatus
}

export type Errors = never
