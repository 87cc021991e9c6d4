/**
 * Guardians are asked for somebody's recovery key.
 *
 *     by the owner, who lost every device and the root key   enough give: a new root key, a new
 *                                                            phone, new guardians
 *     by a thief, who is not believed                        all refuse
 *     by a thief, who is                                     the thief takes the DID; the owner is
 *                                                            told, takes it back, has new guardians
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Guardians from "../../actors/client/keys/Guardians.ts"
import * as Keyring from "../../actors/client/keys/Keyring.ts"
import * as OwnDelegation from "../../actors/client/keys/OwnDelegation.ts"
import { serviceId } from "../../actors/pds/delegation/Standings.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import type { Stream } from "../kernel/Stream.ts"
import * as Guardianships from "../population/Guardianships.ts"
import * as Device from "../population/Device.ts"
import type { Person } from "../population/Person.ts"
import * as Phones from "../population/Phones.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"
import * as Identity from "./Identity.ts"
import { isRace, stranger } from "./LosePhones.ts"

/** How often the owner looks whether the thief has taken the DID. */
const looksEvery = "15 seconds"
const looks = 60
const againMillis = 60_000

type Bereft = { readonly keeper: Phones.Keeper; readonly guarded: Guardianships.Guarded }

/** Of which person's device the power fails, and when. */
type PowerOf = (person: Person, withinMillis: number) => Device.Power

/** Most of a recovery is done in so long; of a guardian's answer too. */
const recoveryMillis = 8_000
const answerMillis = 150

const onDevice = ({ population: { marks }, world }: Scene, person: Person, power: Device.Power): Guardianships.OnDevice => (act) =>
  Device.run(world, Device.hostOf(person.name), power, act, () => marks.hit("a device lost its power while guardians were asked"))

/** Each guardian says what they say once, whatever becomes of the device that asked. */
const tellGuardians = (scene: Scene, { guarded, keeper }: Bereft, device: string, powerOf: PowerOf, gives: (guardian: number) => boolean | undefined): void => {
  for (const [at, guardian] of guarded.people.entries()) {
    const says = gives(at)
    if (says !== undefined) {
      Guardianships.answer(scene.population, guardian, keeper.session.did, device, says, onDevice(scene, guardian, powerOf(guardian, answerMillis)))
    }
  }
}

/** From here on the root key is at home: whoever kept the old one has nothing to do with the account any more. */
const startAgain = Effect.fnUntraced(function*(scene: Scene, bereft: Bereft, lost: Phones.Phone | undefined, away: number | undefined, powerOf: PowerOf) {
  const { guarded, keeper } = bereft
  const { person, session: { did } } = keeper
  const { marks } = scene.population
  const keys = yield* Keys
  // What the new device makes, and keeps before it asks: with these it goes on wherever it was.
  const asking = yield* keys.generate("k256")
  const ring = yield* Keyring.generate(["k256"])
  const delegation = yield* keys.generate("k256")
  const phone = yield* Phones.phoneKeys
  tellGuardians(scene, bereft, asking.didKey, powerOf, (guardian) => guardian === away ? undefined : true)
  const again: Phones.Keeper = { ...keeper, home: { kind: "own", ring, delegation }, phone: undefined }
  const recovered = yield* onDevice(scene, person, powerOf(person, recoveryMillis))(Effect.gen(function*() {
    const identity = yield* Identity.make(scene)
    const appeal = new Guardians.Appeal(identity, did, guarded.guardians, asking)
    yield* appeal.ask()
    const key = yield* Guardianships.awaitKey(appeal, guarded)
    if (key === undefined) return false
    yield* Phones.insistently(Guardians.renew(identity, did, key, ring.didKeys[0]!, (state) => {
      const { [serviceId]: _, ...services } = state.services
      return OwnDelegation.withKey({ ...state, services }, delegation)
    }))
    Phones.keepers(scene.population).set(person, again)
    const here = { ...again, identity }
    yield* Phones.equip(here, lost?.rotation, undefined, phone)
    again.phone = here.phone
    yield* Guardianships.appoint(scene.population, here, guarded.people, guarded.threshold)
    return true
  }))
  if (!recovered) return
  marks.hit("a guardian who was away was not missed", away === undefined ? 0 : 1)
  marks.hit("an account was recovered by its guardians")
})

/** True if the DID was taken. */
const deceive = Effect.fnUntraced(function*(scene: Scene, target: Bereft, believed: boolean, powerOf: PowerOf) {
  const { guarded, keeper: { identity, session: { did } } } = target
  const appeal = yield* Guardians.appeal(identity, did, guarded.guardians)
  yield* appeal.ask()
  tellGuardians(scene, target, appeal.device.didKey, powerOf, () => believed)
  const key = yield* Guardianships.awaitKey(appeal, guarded)
  if (key === undefined) return
  yield* Phones.insistently(identity.update(new Keyring.Keyring([key]), did, (state) => ({ ...state, rotationKeys: [appeal.device.didKey] })))
  scene.population.marks.hit("guardians were deceived")
})

/** Also where a stolen phone has the DID meanwhile: once the phone is replaced, which waits until its owner has done with this. */
const appointAnew = (scene: Scene, keeper: Phones.Keeper, guarded: Guardianships.Guarded, attemptsLeft = 5): ReturnType<typeof Guardianships.appoint> =>
  Effect.catchIf(Guardianships.appoint(scene.population, keeper, guarded.people, guarded.threshold), (error) => attemptsLeft > 0 && isRace(error), () =>
    Effect.sync(() => {
      const { population, world } = scene
      world.at(world.now + againMillis, () => population.actSoon(keeper.person, "appointing guardians", appointAnew(scene, keeper, guarded, attemptsLeft - 1)))
    }))

/** The owner has had letters, and looks until what they warned of has happened. */
const takeBack = Effect.fnUntraced(function*(scene: Scene, { guarded, keeper }: Bereft, powerOf: PowerOf) {
  const { marks } = scene.population
  yield* onDevice(scene, keeper.person, powerOf(keeper.person, recoveryMillis))(Effect.gen(function*() {
    const here = { ...keeper, identity: yield* Identity.make(scene) }
    const undone = yield* Effect.repeat(Phones.undo(here, guarded.key), { times: looks, schedule: Schedule.spaced(looksEvery), until: (undone) => undone })
    if (undone) marks.hit("an owner took a DID back from who had deceived guardians")
    yield* appointAnew(scene, here, guarded)
  }))
})

const schema = Schema.Struct({
  what: Schema.Literal("ask-guardians").annotate({ description: "Guardians are asked for an account: by its owner who has lost every device, or by a thief." }),
  at: Fields.at,
  share: Share.annotate({ description: "Share of all people; only those who have guardians, and are nobody's, are concerned." }),
  stolen: Share.annotate({ description: "Share of these who have lost nothing: a thief asks." }),
  believed: Share.annotate({ description: "Share of the thieves whom the guardians believe." }),
  away: Share.annotate({ description: "Share of the owners of whose guardians one cannot be reached." }),
  noticed: Duration.annotate({ description: "How long the owner takes until the letters are read." }),
  crashes: Share.annotate({ description: "Share of the devices, of owners and guardians, whose power fails once or more while they do their part." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(0))
  ),
  within: Fields.within("They are asked, one after another, within this long.")
})

const act = (scene: Scene, { away, believed, noticedAfterMillis, powerOf, stolen, stream, target }: {
  readonly target: Bereft
  readonly stolen: boolean
  readonly believed: boolean
  readonly away: boolean
  readonly noticedAfterMillis: number
  readonly stream: Stream
  readonly powerOf: PowerOf
}): void => {
  const { population, world } = scene
  const { guarded, keeper } = target
  const { person } = keeper
  if (stolen) {
    population.act(stranger(person, "thief", stream), "asking guardians", deceive(scene, target, believed, powerOf))
    if (believed) world.at(world.now + noticedAfterMillis, () => population.actSoon(person, "taking a DID back", takeBack(scene, target, powerOf)))
  } else {
    const lost = keeper.phone
    keeper.phone = undefined
    population.actSoon(person, "asking guardians", startAgain(scene, target, lost, away ? stream.below(guarded.people.length) : undefined, powerOf))
  }
}

export const AskGuardians: Happening<typeof schema> = {
  what: "ask-guardians",
  schema,
  schedule: (said, scene) => {
    const chance = scene.chance(`ask-guardians ${said.at} how`)
    const { population } = scene
    const powerOf = (asked: Person, share: number): PowerOf => {
      const power = scene.chance(`ask-guardians ${said.at} power for ${asked.name}`)
      return (person, withinMillis) => {
        const stream = power.fork(person.name)
        return stream.chance(share) ? Device.failing(stream, withinMillis) : Device.steady
      }
    }
    Everybody.each(said, scene, () => (person) => {
      const keeper = Phones.keepers(population).get(person)
      const guarded = Guardianships.guarded(population).get(person)
      const lot = {
        stolen: chance.chance(said.stolen),
        believed: chance.chance(said.believed),
        away: chance.chance(said.away),
        noticedAfterMillis: said.noticed,
        stream: chance.fork(person.name),
        powerOf: powerOf(person, said.crashes)
      }
      if (keeper === undefined || guarded === undefined || Guardianships.isGuardian(population, person)) return
      act(scene, { ...lot, target: { keeper, guarded } })
    })
  }
}
