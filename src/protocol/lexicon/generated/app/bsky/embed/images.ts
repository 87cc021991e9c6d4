// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { BlobRef } from "../../../../../data/Blob.ts"
import type * as app_bsky_embed_defs from "../../../app/bsky/embed/defs.ts"

export interface Main {
  readonly images: ReadonlyArray<Image>
}

export interface Image {
  readonly image: BlobRef
  readonly alt: string
  readonly aspectRatio?: app_bsky_embed_defs.AspectRatio
}

export interface View {
  readonly images: ReadonlyArray<ViewImage>
}

export interface ViewImage {
  readonly thumb: string
  readonly fullsize: string
  readonly alt: string
  readonly aspectRatio?: app_bsky_embed_defs.AspectRatio
}
