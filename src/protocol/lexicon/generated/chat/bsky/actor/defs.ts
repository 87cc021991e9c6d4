// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"

export type MemberRole = "owner" | "standard" | (string & {})

export interface ProfileViewBasic {
  readonly did: string
  readonly handle: string
  readonly displayName?: string
  readonly avatar?: string
  readonly associated?: app_bsky_actor_defs.ProfileAssociated
  readonly viewer?: app_bsky_actor_defs.ViewerState
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly createdAt?: string
  readonly chatDisabled?: boolean
  readonly verification?: app_bsky_actor_defs.VerificationState
  readonly kind?: ({ readonly $type: "chat.bsky.actor.defs#directConvoMember" } & DirectConvoMember) | ({ readonly $type: "chat.bsky.actor.defs#groupConvoMember" } & GroupConvoMember) | ({ readonly $type: "chat.bsky.actor.defs#pastGroupConvoMember" } & PastGroupConvoMember) | { readonly $type: string & {} }
}

export interface DirectConvoMember {}

export interface GroupConvoMember {
  readonly addedBy?: ProfileViewBasic
  readonly role: MemberRole
}

export interface PastGroupConvoMember {}
