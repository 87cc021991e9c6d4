/**
 * What a post shows beside its text. A quote of a quote is shown, what that
 * one quotes is not. Quotes across a block are cut, for everybody. MOD-1
 */
import type * as Defs from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import type * as External from "../../../protocol/lexicon/generated/app/bsky/embed/external.ts"
import type * as Gallery from "../../../protocol/lexicon/generated/app/bsky/embed/gallery.ts"
import type * as ImagesEmbed from "../../../protocol/lexicon/generated/app/bsky/embed/images.ts"
import type * as Quote from "../../../protocol/lexicon/generated/app/bsky/embed/record.ts"
import type * as Video from "../../../protocol/lexicon/generated/app/bsky/embed/video.ts"
import type { DataObject } from "../../../protocol/data/Data.ts"
import { embeddedRecord } from "../index/Posts.ts"
import { TallyKind } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import * as Actors from "./Actors.ts"
import * as Generators from "./Generators.ts"
import * as Images from "./Images.ts"
import * as Labelers from "./Labelers.ts"
import * as Labels from "./Labels.ts"
import { isPostUri } from "./References.ts"
import { blocked, pair, type State } from "./State.ts"

type EmbedView = NonNullable<Defs.PostView["embed"]>
type QuoteView = Quote.View["record"]
type Typed = { readonly $type: string }

const ratio = (aspectRatio: ImagesEmbed.Image["aspectRatio"]) => aspectRatio === undefined ? {} : { aspectRatio }

const sizes = (state: State, author: string, image: unknown) => ({
  thumb: Images.url(state, "feed_thumbnail", author, image) ?? "",
  fullsize: Images.url(state, "feed_fullsize", author, image) ?? ""
})

const images = (state: State, author: string, { images }: ImagesEmbed.Main): EmbedView => ({
  $type: "app.bsky.embed.images#view",
  images: images.map(({ alt, aspectRatio, image }) => ({ ...sizes(state, author, image), alt, ...ratio(aspectRatio) }))
})

const gallery = (state: State, author: string, { items }: Gallery.Main): EmbedView => ({
  $type: "app.bsky.embed.gallery#view",
  items: items.flatMap((item) => {
    if (item.$type !== "app.bsky.embed.gallery#image" || !("image" in item)) return []
    const { fullsize, thumb: thumbnail } = sizes(state, author, item.image)
    return [{ $type: "app.bsky.embed.gallery#viewImage", thumbnail, fullsize, alt: item.alt, aspectRatio: item.aspectRatio }]
  })
})

const video = (state: State, author: string, { alt, aspectRatio, presentation, video }: Video.Main): EmbedView => {
  const cid = Images.cidOf(video) ?? ""
  return {
    $type: "app.bsky.embed.video#view",
    cid,
    ...Images.video(state, author, cid),
    ...(alt === undefined ? {} : { alt }),
    ...ratio(aspectRatio),
    ...(presentation === undefined ? {} : { presentation })
  }
}

const external = (state: State, author: string, { external }: External.Main): EmbedView => {
  const { description, title, uri } = external
  const thumb = Images.url(state, "feed_thumbnail", author, external.thumb)
  return { $type: "app.bsky.embed.external#view", external: { uri, title, description, ...(thumb === undefined ? {} : { thumb }) } }
}

const quotedPost = (state: State, quoter: string, uri: string, depth: number): QuoteView => {
  const post = state.posts.get(uri)
  const author = post === undefined ? undefined : Actors.basic(state, post.author)
  if (post === undefined || author === undefined) return { $type: "app.bsky.embed.record#viewNotFound", uri, notFound: true }
  if (blocked(state, post.author) || state.blocks.has(pair(quoter, post.author))) {
    const between = Actors.viewer(state, post.author)
    return {
      $type: "app.bsky.embed.record#viewBlocked",
      uri,
      blocked: true,
      author: { did: post.author, ...(between === undefined ? {} : { viewer: between }) }
    }
  }
  const tally = state.tallies.get(uri)
  const embed = depth > 1 ? undefined : view(state, post.author, post.record.embed, depth + 1)
  return {
    $type: "app.bsky.embed.record#viewRecord",
    uri,
    cid: post.cid,
    author,
    value: post.record as unknown as DataObject,
    labels: Labels.ofRecord(state, post),
    replyCount: tally?.[TallyKind.replies] ?? 0,
    repostCount: tally?.[TallyKind.reposts] ?? 0,
    likeCount: tally?.[TallyKind.likes] ?? 0,
    quoteCount: tally?.[TallyKind.quotes] ?? 0,
    ...(depth > 1 ? {} : { embeds: embed === undefined ? [] : [embed] }),
    indexedAt: post.indexedAt
  }
}

const quoted = (state: State, quoter: string, uri: string, depth: number): QuoteView => {
  if (isPostUri(uri)) return quotedPost(state, quoter, uri, depth)
  const creator = Uri.did(uri)
  if (creator !== undefined && !blocked(state, creator)) {
    const generator = Generators.view(state, uri)
    if (generator !== undefined) return { $type: "app.bsky.feed.defs#generatorView", ...generator }
    const labeler = Labelers.view(state, uri)
    if (labeler !== undefined) return { $type: "app.bsky.labeler.defs#labelerView", ...labeler }
  }
  return { $type: "app.bsky.embed.record#viewNotFound", uri, notFound: true }
}

/** The embed of a post by `author`; undefined for kinds that we do not know. */
export const view = (state: State, author: string, embed: Typed | undefined, depth = 0): EmbedView | undefined => {
  switch (embed?.$type) {
    case "app.bsky.embed.images":
      return images(state, author, embed as unknown as ImagesEmbed.Main)
    case "app.bsky.embed.gallery":
      return gallery(state, author, embed as unknown as Gallery.Main)
    case "app.bsky.embed.video":
      return video(state, author, embed as unknown as Video.Main)
    case "app.bsky.embed.external":
      return external(state, author, embed as unknown as External.Main)
    case "app.bsky.embed.record":
    case "app.bsky.embed.recordWithMedia": {
      const uri = embeddedRecord(embed)
      if (uri === undefined) return undefined
      const record = { record: quoted(state, author, uri, depth) }
      if (embed.$type === "app.bsky.embed.record") return { $type: "app.bsky.embed.record#view", ...record }
      const media = view(state, author, (embed as unknown as { readonly media: Typed }).media, depth)
      return media === undefined
        ? { $type: "app.bsky.embed.record#view", ...record }
        : { $type: "app.bsky.embed.recordWithMedia#view", record, media }
    }
    default:
      return undefined
  }
}
