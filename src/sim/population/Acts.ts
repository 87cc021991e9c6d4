/**
 * What a person does, each act an effect on its own device. People answer,
 * like and repost what they have really read, through their own PDS.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Reading from "../../actors/client/Reading.ts"
import * as Records from "../../actors/client/Records.ts"
import type { Session } from "../../actors/client/Session.ts"
import type { CallError } from "../../actors/xrpc/Client.ts"
import type { Habits } from "../scenario/Population.ts"
import * as Pictures from "./Pictures.ts"
import type { Marks } from "./Marks.ts"
import type { Person, Seen } from "./Person.ts"
import type { Society } from "./Society.ts"
import { sentence } from "./Words.ts"

export interface Surroundings {
  readonly society: Society
  readonly marks: Marks
  /** AT-URIs of the feeds that exist by now. */
  readonly feeds: ReadonlyArray<string>
  /** A timeline was read: these posts were in it. */
  readonly onTimeline: (uris: ReadonlyArray<string>, atMillis: number) => void
}

interface PostLike {
  readonly uri: string
  readonly cid: string
  readonly author: { readonly did: string }
  readonly record: unknown
}

const seenOf = (post: PostLike): Seen => {
  const ref = { uri: post.uri, cid: post.cid }
  const reply = (post.record as { readonly reply?: { readonly root: Records.Ref } }).reply
  return { ref, root: reply?.root ?? ref, author: post.author.did }
}

/** Of all pictures, those that become an avatar. */
const avatarShare = 0.25
const maxPictures = 4

/** Posts that fit a screen. */
const screenful = 20

const readTimeline = Effect.fnUntraced(function*(person: Person, session: Session, around: Surroundings) {
  const { feed } = yield* Reading.timeline(session, screenful)
  const others = feed.filter(({ post }) => post.author.did !== session.did)
  person.seen = others.map(({ post }) => seenOf(post))
  around.marks.hit("a timeline showed a post of somebody else", others.length > 0 ? 1 : 0)
  around.onTimeline(others.map(({ post }) => post.uri), yield* Clock.currentTimeMillis)
})

/** Its owner, or a moderator, does not want it to be seen. */
const isAway = (error: CallError): boolean =>
  error._tag === "XrpcError"
  && (error.error === "AccountTakedown" || error.error === "AccountDeactivated" || error.message === "Profile not found")

/** Its author deleted it after the person had read it. */
export const isGone = (error: CallError): boolean => error._tag === "XrpcError" && error.error === "NotFound"

/** One of the posts that the person has read; none if it has read nothing yet. */
const someSeen = (person: Person, fits: (seen: Seen) => boolean = () => true): Seen | undefined => {
  const fitting = person.seen.filter((seen) => !person.blocked.has(seen.author) && fits(seen))
  return fitting.length === 0 ? undefined : person.stream.pick(fitting)
}

const someKey = (person: Person, keys: Iterable<string>): string | undefined => {
  const all = [...keys]
  return all.length === 0 ? undefined : person.stream.pick(all)
}

type Act = (person: Person, session: Session, around: Surroundings) => Effect.Effect<unknown, unknown, Effect.Services<ReturnType<typeof readTimeline>>>

const acts: Readonly<Record<keyof Habits, Act>> = {
  post: Effect.fnUntraced(function*(person, session, { marks, society }) {
    const friend = person.stream.chance(0.1) ? society.acquaintance(person) : undefined
    const mentions = friend?.session !== undefined && friend !== person
    const text = mentions ? `${sentence(person.stream)} Right, @${friend.session!.handle}?` : sentence(person.stream)
    person.posts.push(yield* Records.post(session, text))
    marks.hit("a mention was written", mentions ? 1 : 0)
  }),
  reply: Effect.fnUntraced(function*(person, session, { marks }) {
    const seen = someSeen(person)
    if (seen === undefined) return
    person.posts.push(yield* Records.post(session, sentence(person.stream), { root: seen.root, parent: seen.ref }))
    marks.hit("a reply was written")
  }),
  like: Effect.fnUntraced(function*(person, session, { marks }) {
    const seen = someSeen(person, ({ ref }) => !person.liked.has(ref.uri))
    if (seen === undefined) return
    person.liked.add(seen.ref.uri)
    yield* Records.like(session, seen.ref)
    marks.hit("a post was liked")
  }),
  repost: Effect.fnUntraced(function*(person, session, { marks }) {
    const seen = someSeen(person)
    if (seen === undefined) return
    yield* Records.repost(session, seen.ref)
    marks.hit("a post was reposted")
  }),
  follow: Effect.fnUntraced(function*(person, session, { society }) {
    const did = society.stranger(person)?.session?.did
    if (did === undefined) return
    const { uri } = yield* Records.follow(session, did)
    person.follows.set(did, uri)
  }),
  unfollow: Effect.fnUntraced(function*(person, session, { marks }) {
    const did = someKey(person, person.follows.keys())
    if (did === undefined) return
    const uri = person.follows.get(did)!
    person.follows.delete(did)
    yield* Records.remove(session, uri)
    marks.hit("a follow was taken back")
  }),
  block: Effect.fnUntraced(function*(person, session, { marks }) {
    const seen = someSeen(person)
    if (seen === undefined) return
    person.blocked.add(seen.author)
    yield* Records.block(session, seen.author)
    marks.hit("somebody was blocked")
  }),
  delete: Effect.fnUntraced(function*(person, session, { marks }) {
    if (person.posts.length === 0) return
    const [post] = person.posts.splice(person.stream.below(person.posts.length), 1)
    yield* Records.remove(session, post!.uri)
    marks.hit("a post was deleted")
  }),
  profile: (person, session) =>
    Records.setProfile(session, { displayName: person.name, description: sentence(person.stream) }),
  readTimeline,
  readThread: Effect.fnUntraced(function*(person, session, { marks }) {
    const seen = someSeen(person)
    if (seen === undefined) return
    const opened = yield* Effect.catchIf(Reading.thread(session, seen.ref.uri), isGone, () => Effect.succeed(undefined))
    if (opened === undefined) return marks.hit("a post was gone when it was opened")
    const { thread } = opened
    const { replies } = thread as { readonly replies?: ReadonlyArray<{ readonly $type?: string }> }
    marks.hit("a thread with replies was read", replies !== undefined && replies.length > 0 ? 1 : 0)
    const cut = JSON.stringify(thread).includes('"app.bsky.feed.defs#')
      && /app\.bsky\.feed\.defs#(notFoundPost|blockedPost)/.test(JSON.stringify(thread))
    marks.hit("a thread was cut at a missing or blocked post", cut ? 1 : 0)
  }),
  readProfile: (person, session, { marks, society }) => {
    const other = society.acquaintance(person).session
    return other === undefined ? Effect.void : Effect.catchIf(Effect.asVoid(Reading.profile(session, other.did)), isAway, () =>
      Effect.sync(() => marks.hit("a profile was gone when it was opened")))
  },
  readFeed: Effect.fnUntraced(function*(person, session, { feeds, marks }) {
    if (feeds.length === 0) return
    const { feed } = yield* Reading.feed(session, person.stream.pick(feeds))
    marks.hit("a feed generator's feed was read", feed.length > 0 ? 1 : 0)
  }),
  readNotifications: Effect.fnUntraced(function*(_person, session, { marks }) {
    const { notifications } = yield* Reading.notifications(session)
    marks.hit("a notification was read", notifications.length > 0 ? 1 : 0)
  }),
  image: Effect.fnUntraced(function*(person, session, { marks }) {
    const { stream } = person
    if (stream.chance(avatarShare)) {
      yield* Records.setProfile(session, { displayName: person.name, avatar: Pictures.take(stream) })
      return marks.hit("an avatar was set")
    }
    const files = Array.from({ length: 1 + stream.below(maxPictures) }, () => Pictures.take(stream))
    const post = yield* Records.pictures(session, sentence(stream), files)
    person.posts.push(post)
    marks.hit("a picture was posted")
  })
}

const habitNames = Object.keys(acts) as ReadonlyArray<keyof Habits>

export const totalRate = (habits: Habits): number => habitNames.reduce((sum, name) => sum + habits[name], 0)

/** One act, drawn by its share of the habits. */
export const draw = (habits: Habits, person: Person): Act => {
  let left = person.stream.double() * totalRate(habits)
  for (const name of habitNames) {
    left -= habits[name]
    if (left < 0) return acts[name]
  }
  return readTimeline
}
