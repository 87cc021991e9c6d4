// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_embed_record from "../../../app/bsky/embed/record.ts"
import type * as app_bsky_richtext_facet from "../../../app/bsky/richtext/facet.ts"
import type * as chat_bsky_actor_defs from "../../../chat/bsky/actor/defs.ts"
import type * as chat_bsky_embed_joinLink from "../../../chat/bsky/embed/joinLink.ts"
import type * as chat_bsky_group_defs from "../../../chat/bsky/group/defs.ts"

export type ConvoKind = "direct" | "group" | (string & {})

export type ConvoLockStatus = "unlocked" | "locked" | "locked-permanently" | (string & {})

export type ConvoStatus = "request" | "accepted" | (string & {})

export interface ConvoRef {
  readonly did: string
  readonly convoId: string
}

export interface MessageRef {
  readonly did: string
  readonly convoId: string
  readonly messageId: string
}

export interface MessageInput {
  readonly text: string
  readonly facets?: ReadonlyArray<app_bsky_richtext_facet.Main>
  readonly embed?: ({ readonly $type: "app.bsky.embed.record" } & app_bsky_embed_record.Main) | ({ readonly $type: "chat.bsky.embed.joinLink" } & chat_bsky_embed_joinLink.Main) | { readonly $type: string & {} }
  readonly replyTo?: ReplyRef
}

export interface ReplyRef {
  readonly messageId: string
}

export interface MessageView {
  readonly id: string
  readonly rev: string
  readonly text: string
  readonly facets?: ReadonlyArray<app_bsky_richtext_facet.Main>
  readonly embed?: ({ readonly $type: "app.bsky.embed.record#view" } & app_bsky_embed_record.View) | ({ readonly $type: "chat.bsky.embed.joinLink#view" } & chat_bsky_embed_joinLink.View) | { readonly $type: string & {} }
  readonly reactions?: ReadonlyArray<ReactionView>
  readonly replyTo?: ({ readonly $type: "chat.bsky.convo.defs#messageView" } & MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & DeletedMessageView) | ({ readonly $type: "chat.bsky.convo.defs#messageBeforeUserJoinedGroupView" } & MessageBeforeUserJoinedGroupView) | { readonly $type: string & {} }
  readonly sender: MessageViewSender
  readonly sentAt: string
}

export interface SystemMessageReferredUser {
  readonly did: string
}

export interface SystemMessageView {
  readonly id: string
  readonly rev: string
  readonly sentAt: string
  readonly data: ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataAddMember" } & SystemMessageDataAddMember) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataRemoveMember" } & SystemMessageDataRemoveMember) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataMemberJoin" } & SystemMessageDataMemberJoin) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataMemberLeave" } & SystemMessageDataMemberLeave) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataLockConvo" } & SystemMessageDataLockConvo) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataUnlockConvo" } & SystemMessageDataUnlockConvo) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataLockConvoPermanently" } & SystemMessageDataLockConvoPermanently) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataEditGroup" } & SystemMessageDataEditGroup) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataCreateJoinLink" } & SystemMessageDataCreateJoinLink) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataEditJoinLink" } & SystemMessageDataEditJoinLink) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataEnableJoinLink" } & SystemMessageDataEnableJoinLink) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageDataDisableJoinLink" } & SystemMessageDataDisableJoinLink) | { readonly $type: string & {} }
}

export interface SystemMessageDataAddMember {
  readonly member: SystemMessageReferredUser
  readonly role: chat_bsky_actor_defs.MemberRole
  readonly addedBy: SystemMessageReferredUser
}

export interface SystemMessageDataRemoveMember {
  readonly member: SystemMessageReferredUser
  readonly removedBy: SystemMessageReferredUser
}

export interface SystemMessageDataMemberJoin {
  readonly member: SystemMessageReferredUser
  readonly role: chat_bsky_actor_defs.MemberRole
  readonly approvedBy?: SystemMessageReferredUser
}

export interface SystemMessageDataMemberLeave {
  readonly member: SystemMessageReferredUser
}

export interface SystemMessageDataLockConvo {
  readonly lockedBy: SystemMessageReferredUser
}

export interface SystemMessageDataUnlockConvo {
  readonly unlockedBy: SystemMessageReferredUser
}

export interface SystemMessageDataLockConvoPermanently {
  readonly lockedBy: SystemMessageReferredUser
}

export interface SystemMessageDataEditGroup {
  readonly oldName?: string
  readonly newName?: string
}

export interface SystemMessageDataCreateJoinLink {}

export interface SystemMessageDataEditJoinLink {}

export interface SystemMessageDataEnableJoinLink {}

export interface SystemMessageDataDisableJoinLink {}

export interface DeletedMessageView {
  readonly id: string
  readonly rev: string
  readonly sender: MessageViewSender
  readonly sentAt: string
}

export interface MessageBeforeUserJoinedGroupView {}

export interface MessageViewSender {
  readonly did: string
}

export interface ReactionView {
  readonly value: string
  readonly sender: ReactionViewSender
  readonly createdAt: string
}

export interface ReactionViewSender {
  readonly did: string
}

export interface MessageAndReactionView {
  readonly message: MessageView
  readonly reaction: ReactionView
}

export interface ConvoView {
  readonly id: string
  readonly rev: string
  readonly members: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
  readonly lastMessage?: ({ readonly $type: "chat.bsky.convo.defs#messageView" } & MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & DeletedMessageView) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageView" } & SystemMessageView) | { readonly $type: string & {} }
  readonly lastReaction?: ({ readonly $type: "chat.bsky.convo.defs#messageAndReactionView" } & MessageAndReactionView) | { readonly $type: string & {} }
  readonly muted: boolean
  readonly status?: ConvoStatus
  readonly unreadCount: number
  readonly kind?: ({ readonly $type: "chat.bsky.convo.defs#directConvo" } & DirectConvo) | ({ readonly $type: "chat.bsky.convo.defs#groupConvo" } & GroupConvo) | { readonly $type: string & {} }
}

export interface DirectConvo {}

export interface GroupConvo {
  readonly createdAt: string
  readonly joinLink?: chat_bsky_group_defs.JoinLinkView
  readonly joinRequestCount?: number
  readonly lockStatus: ConvoLockStatus
  readonly lockStatusModerationOverride: boolean
  readonly memberCount: number
  readonly memberLimit: number
  readonly name: string
  readonly unreadJoinRequestCount?: number
}

export interface LogBeginConvo {
  readonly rev: string
  readonly convoId: string
}

export interface LogAcceptConvo {
  readonly rev: string
  readonly convoId: string
}

export interface LogLeaveConvo {
  readonly rev: string
  readonly convoId: string
}

export interface LogMuteConvo {
  readonly rev: string
  readonly convoId: string
}

export interface LogUnmuteConvo {
  readonly rev: string
  readonly convoId: string
}

export interface LogCreateMessage {
  readonly rev: string
  readonly convoId: string
  readonly message: ({ readonly $type: "chat.bsky.convo.defs#messageView" } & MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & DeletedMessageView) | { readonly $type: string & {} }
  readonly relatedProfiles?: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogDeleteMessage {
  readonly rev: string
  readonly convoId: string
  readonly message: ({ readonly $type: "chat.bsky.convo.defs#messageView" } & MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & DeletedMessageView) | { readonly $type: string & {} }
}

export interface LogReadMessage {
  readonly rev: string
  readonly convoId: string
  readonly message: ({ readonly $type: "chat.bsky.convo.defs#messageView" } & MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & DeletedMessageView) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageView" } & SystemMessageView) | { readonly $type: string & {} }
}

export interface LogAddReaction {
  readonly rev: string
  readonly convoId: string
  readonly message: ({ readonly $type: "chat.bsky.convo.defs#messageView" } & MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & DeletedMessageView) | { readonly $type: string & {} }
  readonly reaction: ReactionView
  readonly relatedProfiles?: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogRemoveReaction {
  readonly rev: string
  readonly convoId: string
  readonly message: ({ readonly $type: "chat.bsky.convo.defs#messageView" } & MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & DeletedMessageView) | { readonly $type: string & {} }
  readonly reaction: ReactionView
  readonly relatedProfiles?: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogReadConvo {
  readonly rev: string
  readonly convoId: string
  readonly message: ({ readonly $type: "chat.bsky.convo.defs#messageView" } & MessageView) | ({ readonly $type: "chat.bsky.convo.defs#deletedMessageView" } & DeletedMessageView) | ({ readonly $type: "chat.bsky.convo.defs#systemMessageView" } & SystemMessageView) | { readonly $type: string & {} }
}

export interface LogAddMember {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
  readonly relatedProfiles: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogRemoveMember {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
  readonly relatedProfiles: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogMemberJoin {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
  readonly relatedProfiles: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogMemberLeave {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
  readonly relatedProfiles: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogLockConvo {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
  readonly relatedProfiles: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogUnlockConvo {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
  readonly relatedProfiles: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogLockConvoPermanently {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
  readonly relatedProfiles: ReadonlyArray<chat_bsky_actor_defs.ProfileViewBasic>
}

export interface LogEditGroup {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
}

export interface LogCreateJoinLink {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
}

export interface LogEditJoinLink {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
}

export interface LogEnableJoinLink {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
}

export interface LogDisableJoinLink {
  readonly rev: string
  readonly convoId: string
  readonly message: SystemMessageView
}

export interface LogIncomingJoinRequest {
  readonly rev: string
  readonly convoId: string
  readonly member: chat_bsky_actor_defs.ProfileViewBasic
}

export interface LogApproveJoinRequest {
  readonly rev: string
  readonly convoId: string
  readonly member: chat_bsky_actor_defs.ProfileViewBasic
}

export interface LogRejectJoinRequest {
  readonly rev: string
  readonly convoId: string
  readonly member: chat_bsky_actor_defs.ProfileViewBasic
}

export interface LogOutgoingJoinRequest {
  readonly rev: string
  readonly convoId: string
}

export interface LogWithdrawIncomingJoinRequest {
  readonly rev: string
  readonly convoId: string
  readonly member: chat_bsky_actor_defs.ProfileViewBasic
}

export interface LogWithdrawOutgoingJoinRequest {
  readonly rev: string
  readonly convoId: string
}

export interface LogReadJoinRequests {
  readonly rev: string
  readonly convoId: string
}
