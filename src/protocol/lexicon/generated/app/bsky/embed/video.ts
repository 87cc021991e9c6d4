// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { BlobRef } from "../../../../../data/Blob.ts"
import type * as app_bsky_embed_defs from "../../../app/bsky/embed/defs.ts"

export interface Main {
  readonly video: BlobRef
  readonly captions?: ReadonlyArray<Caption>
  readonly alt?: string
  readonly aspectRatio?: app_bsky_embed_defs.AspectRatio
  readonly presentation?: "default" | "gif" | (string & {})
}

export interface Caption {
  readonly lang: string
  readonly file: BlobRef
}

export interface View {
  readonly cid: string
  readonly playlist: string
  readonly thumbnail?: string
  readonly alt?: string
  readonly aspectRatio?: app_bsky_embed_defs.AspectRatio
  readonly presentation?: "default" | "gif" | (string & {})
}
