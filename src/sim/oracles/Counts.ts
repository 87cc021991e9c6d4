/**
 * MOD-5. Likes, reposts, replies, followers, follows and posts, as an App View
 * shows them, equal a recount. Of some posts and people it tells by whom, too.
 */
import * as Effect from "effect/Effect"
import { askEach, chunks, type Json, repeated, sample } from "./model/Questions.ts"
import { recount } from "./model/Recount.ts"
import type { Oracle } from "./Oracle.ts"

/** Posts, and people, whose lists are looked at; and the most that one answer holds. */
const mostLists = 100
const pageSize = 100

const didsOf = (answer: Json | undefined, field: string, did: (item: Json) => unknown): string =>
  (answer?.[field] as ReadonlyArray<Json> | undefined ?? []).map((item) => String(did(item))).sort().join(", ")

export const Counts: Oracle = {
  code: "MOD-5",
  title: "Counts of likes, reposts, replies, followers, follows and posts equal a recount of live records.",
  source: "reference App View; paper §3.3.2",
  make: (check, ledger) => ({
    reckon: () => void recount(ledger),
    atRest: Effect.fnUntraced(function*(probe) {
      const { actors, posts } = recount(ledger)
      const liked = sample([...posts.values()].filter(({ likes }) => likes > 0 && likes <= pageSize), mostLists)
      const followed = sample([...actors].filter(([, { followers }]) => followers > 0 && followers <= pageSize), mostLists)
      for (const host of ledger.of("appview")) {
        const pathOfPosts = (chunk: ReadonlyArray<{ readonly uri: string }>) => `/xrpc/app.bsky.feed.getPosts?${repeated("uris", chunk.map((post) => post.uri))}`
        yield* askEach(probe, host, chunks([...posts.values()], 25), pathOfPosts, (chunk, answer) => {
          const shown = new Map((answer?.posts as ReadonlyArray<Json> | undefined ?? []).map((post) => [String(post.uri), post]))
          for (const post of chunk) {
            const view = shown.get(post.uri)
            check(
              view?.likeCount === post.likes && view.repostCount === post.reposts && view.replyCount === post.replies,
              () => `${host} counts ${view?.likeCount} likes, ${view?.repostCount} reposts, ${view?.replyCount} replies of ${post.uri}; `
                + `a recount gives ${post.likes}, ${post.reposts}, ${post.replies}`,
              () => [host, post.uri]
            )
          }
        })
        const pathOfActors = (dids: ReadonlyArray<string>) => `/xrpc/app.bsky.actor.getProfiles?${repeated("actors", dids)}`
        yield* askEach(probe, host, chunks([...actors.keys()], 25), pathOfActors, (dids, answer) => {
          const shown = new Map((answer?.profiles as ReadonlyArray<Json> | undefined ?? []).map((profile) => [String(profile.did), profile]))
          for (const did of dids) {
            const view = shown.get(did)
            const { followers, follows, posts } = actors.get(did)!
            check(
              view?.followersCount === followers && view.followsCount === follows && view.postsCount === posts,
              () => `${host} counts ${view?.followersCount} followers, ${view?.followsCount} follows, ${view?.postsCount} posts of ${did}; `
                + `a recount gives ${followers}, ${follows}, ${posts}`,
              () => [host, did]
            )
          }
        })
        const likesOf = ({ uri }: { readonly uri: string }) => `/xrpc/app.bsky.feed.getLikes?uri=${encodeURIComponent(uri)}&limit=${pageSize}`
        yield* askEach(probe, host, liked, likesOf, ({ likedBy, uri }, answer) => {
          const [shown, expected] = [didsOf(answer, "likes", (like) => (like.actor as Json).did), [...likedBy].sort().join(", ")]
          check(shown === expected, () => `${host} says that ${uri} is liked by ${shown || "nobody"}; a recount gives ${expected}`, () => [host, uri])
        })
        const followersOf = ([did]: readonly [string, unknown]) => `/xrpc/app.bsky.graph.getFollowers?actor=${encodeURIComponent(did)}&limit=${pageSize}`
        yield* askEach(probe, host, followed, followersOf, ([did, { followedBy }], answer) => {
          const [shown, expected] = [didsOf(answer, "followers", (actor) => actor.did), [...followedBy].sort().join(", ")]
          check(shown === expected, () => `${host} says that ${did} is followed by ${shown || "nobody"}; a recount gives ${expected}`, () => [host, did])
        })
      }
    })
  })
}
