/**
 * Whatever people do, in whatever order, and whatever the stream loses, repeats
 * or survives: at rest the views equal a naive recount of the repositories.
 * MOD-1, MOD-5, VIEW-3, VIEW-5, SYNC-4
 */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import type { Cid } from "../../../src/protocol/data/Cid.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import { type Person, Town } from "./Town.ts"

const names = ["alice", "bob", "carol", "dan"]

interface Live {
  readonly uri: string
  readonly did: string
  readonly collection: string
  readonly value: any
}

const held = (net: Town, wanted: (person: Person) => boolean): ReadonlyArray<Live> =>
  [...net.people.values()].filter(wanted).flatMap(({ blocks, did, repo }: Person) =>
    [...repo.entries()].map(([path, cid]: readonly [string, Cid]) => ({
      uri: `at://${did}/${path}`,
      did,
      collection: path.split("/")[0]!,
      value: Result.getOrThrow(Cbor.decode(blocks.get(cid)!))
    })))

/** Records of a collection, one for each author and subject. */
const once = (records: ReadonlyArray<Live>, collection: string, subject: (value: any) => string) =>
  new Set(records.filter((one) => one.collection === collection).map((one) => `${one.did} ${subject(one.value)}`))

const naive = (net: Town) => {
  const records = held(net, ({ active }) => active)
  const posts = records.filter(({ collection }) => collection === "app.bsky.feed.post")
  const likes = once(records, "app.bsky.feed.like", (value) => value.subject.uri)
  const reposts = once(records, "app.bsky.feed.repost", (value) => value.subject.uri)
  const follows = once(records, "app.bsky.graph.follow", (value) => value.subject)
  // Whoever leaves stays protected.
  const blocks = once(held(net, () => true), "app.bsky.graph.block", (value) => value.subject)
  const about = (acts: ReadonlySet<string>, subject: string) => [...acts].filter((act) => act.split(" ")[1] === subject).length
  const by = (acts: ReadonlySet<string>, did: string) => [...acts].filter((act) => act.split(" ")[0] === did).length
  const apart = (a: string, b: string) => blocks.has(`${a} ${b}`) || blocks.has(`${b} ${a}`)
  const authorOf = (uri: string) => uri.split("/")[2]!
  const counts = posts.map(({ uri }) => [
    uri,
    about(likes, uri),
    about(reposts, uri),
    posts.filter(({ value }) => value.reply?.parent.uri === uri).length,
    posts.filter(({ value }) => value.embed?.record.uri === uri).length
  ])
  const people = [...net.people.values()].filter(({ active }) => active).map(({ did }) => [
    did,
    about(follows, did),
    by(follows, did),
    posts.filter((post) => post.did === did).length
  ])
  const timelineOf = (did: string) => {
    const seen = (other: string) => (other === did || follows.has(`${did} ${other}`)) && !apart(did, other)
    const visible = (uri: string) => {
      const post = posts.find((one) => one.uri === uri)
      const { parent, root } = post?.value.reply ?? {}
      return post !== undefined && !apart(did, post.did) && ![parent, root].some((ref) => ref !== undefined && apart(did, authorOf(ref.uri)))
    }
    return [
      ...posts.filter((post) => seen(post.did) && visible(post.uri)).map(({ uri }) => uri),
      ...[...reposts].map((act) => act.split(" ") as [string, string]).filter(([who, uri]) => seen(who) && visible(uri)).map(([who, uri]) => `${who} ${uri}`)
    ].sort()
  }
  return { counts, people, timelines: [...net.people.values()].filter(({ active }) => active).map(({ did, name }) => [name, timelineOf(did)]) }
}

const chunks = <A>(items: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(items.length / 25) }, (_, i) => items.slice(i * 25, i * 25 + 25))

const shown = (net: Town): ReturnType<typeof naive> => {
  const expected = naive(net)
  const posts = chunks(expected.counts.map(([uri]) => uri as string))
    .flatMap((uris) => net.ask("app.bsky.feed.getPosts", { uris }).posts)
  const profiles = net.ask("app.bsky.actor.getProfiles", { actors: names.map((name) => net.did(name)) }).profiles
  return {
    counts: posts.map((post: any) => [post.uri, post.likeCount, post.repostCount, post.replyCount, post.quoteCount]),
    people: profiles.map((one: any) => [one.did, one.followersCount, one.followsCount, one.postsCount]),
    timelines: expected.timelines.map(([name]) => {
      const { feed } = net.ask("app.bsky.feed.getTimeline", { limit: 100 }, name as string)
      return [name, feed.map((item: any) => item.reason === undefined ? item.post.uri : `${item.reason.by.did} ${item.post.uri}`).sort()]
    }) as never
  }
}

const isCommit = (bytes: Uint8Array): boolean =>
  Result.getOrThrow(Result.flatMap(Frame.decode(bytes), RepoEvent.fromFrame))._tag === "Commit"

type Step = readonly [kind: number, who: number, what: number, wait: number]

const act = (net: Town, made: Array<string>, [kind, who, what, wait]: Step): void => {
  const name = names[who]!
  const other = names[what % names.length]!
  const posts = made.filter((uri) => uri.includes("feed.post"))
  const target = posts[what % Math.max(1, posts.length)]
  const { active } = net.person(name)
  const create = (uri: string) => void made.push(uri)
  if (!active) {
    if (kind % 3 === 0) {
      net.account(name, true)
      net.sync(name)
    }
  } else if (kind < 3 || target === undefined) create(net.post(name, `post ${made.length}`))
  else if (kind < 5) create(net.reply(name, target, `reply ${made.length}`))
  else if (kind < 6) create(net.quote(name, target, `quote ${made.length}`))
  else if (kind < 9) create(net.like(name, target))
  else if (kind < 11) create(net.repost(name, target))
  else if (kind < 14) create(net.follow(name, other))
  else if (kind < 15 && other !== name) create(net.block(name, other))
  else if (kind < 20) {
    const own = made.filter((uri) => uri.includes(net.did(name)))
    const gone = own[what % Math.max(1, own.length)]
    if (gone !== undefined) {
      made.splice(made.indexOf(gone), 1)
      net.remove(gone)
    }
  } else if (kind < 21) net.account(name, false, what % 4 === 0 ? "takendown" : "deactivated")
  else if (kind < 22) {
    // A lost commit shows by the next one. That a status was lost, nobody can tell from the stream. [sync]
    const last = net.log.at(-1)!
    if (isCommit(last.bytes)) net.lost.add(last.seq)
  } else if (kind < 23) net.sync(name)
  else if (kind < 24) {
    // The upstream tells something old once more.
    const commits = net.log.filter(({ bytes }) => isCommit(bytes))
    const { bytes } = commits[what % commits.length]!
    const seq = net.emit(() => ({ _tag: "Info", name: "in its place" }))
    net.log[seq - 1] = { seq, bytes: RepoEvent.withSeq(bytes, seq) }
  } else {
    net.world.crash("appview.test")
    net.world.start("appview.test")
  }
  if (wait === 0) net.settle(30)
}

const step = fc.tuple(fc.nat({ max: 24 }), fc.nat({ max: 3 }), fc.nat({ max: 1000 }), fc.nat({ max: 5 }))

describe("views", () => {
  it("equal a naive recount after any history", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 90 }), fc.nat(), (steps, seed) => {
        const net = new Town({ seed })
        net.join(...names)
        net.settle(200)
        const made: Array<string> = []
        for (const one of steps) act(net, made, one)
        // What was lost last shows by the next word of each.
        for (const name of names) if (net.person(name).active) net.sync(name)
        net.settle(60_000)
        expect(shown(net)).toEqual(naive(net))
        expect(net.defects).toEqual([])
      }),
      { numRuns: 40, seed: 20260105 }
    )
  })
})
