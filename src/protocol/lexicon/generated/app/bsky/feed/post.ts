// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_embed_external from "../../../app/bsky/embed/external.ts"
import type * as app_bsky_embed_gallery from "../../../app/bsky/embed/gallery.ts"
import type * as app_bsky_embed_images from "../../../app/bsky/embed/images.ts"
import type * as app_bsky_embed_record from "../../../app/bsky/embed/record.ts"
import type * as app_bsky_embed_recordWithMedia from "../../../app/bsky/embed/recordWithMedia.ts"
import type * as app_bsky_embed_video from "../../../app/bsky/embed/video.ts"
import type * as app_bsky_richtext_facet from "../../../app/bsky/richtext/facet.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export interface Main {
  readonly text: string
  readonly entities?: ReadonlyArray<Entity>
  readonly facets?: ReadonlyArray<app_bsky_richtext_facet.Main>
  readonly reply?: ReplyRef
  readonly embed?: ({ readonly $type: "app.bsky.embed.images" } & app_bsky_embed_images.Main) | ({ readonly $type: "app.bsky.embed.video" } & app_bsky_embed_video.Main) | ({ readonly $type: "app.bsky.embed.gallery" } & app_bsky_embed_gallery.Main) | ({ readonly $type: "app.bsky.embed.external" } & app_bsky_embed_external.Main) | ({ readonly $type: "app.bsky.embed.record" } & app_bsky_embed_record.Main) | ({ readonly $type: "app.bsky.embed.recordWithMedia" } & app_bsky_embed_recordWithMedia.Main) | { readonly $type: string & {} }
  readonly langs?: ReadonlyArray<string>
  readonly labels?: ({ readonly $type: "com.atproto.label.defs#selfLabels" } & com_atproto_label_defs.SelfLabels) | { readonly $type: string & {} }
  readonly tags?: ReadonlyArray<string>
  readonly createdAt: string
}

export interface ReplyRef {
  readonly root: com_atproto_repo_strongRef.Main
  readonly parent: com_atproto_repo_strongRef.Main
}

export interface Entity {
  readonly index: TextSlice
  readonly type: string
  readonly value: string
}

export interface TextSlice {
  readonly start: number
  readonly end: number
}
