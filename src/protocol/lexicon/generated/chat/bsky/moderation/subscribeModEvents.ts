// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly cursor?: string
}

export type Message = ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventConvoFirstMessage" } & EventConvoFirstMessage) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventGroupChatCreated" } & EventGroupChatCreated) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventGroupChatMemberAdded" } & EventGroupChatMemberAdded) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventGroupChatMemberJoined" } & EventGroupChatMemberJoined) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventGroupChatJoinRequest" } & EventGroupChatJoinRequest) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventGroupChatJoinRequestApproved" } & EventGroupChatJoinRequestApproved) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventGroupChatJoinRequestRejected" } & EventGroupChatJoinRequestRejected) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventChatAccepted" } & EventChatAccepted) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventGroupChatMemberLeft" } & EventGroupChatMemberLeft) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventGroupChatUpdated" } & EventGroupChatUpdated) | ({ readonly $type: "chat.bsky.moderation.subscribeModEvents#eventRateLimitExceeded" } & EventRateLimitExceeded) | { readonly $type: string & {} }

export type Errors = "FutureCursor" | "ConsumerTooSlow"

export interface EventConvoFirstMessage {
  readonly convoId: string
  readonly createdAt: string
  readonly messageId?: string
  readonly recipients: ReadonlyArray<string>
  readonly rev: string
  readonly user: string
}

export interface EventGroupChatCreated {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount: number
  readonly groupName: string
  readonly initialMemberDids: ReadonlyArray<string>
  readonly ownerDid: string
  readonly rev: string
}

export interface EventGroupChatMemberAdded {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount: number
  readonly groupName: string
  readonly ownerDid: string
  readonly requestMembersCount: number
  readonly rev: string
  readonly subjectDid: string
  readonly subjectFollowsOwner: boolean
}

export interface EventGroupChatMemberJoined {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount: number
  readonly groupName: string
  readonly joinLinkCode: string
  readonly ownerDid: string
  readonly rev: string
  readonly subjectFollowsOwner: boolean
}

export interface EventGroupChatJoinRequest {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount: number
  readonly groupName: string
  readonly joinLinkCode: string
  readonly ownerDid: string
  readonly rev: string
  readonly subjectFollowsOwner: boolean
}

export interface EventGroupChatJoinRequestApproved {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount: number
  readonly groupName: string
  readonly ownerDid: string
  readonly rev: string
  readonly subjectDid: string
}

export interface EventGroupChatJoinRequestRejected {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount: number
  readonly groupName: string
  readonly ownerDid: string
  readonly rev: string
  readonly subjectDid: string
}

export interface EventChatAccepted {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount?: number
  readonly groupName?: string
  readonly method: "explicit" | "message" | (string & {})
  readonly ownerDid?: string
  readonly rev: string
}

export interface EventGroupChatMemberLeft {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount: number
  readonly groupName: string
  readonly leaveMethod: "voluntary" | "kicked" | (string & {})
  readonly ownerDid: string
  readonly rev: string
  readonly subjectDid: string
}

export interface EventGroupChatUpdated {
  readonly actorDid: string
  readonly convoCreatedAt: string
  readonly convoId: string
  readonly createdAt: string
  readonly groupMemberCount: number
  readonly groupName: string
  readonly joinLinkCode?: string
  readonly joinLinkFollowersOnly?: boolean
  readonly joinLinkRequiresApproval?: boolean
  readonly lockReason?: "owner_action" | "owner_left" | "owner_deactivated" | "owner_deleted" | "owner_suspended" | "owner_taken_down" | "label_applied" | "convo_taken_down" | (string & {})
  readonly newName?: string
  readonly oldName?: string
  readonly ownerDid: string
  readonly rev: string
  readonly updateType: "name_changed" | "locked" | "locked_permanently" | "unlocked" | "join_link_created" | "join_link_disabled" | "join_link_settings_changed" | (string & {})
}

export interface EventRateLimitExceeded {
  readonly actorDid: string
  readonly createdAt: string
  readonly endpoint: string
  readonly rev: string
}
