// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_embed_external from "../../../app/bsky/embed/external.ts"
import type * as app_bsky_embed_gallery from "../../../app/bsky/embed/gallery.ts"
import type * as app_bsky_embed_images from "../../../app/bsky/embed/images.ts"
import type * as app_bsky_embed_record from "../../../app/bsky/embed/record.ts"
import type * as app_bsky_embed_video from "../../../app/bsky/embed/video.ts"

export interface Main {
  readonly record: app_bsky_embed_record.Main
  readonly media: ({ readonly $type: "app.bsky.embed.images" } & app_bsky_embed_images.Main) | ({ readonly $type: "app.bsky.embed.video" } & app_bsky_embed_video.Main) | ({ readonly $type: "app.bsky.embed.gallery" } & app_bsky_embed_gallery.Main) | ({ readonly $type: "app.bsky.embed.external" } & app_bsky_embed_external.Main) | { readonly $type: string & {} }
}

export interface View {
  readonly record: app_bsky_embed_record.View
  readonly media: ({ readonly $type: "app.bsky.embed.images#view" } & app_bsky_embed_images.View) | ({ readonly $type: "app.bsky.embed.video#view" } & app_bsky_embed_video.View) | ({ readonly $type: "app.bsky.embed.gallery#view" } & app_bsky_embed_gallery.View) | ({ readonly $type: "app.bsky.embed.external#view" } & app_bsky_embed_external.View) | { readonly $type: string & {} }
}
