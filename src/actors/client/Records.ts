/**
 * What a person writes: posts, replies, likes, reposts, follows, blocks, a
 * profile. References carry DIDs, never handles. [ID-6]
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { DataObject } from "../../protocol/data/Data.ts"
import type { Records } from "../../protocol/lexicon/generated/Records.ts"
import * as Datetime from "../../protocol/syntax/Datetime.ts"
import type { Session } from "./Session.ts"
import { patiently } from "./Session.ts"
import * as RichText from "./RichText.ts"

export interface Ref {
  readonly uri: string
  readonly cid: string
}

const now = Effect.map(Clock.currentTimeMillis, Datetime.fromMillis)

/**
 * Writes a record under a key of the device's choosing. The first attempt
 * creates; a repeated one puts, which commits nothing if the first had arrived.
 */
export const create = Effect.fnUntraced(function*<K extends keyof Records & string>(session: Session, collection: K, value: Records[K]) {
  const rkey = session.tids.next((yield* Clock.currentTimeMillis) * 1_000)
  const record = { $type: collection, ...value } as unknown as DataObject
  const input = { repo: session.did, collection, rkey, record }
  const { cid, uri } = yield* patiently((repeated) =>
    repeated
      ? session.procedureOnce("com.atproto.repo.putRecord", { input })
      : session.procedureOnce("com.atproto.repo.createRecord", { input }))
  return { uri, cid } satisfies Ref
})

export const post = Effect.fnUntraced(function*(
  session: Session,
  text: string,
  reply?: { readonly root: Ref; readonly parent: Ref }
) {
  const facets = yield* RichText.facets(session, text)
  return yield* create(session, "app.bsky.feed.post", {
    text,
    createdAt: yield* now,
    ...(facets.length === 0 ? {} : { facets }),
    ...(reply === undefined ? {} : { reply })
  })
})

export const uploadPicture = (session: Session, picture: Uint8Array) =>
  Effect.map(session.procedure("com.atproto.repo.uploadBlob", { input: picture, contentType: "image/png" }), ({ blob }) => blob)

/** A post with pictures. What was uploaded is good for hours, so the rest may take its time. */
export const pictures = Effect.fnUntraced(function*(session: Session, text: string, files: ReadonlyArray<Uint8Array>) {
  const blobs = yield* Effect.forEach(files, (file) => uploadPicture(session, file))
  return yield* create(session, "app.bsky.feed.post", {
    text,
    createdAt: yield* now,
    embed: { $type: "app.bsky.embed.images", images: blobs.map((image) => ({ alt: "", image })) }
  })
})

export const like = Effect.fnUntraced(function*(session: Session, subject: Ref) {
  return yield* create(session, "app.bsky.feed.like", { subject, createdAt: yield* now })
})

export const repost = Effect.fnUntraced(function*(session: Session, subject: Ref) {
  return yield* create(session, "app.bsky.feed.repost", { subject, createdAt: yield* now })
})

export const follow = Effect.fnUntraced(function*(session: Session, did: string) {
  return yield* create(session, "app.bsky.graph.follow", { subject: did, createdAt: yield* now })
})

export const block = Effect.fnUntraced(function*(session: Session, did: string) {
  return yield* create(session, "app.bsky.graph.block", { subject: did, createdAt: yield* now })
})

/** The profile has one place, so writing it is always a put. */
export const setProfile = Effect.fnUntraced(function*(session: Session, profile: { readonly displayName: string; readonly description?: string; readonly avatar?: Uint8Array }) {
  const { avatar, ...rest } = profile
  const picture = avatar === undefined ? {} : { avatar: yield* uploadPicture(session, avatar) }
  const record = { $type: "app.bsky.actor.profile", ...rest, ...picture, createdAt: yield* now } as unknown as DataObject
  return yield* session.procedure("com.atproto.repo.putRecord", {
    input: { repo: session.did, collection: "app.bsky.actor.profile", rkey: "self", record }
  })
})

/** Deleting what is gone already succeeds, so it may be repeated. */
export const remove = (session: Session, uri: string) => {
  const [collection, rkey] = uri.split("/").slice(-2) as [string, string]
  return session.procedure("com.atproto.repo.deleteRecord", { input: { repo: session.did, collection, rkey } })
}
