// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export interface VerificationView {
  readonly issuer: string
  readonly uri: string
  readonly subject: string
  readonly handle: string
  readonly displayName: string
  readonly createdAt: string
  readonly revokeReason?: string
  readonly revokedAt?: string
  readonly revokedBy?: string
  readonly subjectProfile?: { readonly $type: string & {} }
  readonly issuerProfile?: { readonly $type: string & {} }
  readonly subjectRepo?: ({ readonly $type: "tools.ozone.moderation.defs#repoViewDetail" } & tools_ozone_moderation_defs.RepoViewDetail) | ({ readonly $type: "tools.ozone.moderation.defs#repoViewNotFound" } & tools_ozone_moderation_defs.RepoViewNotFound) | { readonly $type: string & {} }
  readonly issuerRepo?: ({ readonly $type: "tools.ozone.moderation.defs#repoViewDetail" } & tools_ozone_moderation_defs.RepoViewDetail) | ({ readonly $type: "tools.ozone.moderation.defs#repoViewNotFound" } & tools_ozone_moderation_defs.RepoViewNotFound) | { readonly $type: string & {} }
}
