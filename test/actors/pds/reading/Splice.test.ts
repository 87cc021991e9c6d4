import { describe, expect, it } from "vitest"
import * as LocalViews from "../../../../src/actors/pds/reading/LocalViews.ts"
import * as Splice from "../../../../src/actors/pds/reading/Splice.ts"
import type { FeedViewPost } from "../../../../src/protocol/lexicon/generated/app/bsky/feed/defs.ts"
import * as Datetime from "../../../../src/protocol/syntax/Datetime.ts"

const alice = { did: "did:plc:alice", handle: "alice.test" }
const time = (seconds: number) => Datetime.fromMillis(1_767_636_000_000 + seconds * 1000)

const item = (name: string, seconds: number, more: Partial<FeedViewPost> = {}): FeedViewPost => ({
  post: { uri: `at://did:plc:alice/app.bsky.feed.post/${name}`, cid: name, author: alice, record: { text: name, createdAt: time(seconds) }, indexedAt: time(seconds) },
  ...more
})
const reposted = (name: string, seconds: number, repostedAt: number) =>
  item(name, seconds, { reason: { $type: "app.bsky.feed.defs#reasonRepost", by: alice, indexedAt: time(repostedAt) } })
const pinned = (name: string, seconds: number) => item(name, seconds, { reason: { $type: "app.bsky.feed.defs#reasonPin" } })

const merged = (feed: ReadonlyArray<FeedViewPost>, local: ReadonlyArray<FeedViewPost>, page: Partial<Splice.Page> = {}) =>
  Splice.intoFeed({ feed, hasNewer: false, hasOlder: false, ...page }, local).map(({ post }) => post.cid)

describe("local posts in a feed", () => {
  it("stand by time, also in a feed that is empty", () => {
    expect(merged([item("c", 30), item("a", 10)], [item("b", 20), item("d", 40)])).toEqual(["d", "c", "b", "a"])
    expect(merged([], [item("a", 10), item("b", 20)])).toEqual(["b", "a"])
  })

  it("stand below what is pinned, and by the time of reposts, not of what is reposted", () => {
    expect(merged([pinned("a", 1), reposted("old", 2, 30), item("b", 10)], [item("new", 20)])).toEqual(["a", "old", "new", "b"])
  })

  it("are not shown twice, but beside their own repost", () => {
    expect(merged([item("a", 10)], [item("a", 10)])).toEqual(["a"])
    expect(merged([reposted("a", 10, 20)], [item("a", 10)])).toEqual(["a", "a"])
  })

  it("go on the page between whose ends they belong", () => {
    const feed = [item("d", 40), item("b", 20)]
    const local = [item("a", 10), item("c", 30), item("e", 50)]
    expect(merged(feed, local, { hasOlder: true })).toEqual(["e", "d", "c", "b"])
    expect(merged(feed, local, { hasNewer: true })).toEqual(["d", "c", "b", "a"])
    expect(merged(feed, local, { hasNewer: true, hasOlder: true })).toEqual(["d", "c", "b"])
    expect(merged([], local, { hasNewer: true })).toEqual([])
  })

  it("count as no newer than indexed, whatever they claim", () => {
    const boasting = item("x", 20)
    const record = { text: "x", createdAt: time(9999) }
    expect(merged([item("b", 30)], [{ post: { ...boasting.post, record } }])).toEqual(["b", "x"])
  })
})

describe("an own post as a view", () => {
  const images = { origin: "https://appview.test", did: alice.did }
  const none = { posts: new Map(), generators: new Map() }
  const image = { $type: "blob", ref: { $link: "bafkreiabc" }, mimeType: "image/png", size: 1 }
  const viewOf = (embed: { readonly $type: string }) => {
    const record = { text: "", createdAt: time(0), embed }
    return LocalViews.posts(images, { ...alice }, [{ uri: "at://did:plc:alice/app.bsky.feed.post/a", cid: "a", indexedAt: time(0), record }], none)[0]!.embed
  }
  const pictures = { $type: "app.bsky.embed.images", images: [{ alt: "a cat", image }] }
  const shown = {
    $type: "app.bsky.embed.images#view",
    images: [{
      alt: "a cat",
      thumb: "https://appview.test/img/feed_thumbnail/plain/did:plc:alice/bafkreiabc@jpeg",
      fullsize: "https://appview.test/img/feed_fullsize/plain/did:plc:alice/bafkreiabc@jpeg"
    }]
  }
  const bobs = "at://did:plc:bob/app.bsky.feed.post/b"
  const gone = { $type: "app.bsky.embed.record#viewNotFound", uri: bobs, notFound: true }

  it("has its images where the App View serves them", () => {
    expect(viewOf(pictures)).toEqual(shown)
  })

  it("shows that what it quotes is not to be had", () => {
    const record = { record: { uri: bobs, cid: "b" } }
    expect(viewOf({ $type: "app.bsky.embed.record", ...record })).toEqual({ $type: "app.bsky.embed.record#view", record: gone })
    expect(viewOf({ $type: "app.bsky.embed.recordWithMedia", record, media: pictures } as { readonly $type: string })).toEqual({
      $type: "app.bsky.embed.recordWithMedia#view", record: { record: gone }, media: shown
    })
  })

  it("drops from a profile what the record says no more", () => {
    const view = { ...alice, displayName: "Alice", description: "old", avatar: "a", banner: "b", postsCount: 3 }
    expect(LocalViews.withProfile(images, view, { description: "new" }, true)).toEqual({ ...alice, description: "new", postsCount: 3 })
    expect(LocalViews.withProfile(images, view, { displayName: "A." }, false)).toEqual({
      ...alice, displayName: "A.", description: "old", banner: "b", postsCount: 3
    })
  })
})
