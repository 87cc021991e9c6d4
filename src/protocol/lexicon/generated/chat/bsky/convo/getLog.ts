// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type Params = {
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly logs: ReadonlyArray<({ readonly $type: "chat.bsky.convo.defs#logBeginConvo" } & chat_bsky_convo_defs.LogBeginConvo) | ({ readonly $type: "chat.bsky.convo.defs#logAcceptConvo" } & chat_bsky_convo_defs.LogAcceptConvo) | ({ readonly $type: "chat.bsky.convo.defs#logLeaveConvo" } & chat_bsky_convo_defs.LogLeaveConvo) | ({ readonly $type: "chat.bsky.convo.defs#logMuteConvo" } & chat_bsky_convo_defs.LogMuteConvo) | ({ readonly $type: "chat.bsky.convo.defs#logUnmuteConvo" } & chat_bsky_convo_defs.LogUnmuteConvo) | ({ readonly $type: "chat.bsky.convo.defs#logCreateMessage" } & chat_bsky_convo_defs.LogCreateMessage) | ({ readonly $type: "chat.bsky.convo.defs#logDeleteMessage" } & chat_bsky_convo_defs.LogDeleteMessage) | ({ readonly $type: "chat.bsky.convo.defs#logReadMessage" } & chat_bsky_convo_defs.LogReadMessage) | ({ readonly $type: "chat.bsky.convo.defs#logAddReaction" } & chat_bsky_convo_defs.LogAddReaction) | ({ readonly $type: "chat.bsky.convo.defs#logRemoveReaction" } & chat_bsky_convo_defs.LogRemoveReaction) | ({ readonly $type: "chat.bsky.convo.defs#logReadConvo" } & chat_bsky_convo_defs.LogReadConvo) | ({ readonly $type: "chat.bsky.convo.defs#logAddMember" } & chat_bsky_convo_defs.LogAddMember) | ({ readonly $type: "chat.bsky.convo.defs#logRemoveMember" } & chat_bsky_convo_defs.LogRemoveMember) | ({ readonly $type: "chat.bsky.convo.defs#logMemberJoin" } & chat_bsky_convo_defs.LogMemberJoin) | ({ readonly $type: "chat.bsky.convo.defs#logMemberLeave" } & chat_bsky_convo_defs.LogMemberLeave) | ({ readonly $type: "chat.bsky.convo.defs#logLockConvo" } & chat_bsky_convo_defs.LogLockConvo) | ({ readonly $type: "chat.bsky.convo.defs#logUnlockConvo" } & chat_bsky_convo_defs.LogUnlockConvo) | ({ readonly $type: "chat.bsky.convo.defs#logLockConvoPermanently" } & chat_bsky_convo_defs.LogLockConvoPermanently) | ({ readonly $type: "chat.bsky.convo.defs#logEditGroup" } & chat_bsky_convo_defs.LogEditGroup) | ({ readonly $type: "chat.bsky.convo.defs#logCreateJoinLink" } & chat_bsky_convo_defs.LogCreateJoinLink) | ({ readonly $type: "chat.bsky.convo.defs#logEditJoinLink" } & chat_bsky_convo_defs.LogEditJoinLink) | ({ readonly $type: "chat.bsky.convo.defs#logEnableJoinLink" } & chat_bsky_convo_defs.LogEnableJoinLink) | ({ readonly $type: "chat.bsky.convo.defs#logDisableJoinLink" } & chat_bsky_convo_defs.LogDisableJoinLink) | ({ readonly $type: "chat.bsky.convo.defs#logIncomingJoinRequest" } & chat_bsky_convo_defs.LogIncomingJoinRequest) | ({ readonly $type: "chat.bsky.convo.defs#logApproveJoinRequest" } & chat_bsky_convo_defs.LogApproveJoinRequest) | ({ readonly $type: "chat.bsky.convo.defs#logRejectJoinRequest" } & chat_bsky_convo_defs.LogRejectJoinRequest) | ({ readonly $type: "chat.bsky.convo.defs#logOutgoingJoinRequest" } & chat_bsky_convo_defs.LogOutgoingJoinRequest) | ({ readonly $type: "chat.bsky.convo.defs#logWithdrawIncomingJoinRequest" } & chat_bsky_convo_defs.LogWithdrawIncomingJoinRequest) | ({ readonly $type: "chat.bsky.convo.defs#logWithdrawOutgoingJoinRequest" } & chat_bsky_convo_defs.LogWithdrawOutgoingJoinRequest) | ({ readonly $type: "chat.bsky.convo.defs#logReadJoinRequests" } & chat_bsky_convo_defs.LogReadJoinRequests) | { readonly $type: string & {} }>
}

export type Errors = never
