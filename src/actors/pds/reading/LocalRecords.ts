/**
 * What an account wrote that a service has not seen yet, by the rev that the
 * service says it has: posts and the profile, in their JSON form.
 * [xrpc], PROXY-2
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Cbor from "../../../protocol/data/Cbor.ts"
import type { DataObject } from "../../../protocol/data/Data.ts"
import * as Json from "../../../protocol/data/Json.ts"
import type { Main as Profile } from "../../../protocol/lexicon/generated/app/bsky/actor/profile.ts"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import { standard } from "../../../protocol/lexicon/Registry.ts"
import * as AtUri from "../../../protocol/syntax/AtUri.ts"
import * as Datetime from "../../../protocol/syntax/Datetime.ts"
import * as Tid from "../../../protocol/syntax/Tid.ts"
import { type Hosted, storedCid } from "../account/Hosted.ts"
import type { Takedowns } from "../account/Takedowns.ts"
import type { RecordRows } from "../repo/RecordRows.ts"

/** More are not spliced in, the oldest first: a service that lags so far has other troubles. As the reference. */
const maxRecords = 10

export const postCollection = "app.bsky.feed.post"
export const profileCollection = "app.bsky.actor.profile"

export interface LocalPost {
  readonly uri: string
  readonly cid: string
  readonly indexedAt: Datetime.Datetime
  readonly record: Post
}

export interface LocalRecords {
  readonly profile: Profile | undefined
  /** Oldest first. */
  readonly posts: ReadonlyArray<LocalPost>
  /** When the first of them was written. */
  readonly oldestMillis: number
}

/** In JSON form; undefined if the writer skipped validation and it is not what its collection says. */
const validJson = (collection: string, bytes: Uint8Array): unknown => {
  const data = Result.getOrThrow(Cbor.decode(bytes)) as DataObject
  return Result.isSuccess(standard.validateRecord(collection, data)) ? Json.toJson(data) : undefined
}

const millisOf = (rev: Tid.Tid): number => Math.floor(Tid.toMicros(rev) / 1000)

export const since = Effect.fnUntraced(function*(records: RecordRows, takedowns: Takedowns, account: Hosted, rev: string) {
  const rows = yield* records.since(account.id, rev, maxRecords)
  const [first] = rows
  // A rev before all that is here is of another life: an account that moved in has all its records written anew.
  if (first === undefined || !(yield* records.hasUntil(account.id, rev))) return undefined
  let profile: Profile | undefined
  const posts: Array<LocalPost> = []
  for (const { bytes, cid, collection, rev, rkey } of rows) {
    const isProfile = collection === profileCollection && rkey === "self"
    if ((!isProfile && collection !== postCollection) || takedowns.record(account.id, collection, rkey) !== undefined) continue
    const record = validJson(collection, bytes)
    if (record === undefined) continue
    if (isProfile) {
      profile = record as Profile
      continue
    }
    posts.push({
      uri: `at://${account.did}/${collection}/${rkey}`,
      cid: storedCid(cid).toString(),
      indexedAt: Datetime.fromMillis(millisOf(rev)),
      record: record as Post
    })
  }
  return { profile, posts, oldestMillis: millisOf(first.rev) } satisfies LocalRecords
})

/** The profile as it is here, whether or not the service knows it. */
export const profile = (records: RecordRows, takedowns: Takedowns, account: Hosted) =>
  Effect.map(records.get(account.id, profileCollection, "self"), (row) =>
    row === undefined || takedowns.record(account.id, profileCollection, "self") !== undefined
      ? undefined
      : validJson(profileCollection, row.bytes) as Profile | undefined)

export const collectionOf = (uri: string): string | undefined => AtUri.is(uri) ? AtUri.split(uri).collection : undefined
