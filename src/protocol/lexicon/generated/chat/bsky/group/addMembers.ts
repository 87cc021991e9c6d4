// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_actor_defs from "../../../chat/bsky/actor/defs.ts"
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly convoId: string
  readonly members: ReadonlyArray<string>
}

export type Output = {
  readonly convo: chat_bsky_convo_defs.ConvoView
  readonly addedMembers?: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export type Errors = "AccountSuspended" | "BlockedActor" | "BlockedSubject" | "ConvoLocked" | "InsufficientRole" | "InvalidConvo" | "MemberLimitReached" | "NotFollowedBySender" | "RecipientNotFound" | "UserForbidsGroups"
