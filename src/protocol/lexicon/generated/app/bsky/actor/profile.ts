// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { BlobRef } from "../../../../../data/Blob.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export interface Main {
  readonly displayName?: string
  readonly description?: string
  readonly pronouns?: string
  readonly website?: string
  readonly avatar?: BlobRef
  readonly banner?: BlobRef
  readonly labels?: ({ readonly $type: "com.atproto.label.defs#selfLabels" } & com_atproto_label_defs.SelfLabels) | { readonly $type: string & {} }
  readonly joinedViaStarterPack?: com_atproto_repo_strongRef.Main
  readonly pinnedPost?: com_atproto_repo_strongRef.Main
  readonly createdAt?: string
}
