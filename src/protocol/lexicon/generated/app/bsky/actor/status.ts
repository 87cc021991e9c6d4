// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_embed_external from "../../../app/bsky/embed/external.ts"

export interface Main {
  readonly status: "app.bsky.actor.status#live" | (string & {})
  readonly embed?: ({ readonly $type: "app.bsky.embed.external" } & app_bsky_embed_external.Main) | { readonly $type: string & {} }
  readonly durationMinutes?: number
  readonly createdAt: string
}

export type Live = string
