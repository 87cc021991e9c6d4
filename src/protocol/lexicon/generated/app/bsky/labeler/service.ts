// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_labeler_defs from "../../../app/bsky/labeler/defs.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_moderation_defs from "../../../com/atproto/moderation/defs.ts"

export interface Main {
  readonly policies: app_bsky_labeler_defs.LabelerPolicies
  readonly labels?: ({ readonly $type: "com.atproto.label.defs#selfLabels" } & com_atproto_label_defs.SelfLabels) | { readonly $type: string & {} }
  readonly createdAt: string
  readonly reasonTypes?: ReadonlyArray<com_atproto_moderation_defs.ReasonType>
  readonly subjectTypes?: ReadonlyArray<com_atproto_moderation_defs.SubjectType>
  readonly subjectCollections?: ReadonlyArray<string>
}
