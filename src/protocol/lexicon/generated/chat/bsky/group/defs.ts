// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_actor_defs from "../../../chat/bsky/actor/defs.ts"
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"

export type LinkEnabledStatus = "enabled" | "disabled" | (string & {})

export type JoinRule = "anyone" | "followedByOwner" | (string & {})

export interface JoinLinkView {
  readonly code: string
  readonly enabledStatus: LinkEnabledStatus
  readonly requireApproval: boolean
  readonly joinRule: JoinRule
  readonly createdAt: string
}

export interface JoinLinkPreviewView {
  readonly convoId: string
  readonly code: string
  readonly name: string
  readonly owner: chat_bsky_actor_defs.ProfileViewBasic
  readonly memberCount: number
  readonly memberLimit: number
  readonly requireApproval: boolean
  readonly joinRule: JoinRule
  readonly convo?: chat_bsky_convo_defs.ConvoView
  readonly viewer?: JoinLinkViewerState
}

export interface DisabledJoinLinkPreviewView {
  readonly code: string
}

export interface InvalidJoinLinkPreviewView {
  readonly code: string
}

export interface JoinLinkViewerState {
  readonly requestedAt?: string
}

export interface JoinRequestView {
  readonly convoId: string
  readonly requestedBy: chat_bsky_actor_defs.ProfileViewBasic
  readonly requestedAt: string
}

export interface JoinRequestConvoView {
  readonly convoId: string
  readonly name: string
  readonly owner: chat_bsky_actor_defs.ProfileViewBasic
  readonly memberCount: number
  readonly memberLimit: number
  readonly viewer: JoinLinkViewerState
}
