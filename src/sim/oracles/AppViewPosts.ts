/**
 * VIEW-5. At rest an App View shows every live post of every active account
 * with its own text, and none that was deleted. The feeds of some authors hold
 * just what these posted and reposted, each once.
 */
import * as Effect from "effect/Effect"
import { askEach, chunks, type Json, repeated, sample } from "./model/Questions.ts"
import { recount } from "./model/Recount.ts"
import type { Oracle } from "./Oracle.ts"

/** Authors whose feeds are looked at, and the most that one answer holds. */
const mostFeeds = 200
const pageSize = 100

/** URIs of the posts in a feed that are there for themselves, or as reposts. */
const shownIn = (answer: Json | undefined, reposted: boolean): ReadonlyArray<string> =>
  (answer?.feed as ReadonlyArray<{ readonly post: Json; readonly reason?: unknown }> | undefined ?? [])
    .flatMap(({ post, reason }) => (reason !== undefined) === reposted ? [String(post.uri)] : [])

const same = (a: ReadonlyArray<string>, b: Iterable<string>): boolean => [...a].sort().join() === [...b].sort().join()

export const AppViewPosts: Oracle = {
  code: "VIEW-5",
  title: "At rest an App View holds exactly the live posts of active accounts, deletions included.",
  source: "[sync]; reference App View; paper §3.3.2",
  make: (check, ledger) => ({
    reckon: () => void recount(ledger),
    atRest: Effect.fnUntraced(function*(probe) {
      const { actors, deletedPosts, posts } = recount(ledger)
      const byAuthor = Map.groupBy(posts.values(), ({ did }) => did)
      const authors = sample([...actors.keys()].filter((did) => (byAuthor.get(did)?.length ?? 0) + actors.get(did)!.reposted.size < pageSize), mostFeeds)
      const wanted = [...posts.keys(), ...deletedPosts]
      for (const host of ledger.of("appview")) {
        yield* askEach(probe, host, chunks(wanted, 25), (uris) => `/xrpc/app.bsky.feed.getPosts?${repeated("uris", uris)}`, (uris, answer) => {
          const shown = new Map((answer?.posts as ReadonlyArray<Json> | undefined ?? []).map((post) => [String(post.uri), post]))
          for (const uri of uris) {
            const expected = posts.get(uri)?.text
            const found = shown.get(uri)?.record as { readonly text?: string } | undefined
            check(
              found?.text === expected,
              () => `${host} shows ${uri} as ${JSON.stringify(found?.text)}, the repository holds ${JSON.stringify(expected)}`,
              () => [host, uri]
            )
          }
        })
        yield* askEach(probe, host, authors, (did) => `/xrpc/app.bsky.feed.getAuthorFeed?actor=${encodeURIComponent(did)}&limit=${pageSize}`, (did, answer) => {
          const own = (byAuthor.get(did) ?? []).map(({ uri }) => uri)
          const { reposted } = actors.get(did)!
          const [shown, passedOn] = [shownIn(answer, false), shownIn(answer, true)]
          check(
            same(shown, own) && same(passedOn, reposted),
            () => `${host} shows in the feed of ${did} ${shown.length} posts and ${passedOn.length} reposts, ${own.length} and ${reposted.size} are live; `
              + `the first that differs is ${[...own, ...reposted].find((uri) => !shown.includes(uri) && !passedOn.includes(uri)) ?? [...shown, ...passedOn].find((uri) => !own.includes(uri) && !reposted.has(uri))}`,
            () => [host, did]
          )
        })
      }
    })
  })
}
