/** What somebody has beside records: a picture, and preferences. A move has to bring them along. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Session } from "../../actors/client/Session.ts"
import type { DataObject } from "../../protocol/data/Data.ts"
import * as Datetime from "../../protocol/syntax/Datetime.ts"
import type { Person } from "./Person.ts"

const pngMagic = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const pictureBytes = 600

const picture = ({ stream }: Person): Uint8Array => {
  const bytes = Uint8Array.from({ length: pictureBytes }, () => stream.below(256))
  bytes.set(pngMagic)
  return bytes
}

/** A picture of its own in the person's profile, and preferences that nobody else has. */
export const acquire = Effect.fnUntraced(function*(person: Person, session: Session) {
  const { blob } = yield* session.procedure("com.atproto.repo.uploadBlob", { input: picture(person), contentType: "image/png" })
  const createdAt = Datetime.fromMillis(yield* Clock.currentTimeMillis)
  const record = { $type: "app.bsky.actor.profile", displayName: person.name, avatar: blob, createdAt }
  yield* session.procedure("com.atproto.repo.putRecord", { input: { repo: session.did, collection: "app.bsky.actor.profile", rkey: "self", record: record as unknown as DataObject } })
  const preferences = [{ $type: "app.bsky.actor.defs#interestsPref" as const, tags: [`of ${person.name}`] }]
  yield* session.procedure("app.bsky.actor.putPreferences", { input: { preferences } })
})
