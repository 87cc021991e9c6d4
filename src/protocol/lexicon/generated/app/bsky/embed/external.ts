// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { BlobRef } from "../../../../../data/Blob.ts"
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export interface Main {
  readonly external: External
}

export interface External {
  readonly uri: string
  readonly title: string
  readonly description: string
  readonly thumb?: BlobRef
  readonly associatedRefs?: ReadonlyArray<com_atproto_repo_strongRef.Main>
}

export interface View {
  readonly external: ViewExternal
}

export interface ViewExternal {
  readonly uri: string
  readonly title: string
  readonly description: string
  readonly thumb?: string
  readonly createdAt?: string
  readonly updatedAt?: string
  readonly readingTime?: number
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly source?: ViewExternalSource
  readonly associatedRefs?: ReadonlyArray<com_atproto_repo_strongRef.Main>
  readonly associatedProfiles?: ReadonlyArray<app_bsky_actor_defs.ProfileViewBasic>
}

export interface ViewExternalSource {
  readonly uri: string
  readonly icon?: string
  readonly title: string
  readonly description?: string
  readonly theme?: ViewExternalSourceTheme
}

export interface ViewExternalSourceTheme {
  readonly backgroundRGB?: ColorRGB
  readonly foregroundRGB?: ColorRGB
  readonly accentRGB?: ColorRGB
  readonly accentForegroundRGB?: ColorRGB
}

export interface ColorRGB {
  readonly r: number
  readonly g: number
  readonly b: number
}
