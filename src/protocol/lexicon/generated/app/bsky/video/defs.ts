// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { BlobRef } from "../../../../../data/Blob.ts"

export interface JobStatus {
  readonly jobId: string
  readonly did: string
  readonly state: "JOB_STATE_CREATED" | "JOB_STATE_ENCODING" | "JOB_STATE_ENCODED" | "JOB_STATE_SCANNING" | "JOB_STATE_SCANNED" | "JOB_STATE_UPLOADING" | "JOB_STATE_UPLOADED" | "JOB_STATE_COMPLETED" | "JOB_STATE_FAILED" | (string & {})
  readonly progress?: number
  readonly blob?: BlobRef
  readonly error?: string
  readonly failureCode?: "validation_failure" | "encoding_failure" | "pds_upload_failure" | "pds_upload_unsupported_blob_size" | "generic_failure" | (string & {})
  readonly message?: string
}
