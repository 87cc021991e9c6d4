/**
 * What the App View would show of an account's own records, made here while
 * it does not know them yet. Counts are zero: nobody else has seen them. What
 * they quote and answer is asked of the service itself, so that what it hides
 * stays hidden. PROXY-2
 */
import type { DataObject } from "../../../protocol/data/Data.ts"
import type { Main as Profile } from "../../../protocol/lexicon/generated/app/bsky/actor/profile.ts"
import type { ProfileViewBasic } from "../../../protocol/lexicon/generated/app/bsky/actor/defs.ts"
import type * as External from "../../../protocol/lexicon/generated/app/bsky/embed/external.ts"
import type * as Gallery from "../../../protocol/lexicon/generated/app/bsky/embed/gallery.ts"
import type * as Images from "../../../protocol/lexicon/generated/app/bsky/embed/images.ts"
import type * as Quote from "../../../protocol/lexicon/generated/app/bsky/embed/record.ts"
import type * as QuoteWithMedia from "../../../protocol/lexicon/generated/app/bsky/embed/recordWithMedia.ts"
import type * as Video from "../../../protocol/lexicon/generated/app/bsky/embed/video.ts"
import type { FeedViewPost, PostView } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import { collectionOf, type LocalPost, postCollection } from "./LocalRecords.ts"

type EmbedView = NonNullable<PostView["embed"]>
type Typed = { readonly $type: string }
type ReplyPost = NonNullable<FeedViewPost["reply"]>["parent"]

/** Where the App View serves images. [lex:app.bsky.*] */
export interface ImageHost {
  readonly origin: string
  readonly did: string
}

const cidOf = (blob: unknown): string | undefined => {
  const { cid, ref } = (blob ?? {}) as { readonly ref?: { readonly $link?: string }; readonly cid?: string }
  return ref?.$link ?? cid
}

const imageUrl = ({ did, origin }: ImageHost, preset: string, blob: unknown): string | undefined => {
  const cid = cidOf(blob)
  return cid === undefined ? undefined : `${origin}/img/${preset}/plain/${did}/${cid}@jpeg`
}

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [_ in K]?: V } =>
  value === undefined ? {} : { [key]: value } as { readonly [_ in K]: V }

/** A view of the own profile with what the record says now, and without what it says no more. */
export const withProfile = <V extends { readonly did: string }>(host: ImageHost, view: V, record: Profile, detailed: boolean): V => {
  const { avatar: _, displayName: __, ...rest } = view as V & { readonly avatar?: string; readonly displayName?: string }
  const basic = { ...rest, ...optional("displayName", record.displayName), ...optional("avatar", imageUrl(host, "avatar", record.avatar)) }
  if (!detailed) return basic as unknown as V
  const { banner: ___, description: ____, ...more } = basic as typeof basic & { readonly banner?: string; readonly description?: string }
  return { ...more, ...optional("description", record.description), ...optional("banner", imageUrl(host, "banner", record.banner)) } as unknown as V
}

export const author = (host: ImageHost, handle: string | undefined, profile: Profile | undefined): ProfileViewBasic => {
  const view: ProfileViewBasic = { did: host.did, handle: handle ?? "handle.invalid", viewer: { muted: false, blockedBy: false }, labels: [] }
  return profile === undefined ? view : withProfile(host, view, profile, false)
}

/** The record that a post quotes. */
const quotedUri = ({ embed }: LocalPost["record"]): string | undefined => {
  if (embed?.$type === "app.bsky.embed.record") return (embed as unknown as Quote.Main).record.uri
  if (embed?.$type === "app.bsky.embed.recordWithMedia") return (embed as unknown as QuoteWithMedia.Main).record.record.uri
  return undefined
}

/** What must be asked for to show these posts. */
export const references = (posts: ReadonlyArray<LocalPost>): { readonly posts: ReadonlyArray<string>; readonly generators: ReadonlyArray<string> } => {
  const own = new Set(posts.map(({ uri }) => uri))
  const wanted = new Set<string>()
  for (const { record } of posts) {
    for (const uri of [quotedUri(record), record.reply?.parent.uri, record.reply?.root.uri]) {
      if (uri !== undefined && !own.has(uri)) wanted.add(uri)
    }
  }
  const of = (collection: string) => [...wanted].filter((uri) => collectionOf(uri) === collection)
  return { posts: of(postCollection), generators: of("app.bsky.feed.generator") }
}

/** What the service shows of what was asked for, by URI. */
export interface Known {
  readonly posts: ReadonlyMap<string, PostView>
  readonly generators: ReadonlyMap<string, { readonly uri: string }>
}

const sizes = (host: ImageHost, image: unknown) => ({
  thumb: imageUrl(host, "feed_thumbnail", image) ?? "",
  fullsize: imageUrl(host, "feed_fullsize", image) ?? ""
})

const media = (host: ImageHost, embed: Typed): EmbedView | undefined => {
  switch (embed.$type) {
    case "app.bsky.embed.images":
      return {
        $type: "app.bsky.embed.images#view",
        images: (embed as unknown as Images.Main).images.map(({ alt, aspectRatio, image }) => ({ ...sizes(host, image), alt, ...optional("aspectRatio", aspectRatio) }))
      }
    case "app.bsky.embed.gallery":
      return {
        $type: "app.bsky.embed.gallery#view",
        items: (embed as unknown as Gallery.Main).items.flatMap((item) => {
          if (item.$type !== "app.bsky.embed.gallery#image" || !("image" in item)) return []
          const { fullsize, thumb: thumbnail } = sizes(host, item.image)
          return [{ $type: "app.bsky.embed.gallery#viewImage" as const, thumbnail, fullsize, alt: item.alt, aspectRatio: item.aspectRatio }]
        })
      }
    case "app.bsky.embed.video": {
      const { alt, aspectRatio, presentation, video } = embed as unknown as Video.Main
      const cid = cidOf(video) ?? ""
      const playlist = `${host.origin}/vid/${host.did}/${cid}/playlist.m3u8`
      return { $type: "app.bsky.embed.video#view", cid, playlist, ...optional("alt", alt), ...optional("aspectRatio", aspectRatio), ...optional("presentation", presentation) }
    }
    case "app.bsky.embed.external": {
      const { description, thumb, title, uri } = (embed as unknown as External.Main).external
      return { $type: "app.bsky.embed.external#view", external: { uri, title, description, ...optional("thumb", imageUrl(host, "feed_thumbnail", thumb)) } }
    }
    default:
      return undefined
  }
}

const quoted = (known: Known, uri: string): Quote.View["record"] => {
  const post = known.posts.get(uri)
  if (post !== undefined) {
    const { author, cid, embed, indexedAt, labels, record } = post
    return {
      $type: "app.bsky.embed.record#viewRecord", uri, cid, author, value: record, indexedAt, ...optional("labels", labels),
      embeds: embed === undefined ? [] : [embed]
    }
  }
  const generator = known.generators.get(uri)
  return generator === undefined
    ? { $type: "app.bsky.embed.record#viewNotFound", uri, notFound: true }
    : { $type: "app.bsky.feed.defs#generatorView", ...generator }
}

const embedOf = (host: ImageHost, record: LocalPost["record"], known: Known): EmbedView | undefined => {
  const { embed } = record
  const uri = quotedUri(record)
  if (embed === undefined || uri === undefined) return embed === undefined ? undefined : media(host, embed)
  const quote = { record: quoted(known, uri) }
  const beside = embed.$type === "app.bsky.embed.recordWithMedia" ? media(host, (embed as unknown as QuoteWithMedia.Main).media) : undefined
  return beside === undefined
    ? { $type: "app.bsky.embed.record#view", ...quote }
    : { $type: "app.bsky.embed.recordWithMedia#view", record: quote, media: beside }
}

/** Posts as views, oldest first; one may quote an older of them. */
export const posts = (host: ImageHost, by: ProfileViewBasic, local: ReadonlyArray<LocalPost>, known: Known): ReadonlyArray<PostView> => {
  const all = new Map(known.posts)
  return local.map(({ cid, indexedAt, record, uri }): PostView => {
    const embed = embedOf(host, record, { ...known, posts: all })
    const view: PostView = {
      uri, cid, author: by, record: record as unknown as DataObject, ...optional("embed", embed),
      bookmarkCount: 0, replyCount: 0, repostCount: 0, likeCount: 0, quoteCount: 0, indexedAt,
      viewer: { threadMuted: false, embeddingDisabled: false }, labels: []
    }
    all.set(uri, view)
    return view
  })
}

/** A post as an item of a feed, with what it answers to. */
export const feedItem = (post: PostView, known: ReadonlyMap<string, PostView>): FeedViewPost => {
  const { reply } = post.record as unknown as LocalPost["record"]
  if (reply === undefined) return { post }
  const shown = (uri: string): ReplyPost => {
    const view = known.get(uri)
    return view === undefined
      ? { $type: "app.bsky.feed.defs#notFoundPost", uri, notFound: true }
      : { $type: "app.bsky.feed.defs#postView", ...view }
  }
  return { post, reply: { root: shown(reply.root.uri), parent: shown(reply.parent.uri) } }
}
