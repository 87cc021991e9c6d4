/**
 * Phones are lost, or stolen. Their owners notice after a while: what was
 * delegated is revoked, the DID is taken back if it was taken, a new phone is
 * made ready, and life goes on.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { Stream } from "../kernel/Stream.ts"
import { recoveryMail } from "../population/Mail.ts"
import type { Person } from "../population/Person.ts"
import * as Guardianships from "../population/Guardianships.ts"
import * as Phones from "../population/Phones.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"
import { rob } from "./PhoneThief.ts"

/**
 * A revoked key may work for as long as a PDS trusts what it knows (its
 * option), and then a little while that messages take.
 */
const boundMillis = 75_000
/** The thief goes on for so long after the owner has noticed, unless refused. */
const thiefStaysMillis = 5 * 60_000
const firstNoticeMillis = 30_000
/** The owner begins again where the thief was quicker. */
const struggles = 5

interface Loss {
  readonly stolen: boolean
  readonly forgotten: boolean
  readonly noticedAfterMillis: number
  readonly stream: Stream
}

/** A new passphrase, by a letter and the code on paper; it ends every delegation. */
const recoverPassphrase = Effect.fnUntraced(function*({ home, person }: Phones.Keeper) {
  if (home.kind !== "managed") return
  yield* Phones.insistently(home.owner.requestRecovery())
  const read = yield* recoveryMail
  const token = yield* Phones.insistently(read(home.owner.origin, person.email))
  yield* Phones.insistently(home.owner.recover({ token, recoveryCode: home.recoveryCode, passphrase: `new passphrase of ${person.name}` }))
})

/** Between two of these steps the thief may take the DID (again); a PDS may not know yet that it was taken back. */
export const isRace = (error: { readonly _tag: string }): boolean =>
  error._tag === "NoAuthority" || error._tag === "PlcRefused"
  || (error instanceof XrpcError && (error.error === "NotPublished" || error.error === "InvalidRevocation"))

const replace = ({ population }: Scene, keeper: Phones.Keeper, phone: Phones.Phone, { forgotten }: Loss) =>
  Effect.gen(function*() {
    const { marks } = population
    if (forgotten && keeper.home.kind === "managed") {
      yield* recoverPassphrase(keeper)
      marks.hit("a lost passphrase was replaced")
    }
    const secure = Effect.gen(function*() {
      if (yield* Phones.undo(keeper, phone.rotation.didKey)) marks.hit("an owner took a DID back from a stolen key")
      yield* Phones.revoke(keeper, phone)
      yield* Phones.equip(keeper, phone.rotation, Guardianships.guarded(population).get(keeper.person)?.key)
    })
    yield* Effect.retry(secure, { times: struggles, schedule: Schedule.spaced("3 seconds"), while: isRace })
    marks.hit("a phone was replaced")
  })

/** Whoever finds a lost phone after it was revoked tries it once. */
const tryFound = (scene: Scene, keeper: Phones.Keeper, phone: Phones.Phone) =>
  Effect.map(Effect.result(Phones.write(phone.device, keeper.session, "Found a phone!")), (written) => {
    if (written._tag === "Failure" && written.failure instanceof XrpcError && written.failure.status === 401) {
      scene.population.marks.hit("a stolen or lost key was refused after its owner had acted")
    }
  })

/** Acts beside the people, and is no one of them. */
export const stranger = (person: Person, name: string, stream: Stream): Person => ({ ...person, name: `${name} of ${person.name}`, session: undefined, acting: false, stream })

const lose = (scene: Scene, keeper: Phones.Keeper, phone: Phones.Phone, loss: Loss): void => {
  const { population, world } = scene
  const { person } = keeper
  keeper.phone = undefined
  population.marks.hit(loss.stolen ? "a phone was stolen" : "a phone was lost")
  const other = population.society.people.find(({ pds, session }) => session !== undefined && session !== person.session && pds === person.pds)?.session?.did
  const outsider = stranger(person, loss.stolen ? "thief" : "finder", loss.stream)
  if (loss.stolen) {
    population.act(outsider, "robbing", Effect.flatMap(Clock.currentTimeMillis, (nowMillis) =>
      rob(
        { keeper, phone, other, takesDid: loss.stream.chance(0.5), stream: loss.stream, marks: population.marks },
        nowMillis + loss.noticedAfterMillis + thiefStaysMillis
      )))
  }
  world.at(world.now + loss.noticedAfterMillis, () => {
    population.actSoon(person, "replacing a phone", Effect.tap(replace(scene, keeper, phone, loss), () =>
      Effect.sync(() => {
        if (!loss.stolen) world.at(world.now + boundMillis, () => population.act(outsider, "trying a found phone", tryFound(scene, keeper, phone)))
      })))
  })
}

const schema = Schema.Struct({
  what: Schema.Literal("lose-phones").annotate({ description: "Phones with delegated keys are lost or stolen; their owners revoke, recover and replace." }),
  at: Fields.at,
  share: Share.annotate({ description: "Share of all people; only those who keep keys have such a phone." }),
  stolen: Share.annotate({ description: "Share of these phones that are stolen; the others are only lost." }),
  forgotten: Share.annotate({ description: "Share of owners at a key manager who have forgotten the passphrase too." }),
  noticed: Duration.annotate({ description: "At most so long until the owner notices." }),
  within: Fields.within("They are lost, one by one, within this long.")
})

export const LosePhones: Happening<typeof schema> = {
  what: "lose-phones",
  schema,
  schedule: (said, scene) => {
    const chance = scene.chance(`lose-phones ${said.at} how`)
    Everybody.each(said, scene, () => (person) => {
      const keeper = Phones.keepers(scene.population).get(person)
      if (keeper?.phone === undefined) return
      lose(scene, keeper, keeper.phone, {
        stolen: chance.chance(said.stolen),
        forgotten: chance.chance(said.forgotten),
        noticedAfterMillis: firstNoticeMillis + chance.double() * Math.max(0, said.noticed - firstNoticeMillis),
        stream: chance.fork(person.name)
      })
    })
  }
}
