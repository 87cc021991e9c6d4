/**
 * Two devices of one person write at once, both upon the commit that they have
 * seen. One of them has to look again. REPO-8
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SigningDevice from "../../actors/client/keys/SigningDevice.ts"
import type { Session } from "../../actors/client/Session.ts"
import * as Datetime from "../../protocol/syntax/Datetime.ts"
import type { Nsid } from "../../protocol/syntax/Nsid.ts"
import type { RecordKey } from "../../protocol/syntax/RecordKey.ts"
import * as RepoPath from "../../protocol/syntax/RepoPath.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { Person } from "../population/Person.ts"
import * as Signers from "../population/Signers.ts"
import { sentence } from "../population/Words.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"

const collection = "app.bsky.feed.post"
/** How often a device that came second looks again. */
const rounds = 8

/** Not repeated when an answer is lost: the next round sees what became of it. */
const write = Effect.fnUntraced(function*({ population: { marks } }: Scene, session: Session, rkey: string, text: string) {
  const record = { $type: collection, text, createdAt: Datetime.fromMillis(yield* Clock.currentTimeMillis) }
  for (let round = 1; round <= rounds; round++) {
    const { cid: swapCommit } = yield* session.query("com.atproto.sync.getLatestCommit", { did: session.did })
    const written = yield* Effect.result(session.procedureOnce("com.atproto.repo.putRecord", { input: { repo: session.did, collection, rkey, record, swapCommit } }))
    if (written._tag === "Success") return marks.hit("a device wrote upon the commit that it had seen")
    const { failure } = written
    if (failure instanceof XrpcError && failure.error === "InvalidSwap") marks.hit("a device wrote too late and looked again")
    else if (failure instanceof XrpcError && failure.status < 500) return yield* failure
  }
})

/** The same for somebody whose devices sign: each has the key, and remembers a head of its own. */
const sign = Effect.fnUntraced(function*({ population: { marks } }: Scene, session: Session, device: SigningDevice.SigningDevice, rkey: string, text: string) {
  const record = { $type: collection, text, createdAt: Datetime.fromMillis(yield* Clock.currentTimeMillis) }
  yield* device.write(session, [{ action: "create", path: RepoPath.of(collection as Nsid, rkey as RecordKey), record }])
  marks.hit("one of two devices signed a commit")
})

const race = (scene: Scene, person: Person, session: Session) =>
  Effect.gen(function*() {
    const micros = (yield* Clock.currentTimeMillis) * 1_000
    const places = [session.tids.next(micros), session.tids.next(micros)]
    const texts = places.map((_, n) => `${sentence(person.stream)} (device ${n + 1})`)
    const phone = Signers.deviceOf(session)
    if (phone === undefined) {
      return yield* Effect.forEach(places, (rkey, n) => write(scene, session, rkey, texts[n]!), { concurrency: places.length })
    }
    const tablet = yield* SigningDevice.make({ did: session.did, key: phone.key, name: `tablet of ${person.name}` })
    yield* Effect.forEach([phone, tablet], (device, n) => sign(scene, session, device, places[n]!, texts[n]!), { concurrency: places.length })
  })

const schema = Schema.Struct({
  what: Schema.Literal("two-devices").annotate({ description: "Two devices of one person write at once, each upon the commit that it has seen (swapCommit)." }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("They do so, one by one, within this long.")
})

export const TwoDevices: Happening<typeof schema> = {
  what: "two-devices",
  schema,
  schedule: (said, scene) =>
    Everybody.each(said, scene, () => (person) => {
      if (person.session !== undefined && !person.away) scene.population.actSoon(person, "writing from two devices", race(scene, person, person.session))
    })
}
