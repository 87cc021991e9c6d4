// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Main {
  readonly post: string
  readonly allow?: ReadonlyArray<({ readonly $type: "app.bsky.feed.threadgate#mentionRule" } & MentionRule) | ({ readonly $type: "app.bsky.feed.threadgate#followerRule" } & FollowerRule) | ({ readonly $type: "app.bsky.feed.threadgate#followingRule" } & FollowingRule) | ({ readonly $type: "app.bsky.feed.threadgate#listRule" } & ListRule) | { readonly $type: string & {} }>
  readonly createdAt: string
  readonly hiddenReplies?: ReadonlyArray<string>
}

export interface MentionRule {}

export interface FollowerRule {}

export interface FollowingRule {}

export interface ListRule {
  readonly list: string
}
