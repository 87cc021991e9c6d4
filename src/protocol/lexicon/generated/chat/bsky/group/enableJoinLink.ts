// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as chat_bsky_group_defs from "../../../chat/bsky/group/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly convoId: string
}

export type Output = {
  readonly joinLink: chat_bsky_group_defs.JoinLinkView
}

export type Errors = "InvalidConvo" | "InsufficientRole" | "NoJoinLink" | "LinkAlreadyEnabled"
