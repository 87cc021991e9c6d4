/**
 * VIEW-5. At rest an App View shows every live post of every active account
 * with its own text, and none that was deleted. The feeds of some authors hold
 * just what these posted and reposted, each once. Some people are told, through
 * their PDSes, of all that was done to them and is not undone, and of nothing
 * else, newest first.
 */
import * as Effect from "effect/Effect"
import * as Graph from "./model/Graph.ts"
import type { Ledger } from "./model/Ledger.ts"
import { noticesFor } from "./model/Notices.ts"
import { askEach, askPages, chunks, type Json, repeated, sample } from "./model/Questions.ts"
import * as Readers from "./model/Readers.ts"
import { recount } from "./model/Recount.ts"
import { fault } from "./model/Sequence.ts"
import type { Check, Oracle, Probe } from "./Oracle.ts"

/** Authors whose feeds are looked at, and the most that one answer holds. */
const mostFeeds = 200
const pageSize = 100

/** URIs of the posts in a feed that are there for themselves, or as reposts. */
const shownIn = (answer: Json | undefined, reposted: boolean): ReadonlyArray<string> =>
  (answer?.feed as ReadonlyArray<{ readonly post: Json; readonly reason?: unknown }> | undefined ?? [])
    .flatMap(({ post, reason }) => (reason !== undefined) === reposted ? [String(post.uri)] : [])

const same = (a: ReadonlyArray<string>, b: Iterable<string>): boolean => [...a].sort().join() === [...b].sort().join()

/** In so many pages. */
const noticePages = 2

const noticed = (uri: unknown, reason: unknown, subject: unknown): string => `${String(uri)} ${String(reason)} ${String(subject ?? "")}`

const notifications = Effect.fnUntraced(function*(check: Check, ledger: Ledger, probe: Probe) {
  const graph = Graph.of(ledger)
  const readings = (yield* Readers.of(ledger, probe)).map((reader) => {
    const { perhaps, told } = noticesFor(graph, reader.did)
    return { reader, perhaps, wanted: new Map(told.map(({ createdAt, reason, subject, uri }) => [noticed(uri, reason, subject), createdAt])) }
  })
  const most = graph.posts.size + graph.likes.length + graph.reposts.length + graph.follows.length + 2
  const lists = readings.map(({ reader: { headers, host }, wanted }) => {
    const limit = Readers.pageOf(wanted.size, noticePages)
    return { host, headers, path: `/xrpc/app.bsky.notification.listNotifications?limit=${limit}`, field: "notifications", most: Math.ceil(most / limit) }
  })
  for (const [n, told] of (yield* askPages(probe, lists)).entries()) {
    const { perhaps, reader: { did, host }, wanted } = readings[n]!
    const given = told.items.map(({ indexedAt, reason, reasonSubject, uri }) => ({ id: noticed(uri, reason, reasonSubject), indexedAt: Date.parse(String(indexedAt)) }))
    const wrong = fault(told, given, wanted, (id) => {
      const [uri, reason] = id.split(" ")
      return reason === "reply" && perhaps.has(uri!)
    })
    check(wrong === undefined, () => `what ${did} is told of at ${host} ${wrong}; ${wanted.size} notifications belong there`, () => [host, did])
  }
})

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
      if (ledger.of("appview").length > 0) yield* notifications(check, ledger, probe)
    })
  })
}
