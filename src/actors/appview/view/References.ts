/** What a post refers to, and so what must be at hand to show it. */
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import { embeddedRecord } from "../index/Posts.ts"
import * as Uri from "../Uri.ts"
import { type Indexed, pair } from "./State.ts"

export const isPostUri = (uri: string): boolean => Uri.collection(uri) === "app.bsky.feed.post"

export const embedded = (post: Indexed<Post>): string | undefined => embeddedRecord(post.record.embed)

export const parent = (post: Indexed<Post>): string | undefined => post.record.reply?.parent.uri
export const root = (post: Indexed<Post>): string | undefined => post.record.reply?.root.uri

/** The pairs between whom a block would cut the post from what it refers to. */
export const pairs = (post: Indexed<Post>): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const uri of [parent(post), root(post), embedded(post)]) {
    const other = uri === undefined ? undefined : Uri.did(uri)
    if (other !== undefined && other !== post.author) found.push(pair(post.author, other))
  }
  return found
}
