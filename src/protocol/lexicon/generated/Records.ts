// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_contentVisibilityDeclaration from "./app/bsky/actor/contentVisibilityDeclaration.ts"
import type * as app_bsky_actor_profile from "./app/bsky/actor/profile.ts"
import type * as app_bsky_actor_status from "./app/bsky/actor/status.ts"
import type * as app_bsky_feed_generator from "./app/bsky/feed/generator.ts"
import type * as app_bsky_feed_like from "./app/bsky/feed/like.ts"
import type * as app_bsky_feed_post from "./app/bsky/feed/post.ts"
import type * as app_bsky_feed_postgate from "./app/bsky/feed/postgate.ts"
import type * as app_bsky_feed_repost from "./app/bsky/feed/repost.ts"
import type * as app_bsky_feed_threadgate from "./app/bsky/feed/threadgate.ts"
import type * as app_bsky_graph_block from "./app/bsky/graph/block.ts"
import type * as app_bsky_graph_follow from "./app/bsky/graph/follow.ts"
import type * as app_bsky_graph_list from "./app/bsky/graph/list.ts"
import type * as app_bsky_graph_listblock from "./app/bsky/graph/listblock.ts"
import type * as app_bsky_graph_listitem from "./app/bsky/graph/listitem.ts"
import type * as app_bsky_graph_referencelistoptout from "./app/bsky/graph/referencelistoptout.ts"
import type * as app_bsky_graph_starterpack from "./app/bsky/graph/starterpack.ts"
import type * as app_bsky_graph_verification from "./app/bsky/graph/verification.ts"
import type * as app_bsky_labeler_service from "./app/bsky/labeler/service.ts"
import type * as app_bsky_notification_declaration from "./app/bsky/notification/declaration.ts"
import type * as chat_bsky_actor_declaration from "./chat/bsky/actor/declaration.ts"
import type * as com_atproto_lexicon_schema from "./com/atproto/lexicon/schema.ts"
import type * as com_germnetwork_declaration from "./com/germnetwork/declaration.ts"

export interface Records {
  readonly "app.bsky.actor.contentVisibilityDeclaration": app_bsky_actor_contentVisibilityDeclaration.Main
  readonly "app.bsky.actor.profile": app_bsky_actor_profile.Main
  readonly "app.bsky.actor.status": app_bsky_actor_status.Main
  readonly "app.bsky.feed.generator": app_bsky_feed_generator.Main
  readonly "app.bsky.feed.like": app_bsky_feed_like.Main
  readonly "app.bsky.feed.post": app_bsky_feed_post.Main
  readonly "app.bsky.feed.postgate": app_bsky_feed_postgate.Main
  readonly "app.bsky.feed.repost": app_bsky_feed_repost.Main
  readonly "app.bsky.feed.threadgate": app_bsky_feed_threadgate.Main
  readonly "app.bsky.graph.block": app_bsky_graph_block.Main
  readonly "app.bsky.graph.follow": app_bsky_graph_follow.Main
  readonly "app.bsky.graph.list": app_bsky_graph_list.Main
  readonly "app.bsky.graph.listblock": app_bsky_graph_listblock.Main
  readonly "app.bsky.graph.listitem": app_bsky_graph_listitem.Main
  readonly "app.bsky.graph.referencelistoptout": app_bsky_graph_referencelistoptout.Main
  readonly "app.bsky.graph.starterpack": app_bsky_graph_starterpack.Main
  readonly "app.bsky.graph.verification": app_bsky_graph_verification.Main
  readonly "app.bsky.labeler.service": app_bsky_labeler_service.Main
  readonly "app.bsky.notification.declaration": app_bsky_notification_declaration.Main
  readonly "chat.bsky.actor.declaration": chat_bsky_actor_declaration.Main
  readonly "com.atproto.lexicon.schema": com_atproto_lexicon_schema.Main
  readonly "com.germnetwork.declaration": com_germnetwork_declaration.Main
}
