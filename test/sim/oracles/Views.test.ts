/**
 * Planted bugs of App Views and of the names, and the oracles that notice. What
 * else they violate follows from the same bug.
 */
import { describe, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import * as Town from "./SmallTown.ts"

const appView = "appview.test"
const relay = "relay.test"

interface Post {
  readonly uri: string
  readonly likeCount: number
  readonly repostCount: number
  readonly replyCount: number
  readonly record: { readonly text: string }
}
interface Posts {
  readonly posts: ReadonlyArray<Post>
}
interface Profile {
  readonly handle: string
  readonly followersCount: number
  readonly postsCount: number
}
interface Profiles {
  readonly profiles: ReadonlyArray<Profile>
}
interface Feed {
  readonly feed: ReadonlyArray<{ readonly post: Post }>
}

/** The first answer's first item, changed. */
const firstOf = <A>(items: ReadonlyArray<A>, change: (item: A) => A): ReadonlyArray<A> => items.map((item, i) => i === 0 ? change(item) : item)

const posts = (change: (posts: ReadonlyArray<Post>, asked: ReadonlyArray<string>) => ReadonlyArray<Post>): Interpose =>
  Town.answers(appView, "app.bsky.feed.getPosts", ({ posts }: Posts, { path }) => ({
    posts: change(posts, new URLSearchParams(path.split("?")[1]).getAll("uris"))
  }))

const profiles = (change: (profiles: ReadonlyArray<Profile>) => ReadonlyArray<Profile>): Interpose =>
  Town.answers(appView, "app.bsky.actor.getProfiles", ({ profiles }: Profiles) => ({ profiles: change(profiles) }))

describe("HANDLE-1 notices", () => {
  it("an App View that shows a handle which the document does not claim", () => {
    Town.expectCaught({ interpose: profiles((all) => firstOf(all, (profile) => ({ ...profile, handle: "alice.elsewhere.test" }))) }, "HANDLE-1", ["HANDLE-4"])
  })

  it("an App View that should demand signed names, and believes those that lack a signature", () => {
    Town.expectCaught({
      town: {
        population: { ...Town.people, customHandles: "100%" },
        topology: {
          pds: 1,
          feedGenerators: 1,
          hosts: [{ host: "names.test", options: { zoneSecret: "01".repeat(32) } }, { host: appView, options: { dnssec: true } }]
        }
      },
      layerOf: (spec) => layerOf(spec.kind === "appview" ? { ...spec, options: { ...spec.options, dnssec: false } } : spec),
      interpose: Town.answers("names.test", "/dns-query", (answer: object, { to }) =>
        to === appView ? { ...answer, Signature: undefined } : undefined)
    }, "HANDLE-1")
  })
})

describe("HANDLE-2 notices", () => {
  it("an App View that shows two people under one handle", () => {
    Town.expectCaught({
      interpose: profiles((all) => all.map((profile) => ({ ...profile, handle: all[0]!.handle })))
    }, "HANDLE-2", ["HANDLE-1", "HANDLE-4"])
  })
})

describe("HANDLE-4 notices", () => {
  it("a zone that points every name at one DID, once the PDS has looked", () => {
    let did: string | undefined
    Town.expectCaught({
      town: { population: { ...Town.people, customHandles: "100%" } },
      interpose: Town.answers("names.test", "/dns-query", (answer: { Answer?: ReadonlyArray<{ data: string }> }, { to }) => {
        if (to === "pds1.test") return undefined
        did ??= answer.Answer?.[0]?.data
        return answer.Answer === undefined ? undefined : { ...answer, Answer: answer.Answer.map((record) => ({ ...record, data: did })) }
      })
    }, "HANDLE-4", ["ID-8"])
  })

  it("a host that answers for another's handle with the DID of the first", () => {
    let did: Uint8Array | undefined
    Town.expectCaught({
      town: { population: { ...Town.people, customHandles: 0 } },
      interpose: (_host, message) => {
        if (message.kind !== "response" || message.path !== "/.well-known/atproto-did" || message.status !== 200) return message.bytes
        return did ??= message.bytes
      }
    }, "HANDLE-4", ["ID-8"])
  })

  it("an App View that never looks at a handle again after it did not hold", () => {
    Town.expectCaught({ interpose: profiles((all) => firstOf(all, (profile) => ({ ...profile, handle: "handle.invalid" }))) }, "HANDLE-4")
  })
})

describe("VIEW-3 notices an App View", () => {
  const timelines = (right: string, wrong: string) => ({ layerOf: Town.withStatement("appview", right, wrong) })

  it("that files one in seven posts under a later time than theirs", () => {
    Town.expectCaught({ layerOf: Town.withTrigger("AFTER INSERT ON feed_item WHEN NEW.sort_at % 7 = 0 BEGIN UPDATE feed_item SET sort_at = sort_at + 20000 WHERE uri = NEW.uri; END", "appview") }, "VIEW-3")
  })

  it("that begins a page with the last item of the one before", () => {
    Town.expectCaught(timelines("AND f.sort_at > ? AND f.sort_at <= ? AND (f.sort_at < ? OR f.uri < ?)", "AND f.sort_at > ? AND f.sort_at <= ? AND (f.sort_at < ? OR f.uri <= ?)"), "VIEW-3")
  })

  it("that loses between two pages what is of nearly the same time", () => {
    Town.expectCaught(timelines("AND f.sort_at > ? AND f.sort_at <= ? AND (f.sort_at < ? OR", "AND f.sort_at > ? AND f.sort_at <= ? AND (f.sort_at < ? - 20000 OR"), "VIEW-3")
  })

  it("that goes on showing those whom one follows no more", () => {
    Town.expectCaught({
      ...timelines("DELETE FROM edge WHERE author = ?", "DELETE FROM edge WHERE kind <> 3 AND author = ?"),
      town: { population: { ...Town.people, habits: { ...Town.people.habits, unfollow: 120 } } }
    }, "VIEW-3", ["MOD-5", "VIEW-5"])
  })
})

describe("VIEW-5 notices in what people are told of an App View", () => {
  const told = (right: string, wrong: string) => ({ layerOf: Town.withStatement("appview", right, wrong) })

  it("that tells of what was done to posts which are gone", () => {
    Town.expectCaught(told("(n.subject IS NULL OR EXISTS (SELECT 1 FROM record r WHERE r.uri = n.subject))", "1"), "VIEW-5")
  })

  it("that tells nobody of replies", () => {
    Town.expectCaught({ layerOf: Town.withTrigger("AFTER INSERT ON notification WHEN NEW.reason = 'reply' BEGIN DELETE FROM notification WHERE uri = NEW.uri; END", "appview") }, "VIEW-5")
  })

  it("that tells of what came last at the end", () => {
    Town.expectCaught(told("ORDER BY sort_at DESC, uri DESC LIMIT ?", "ORDER BY sort_at, uri LIMIT ?"), "VIEW-5")
  })
})

describe("VIEW-5 notices an App View", () => {
  it("that goes on showing posts which were deleted", () => {
    const remembered = new Map<string, Post>()
    Town.expectCaught({
      interpose: Town.both(
        Town.answers(appView, "app.bsky.feed.getTimeline", ({ feed }: Feed) => {
          for (const { post } of feed) remembered.set(post.uri, post)
          return undefined
        }),
        posts((shown, asked) => [
          ...shown,
          ...asked.flatMap((uri) => shown.some((post) => post.uri === uri) ? [] : remembered.get(uri) ?? [])
        ])
      )
    }, "VIEW-5")
  })

  it("that misses a post", () => {
    Town.expectCaught({ interpose: posts((shown) => shown.slice(1)) }, "VIEW-5", ["MOD-5"])
  })

  it("that shows one person's post with another's text", () => {
    Town.expectCaught({
      interpose: posts((shown) => firstOf(shown, (post) => ({ ...post, record: { ...post.record, text: "I never wrote this." } })))
    }, "VIEW-5")
  })
})

describe("VIEW-5 notices in authors' feeds an App View", () => {
  it("that loses one in nine posts and reposts", () => {
    Town.expectCaught({ layerOf: Town.withTrigger("AFTER INSERT ON feed_item WHEN NEW.sort_at % 9 = 0 BEGIN DELETE FROM feed_item WHERE uri = NEW.uri; END", "appview") }, "VIEW-5", ["MOD-5", "VIEW-3"])
  })

  it("that shows a post twice", () => {
    Town.expectCaught({ interpose: Town.answers(appView, "app.bsky.feed.getAuthorFeed", ({ feed }: Feed) => ({ feed: [...feed, ...feed.slice(0, 1)] })) }, "VIEW-5")
  })

  it("that shows in one author's feed what another posted", () => {
    let other: Feed["feed"] = []
    Town.expectCaught({
      interpose: Town.answers(appView, "app.bsky.feed.getAuthorFeed", ({ feed }: Feed) => {
        const mixed = [...feed, ...other]
        other = feed.slice(0, 1)
        return { feed: mixed }
      })
    }, "VIEW-5", ["MOD-1"])
  })
})

describe("MOD-5 notices an App View", () => {
  it("that counts rightly, and says of a post or a person the wrong people", () => {
    const without = (field: string) => (answer: Readonly<Record<string, ReadonlyArray<unknown>>>) => ({ ...answer, [field]: answer[field]!.slice(1) })
    Town.expectCaught({ interpose: Town.answers(appView, "app.bsky.feed.getLikes", without("likes")) }, "MOD-5")
    Town.expectCaught({ interpose: Town.answers(appView, "app.bsky.graph.getFollowers", without("followers")) }, "MOD-5")
  })

  it("that counts a like twice", () => {
    let liked: string | undefined
    Town.expectCaught({
      interpose: posts((shown) => {
        liked ??= shown.find((post) => post.likeCount > 0)?.uri
        return shown.map((post) => post.uri === liked ? { ...post, likeCount: post.likeCount + 1 } : post)
      })
    }, "MOD-5")
  })

  it("that forgets to take a reply off when it is deleted", () => {
    Town.expectCaught({
      interpose: posts((shown) => firstOf(shown, (post) => ({ ...post, replyCount: post.replyCount + 1 })))
    }, "MOD-5")
  })

  it("that counts a follower too many", () => {
    Town.expectCaught({
      interpose: profiles((all) => firstOf(all, (profile) => ({ ...profile, followersCount: profile.followersCount + 1 })))
    }, "MOD-5")
  })
})

describe("MOD-1 notices an App View", () => {
  it("that mixes what everybody posts into every timeline", () => {
    const latest = new Map<string, { readonly post: Post }>()
    Town.expectCaught({
      interpose: Town.answers(appView, "app.bsky.feed.getTimeline", ({ feed, ...rest }: Feed) => {
        for (const item of feed) latest.set(item.post.uri, item)
        return { ...rest, feed: [...feed, ...[...latest.values()].filter((item) => !feed.includes(item))] }
      })
    }, "MOD-1", ["VIEW-3"])
  })

  it("that is not told of blocks", () => {
    Town.expectCaught({
      interpose: (host, message) =>
        message.kind === "frame" && message.to === appView
          ? blockless(host, message)
          : message.bytes
    }, "MOD-1", ["RELAY-3", "STREAM-1", "MOD-5", "VIEW-3", "VIEW-5"])
  })
})

/** A relay's frames, with the blocks taken out of the operations. */
const blockless = Town.frames(relay, (event, { bytes }) =>
  event._tag === "Commit" && Town.touches("app.bsky.graph.block")(event) ? Town.encoded({ ...event, ops: [] }) : bytes)
