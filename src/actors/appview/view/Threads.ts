/**
 * A post in its conversation: the chain above it and the tree below it.
 *
 * The chain ends at a post that is gone, or at a block; replies between two
 * who block each other are left out for everybody, and so is a reply that
 * names another root than the post that it hangs under. VIEW-4, MOD-1;
 * [lex:app.bsky.*]
 */
import type { ThreadViewPost } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import * as Posts from "./Posts.ts"
import * as References from "./References.ts"
import { blocked, pair, type State } from "./State.ts"
import * as Uri from "../Uri.ts"

export type Shown = { readonly $type: "app.bsky.feed.defs#threadViewPost" } & ThreadViewPost

export interface Tree {
  /** URIs of the replies at hand to each post, in the order in which they are shown. */
  readonly replies: ReadonlyMap<string, ReadonlyArray<string>>
  readonly depth: number
  readonly parentHeight: number
}

const apart = (state: State, a: string, b: string): boolean => state.blocks.has(pair(a, b))

const rootOf = (state: State, uri: string): string => {
  const post = state.posts.get(uri)
  return (post === undefined ? undefined : References.root(post)) ?? uri
}

const above = (state: State, uri: string, height: number): Shown | Posts.Stub | undefined => {
  const post = state.posts.get(uri)
  const parentUri = post === undefined ? undefined : References.parent(post)
  if (post === undefined || parentUri === undefined || height === 0) return undefined
  const shown = Posts.shown(state, parentUri, post.author)
  if (shown.$type !== "app.bsky.feed.defs#postView") return shown
  const { $type: _, ...view } = shown
  const parent = above(state, parentUri, height - 1)
  return { $type: "app.bsky.feed.defs#threadViewPost", post: view, ...(parent === undefined ? {} : { parent }) }
}

const below = (state: State, uri: string, root: string, { replies }: Pick<Tree, "replies">, depth: number): ReadonlyArray<Shown | Posts.Stub> => {
  const author = Uri.author(uri)
  const found: Array<Shown | Posts.Stub> = []
  for (const reply of replies.get(uri) ?? []) {
    const post = state.posts.get(reply)
    if (post === undefined || rootOf(state, reply) !== root || apart(state, author, post.author)) continue
    if (blocked(state, post.author)) {
      found.push(Posts.blockedStub(state, reply, post.author))
      continue
    }
    const view = Posts.view(state, reply)
    if (view === undefined) continue
    const more = depth > 1 ? below(state, reply, root, { replies }, depth - 1) : undefined
    found.push({ $type: "app.bsky.feed.defs#threadViewPost", post: view, ...(more === undefined ? {} : { replies: more }) })
  }
  return found
}

export const view = (state: State, uri: string, tree: Tree): Shown | Posts.Stub => {
  const shown = Posts.shown(state, uri)
  if (shown.$type !== "app.bsky.feed.defs#postView") return shown
  const { $type: _, ...post } = shown
  const parent = above(state, uri, tree.parentHeight)
  const replies = tree.depth === 0 ? undefined : below(state, uri, rootOf(state, uri), tree, tree.depth)
  return {
    $type: "app.bsky.feed.defs#threadViewPost",
    post,
    ...(parent === undefined ? {} : { parent }),
    ...(replies === undefined ? {} : { replies })
  }
}
