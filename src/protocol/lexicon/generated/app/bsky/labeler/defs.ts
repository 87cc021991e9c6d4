// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_moderation_defs from "../../../com/atproto/moderation/defs.ts"

export interface LabelerView {
  readonly uri: string
  readonly cid: string
  readonly creator: app_bsky_actor_defs.ProfileView
  readonly likeCount?: number
  readonly viewer?: LabelerViewerState
  readonly indexedAt: string
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
}

export interface LabelerViewDetailed {
  readonly uri: string
  readonly cid: string
  readonly creator: app_bsky_actor_defs.ProfileView
  readonly policies: LabelerPolicies
  readonly likeCount?: number
  readonly viewer?: LabelerViewerState
  readonly indexedAt: string
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly reasonTypes?: ReadonlyArray<com_atproto_moderation_defs.ReasonType>
  readonly subjectTypes?: ReadonlyArray<com_atproto_moderation_defs.SubjectType>
  readonly subjectCollections?: ReadonlyArray<string>
}

export interface LabelerViewerState {
  readonly like?: string
}

export interface LabelerPolicies {
  readonly labelValues: ReadonlyArray<com_atproto_label_defs.LabelValue>
  readonly labelValueDefinitions?: ReadonlyArray<com_atproto_label_defs.LabelValueDefinition>
}
