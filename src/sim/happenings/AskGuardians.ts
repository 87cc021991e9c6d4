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
import * as Phones from "../population/Phones.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"
import { stranger } from "./LosePhones.ts"

/** How often the owner looks whether the thief has taken the DID. */
const looksEvery = "15 seconds"
const looks = 60

type Bereft = { readonly keeper: Phones.Keeper; readonly guarded: Guardianships.Guarded }

const ask = ({ population }: Scene, { guarded, keeper }: Bereft, gives: (guardian: number) => boolean | undefined) =>
  Effect.gen(function*() {
    const { identity, session: { did } } = keeper
    const appeal = yield* Guardians.appeal(identity, did, guarded.guardians)
    yield* appeal.ask()
    for (const [at, guardian] of guarded.people.entries()) {
      const says = gives(at)
      if (says !== undefined) Guardianships.answer(population, guardian, did, appeal.device.didKey, says)
    }
    return { appeal, key: yield* Guardianships.awaitKey(appeal, guarded) }
  })

/** From here on the root key is at home: whoever kept the old one has nothing to do with the account any more. */
const startAgain = Effect.fnUntraced(function*(scene: Scene, bereft: Bereft, lost: Phones.Phone | undefined, away: number | undefined) {
  const { guarded, keeper } = bereft
  const { identity, person, session: { did } } = keeper
  const { marks } = scene.population
  const { key } = yield* ask(scene, bereft, (guardian) => guardian === away ? undefined : true)
  if (key === undefined) return
  marks.hit("a guardian who was away was not missed", away === undefined ? 0 : 1)
  const ring = yield* Keyring.generate(["k256"])
  const delegation = yield* (yield* Keys).generate("k256")
  yield* Phones.insistently(identity.update(new Keyring.Keyring([key]), did, (state) => {
    const { [serviceId]: _, ...services } = state.services
    return OwnDelegation.withKey({ ...Guardians.renewed(state, key.didKey, ring.didKeys[0]!), services }, delegation)
  }))
  const again: Phones.Keeper = { ...keeper, home: { kind: "own", ring, delegation }, phone: undefined }
  Phones.keepers(scene.population).set(person, again)
  marks.hit("an account was recovered by its guardians")
  yield* Phones.equip(again, lost?.rotation)
  yield* Guardianships.appoint(scene.population, again, guarded.people, guarded.threshold)
})

/** True if the DID was taken. */
const deceive = Effect.fnUntraced(function*(scene: Scene, target: Bereft, believed: boolean) {
  const { identity, session: { did } } = target.keeper
  const { appeal, key } = yield* ask(scene, target, () => believed)
  if (key === undefined) return
  yield* Phones.insistently(identity.update(new Keyring.Keyring([key]), did, (state) => ({ ...state, rotationKeys: [appeal.device.didKey] })))
  scene.population.marks.hit("guardians were deceived")
})

/** The owner has had letters, and looks until what they warned of has happened. */
const takeBack = Effect.fnUntraced(function*(scene: Scene, { guarded, keeper }: Bereft) {
  const { marks } = scene.population
  const undone = yield* Effect.repeat(Phones.undo(keeper, guarded.key), { times: looks, schedule: Schedule.spaced(looksEvery), until: (undone) => undone })
  if (undone) marks.hit("an owner took a DID back from who had deceived guardians")
  yield* Guardianships.appoint(scene.population, keeper, guarded.people, guarded.threshold)
})

const schema = Schema.Struct({
  what: Schema.Literal("ask-guardians").annotate({ description: "Guardians are asked for an account: by its owner who has lost every device, or by a thief." }),
  at: Fields.at,
  share: Share.annotate({ description: "Share of all people; only those who have guardians, and are nobody's, are concerned." }),
  stolen: Share.annotate({ description: "Share of these who have lost nothing: a thief asks." }),
  believed: Share.annotate({ description: "Share of the thieves whom the guardians believe." }),
  away: Share.annotate({ description: "Share of the owners of whose guardians one cannot be reached." }),
  noticed: Duration.annotate({ description: "How long the owner takes until the letters are read." }),
  within: Fields.within("They are asked, one after another, within this long.")
})

const act = (scene: Scene, { away, believed, noticedAfterMillis, stolen, stream, target }: {
  readonly target: Bereft
  readonly stolen: boolean
  readonly believed: boolean
  readonly away: boolean
  readonly noticedAfterMillis: number
  readonly stream: Stream
}): void => {
  const { population, world } = scene
  const { guarded, keeper } = target
  const { person } = keeper
  if (stolen) {
    population.act(stranger(person, "thief", stream), "asking guardians", deceive(scene, target, believed))
    if (believed) world.at(world.now + noticedAfterMillis, () => population.actSoon(person, "taking a DID back", takeBack(scene, target)))
  } else {
    const lost = keeper.phone
    keeper.phone = undefined
    population.actSoon(person, "asking guardians", startAgain(scene, target, lost, away ? stream.below(guarded.people.length) : undefined))
  }
}

export const AskGuardians: Happening<typeof schema> = {
  what: "ask-guardians",
  schema,
  schedule: (said, scene) => {
    const chance = scene.chance(`ask-guardians ${said.at} how`)
    const { population } = scene
    Everybody.each(said, scene, () => (person) => {
      const keeper = Phones.keepers(population).get(person)
      const guarded = Guardianships.guarded(population).get(person)
      const lot = {
        stolen: chance.chance(said.stolen),
        believed: chance.chance(said.believed),
        away: chance.chance(said.away),
        noticedAfterMillis: said.noticed,
        stream: chance.fork(person.name)
      }
      if (keeper === undefined || guarded === undefined || Guardianships.isGuardian(population, person)) return
      act(scene, { ...lot, target: { keeper, guarded } })
    })
  }
}
