/** Posts: their place in feeds and threads, and what they do to others: replies, quotes, mentions. */
import * as Effect from "effect/Effect"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import { EdgeKind, Media, TallyKind } from "../Tables.ts"
import type { Edges } from "./Edges.ts"
import type { Horizons } from "./Horizons.ts"
import type { Notices } from "./Notices.ts"
import type { Tallies } from "./Tallies.ts"
import * as Uri from "../Uri.ts"

interface Typed {
  readonly $type: string
}

/** The media of a post, whether or not a quote stands beside them. */
const mediaOf = (embed: Post["embed"]): number => {
  switch (embed?.$type) {
    case "app.bsky.embed.images":
    case "app.bsky.embed.gallery":
      return Media.images
    case "app.bsky.embed.video":
      return Media.video
    case "app.bsky.embed.recordWithMedia":
      return "media" in embed ? mediaOf(embed.media as Post["embed"]) : Media.none
    default:
      return Media.none
  }
}

/** The record that a post embeds: a post that it quotes, a feed, a list. */
export const embeddedRecord = (embed: Typed | undefined): string | undefined => {
  if (embed === undefined) return undefined
  if (embed.$type === "app.bsky.embed.record" && "record" in embed) return (embed.record as { readonly uri: string }).uri
  if (embed.$type === "app.bsky.embed.recordWithMedia" && "record" in embed) {
    return (embed.record as { readonly record: { readonly uri: string } }).record.uri
  }
  return undefined
}

const quotedPost = ({ embed }: Post): string | undefined => {
  const uri = embeddedRecord(embed)
  return uri?.includes("/app.bsky.feed.post/") === true ? uri : undefined
}

const mentionsOf = (post: Post): ReadonlyArray<string> =>
  (post.facets ?? []).flatMap(({ features }) =>
    features.flatMap((feature) =>
      feature.$type === "app.bsky.richtext.facet#mention" && "did" in feature ? [feature.did] : []))

export const make = Effect.fnUntraced(function*(tallies: Tallies, notices: Notices, edges: Edges, horizons: Horizons) {
  const insert = yield* Prepared.prepare(
    "INSERT INTO feed_item (uri, post, author, sort_at, root, parent, media) VALUES (?, ?, ?, ?, ?, ?, ?)"
  )
  const remove = yield* Prepared.prepare("DELETE FROM feed_item WHERE uri = ? RETURNING parent")

  return {
    put: function*(uri: string, author: string, post: Post, sortAtMillis: number, active: boolean) {
      const parent = post.reply?.parent.uri
      yield* horizons.item(author, sortAtMillis)
      yield* insert.now.run(uri, uri, author, sortAtMillis, post.reply?.root.uri, parent, mediaOf(post.embed))
      yield* tallies.add(author, TallyKind.posts, 1)
      for (const recipient of mentionsOf(post)) {
        yield* notices.add({ uri, recipient, author, reason: "mention", subject: undefined, sortAtMillis })
      }
      const quoted = quotedPost(post)
      if (quoted !== undefined) {
        yield* edges.put({ uri, kind: EdgeKind.quote, author, subject: quoted, sortAtMillis }, active)
        const recipient = Uri.did(quoted)
        if (recipient !== undefined) yield* notices.add({ uri, recipient, author, reason: "quote", subject: quoted, sortAtMillis })
      }
      if (parent !== undefined) {
        if (active) yield* tallies.add(parent, TallyKind.replies, 1)
        yield* notices.reply({ uri, author, sortAtMillis }, parent)
      }
    },
    remove: function*(uri: string, author: string, post: Post, active: boolean) {
      const row = yield* remove.now.get<{ readonly parent: string | null }>(uri)
      if (row === undefined) return
      yield* tallies.add(author, TallyKind.posts, -1)
      if (row.parent !== null && active) yield* tallies.add(row.parent, TallyKind.replies, -1)
      const quoted = quotedPost(post)
      if (quoted !== undefined) yield* edges.remove({ uri, kind: EdgeKind.quote, author, subject: quoted }, active)
      yield* notices.remove(uri)
    }
  }
})

export type Posts = Effect.Success<ReturnType<typeof make>>
