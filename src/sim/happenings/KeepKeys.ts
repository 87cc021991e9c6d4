/**
 * People take their keys into their own hands: some into a drawer, some to a
 * key manager. From then on they post from phones to which that is delegated.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Custody from "../../actors/client/keys/Custody.ts"
import * as Keyring from "../../actors/client/keys/Keyring.ts"
import * as Managed from "../../actors/client/keys/Managed.ts"
import * as OwnIdentity from "../../actors/client/keys/OwnIdentity.ts"
import type { Session } from "../../actors/client/Session.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Distribution from "../kernel/Distribution.ts"
import { readMail } from "../population/Mail.ts"
import type { Person } from "../population/Person.ts"
import * as Phones from "../population/Phones.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import * as Identity from "./Identity.ts"
import type { Happening, Scene } from "./Happening.ts"

/** The home of somebody's root key, made now; the PDS signs the one change that lets it in. */
const settle = Effect.fnUntraced(function*(person: Person, session: Session, identity: OwnIdentity.OwnIdentity, manager: string | undefined) {
  const read = yield* readMail
  const mailedToken = Effect.suspend(() => read(session.origin, person.email))
  if (manager !== undefined) {
    const recoveryCode = `recovery code of ${person.name}`
    const passphrase = `passphrase of ${person.name}`
    const owner = yield* Phones.insistently(Managed.enroll(session, identity, { manager, passphrase, recoveryCode, mailedToken }))
    return { kind: "managed", owner, recoveryCode } satisfies Phones.Home
  }
  const ring = yield* Keyring.generate(["k256"])
  yield* Phones.insistently(Custody.claim(session, identity, ring, mailedToken))
  return { kind: "own", ring, delegation: yield* (yield* Keys).generate("k256") } satisfies Phones.Home
})

const keep = ({ population, whereabouts }: Scene, person: Person, session: Session, manager: string | undefined) =>
  Effect.gen(function*() {
    const identity = yield* Identity.make({ whereabouts })
    const keeper: Phones.Keeper = { person, session, identity, home: yield* settle(person, session, identity, manager), phone: undefined }
    yield* Phones.equip(keeper, undefined)
    Phones.keepers(population).set(person, keeper)
    population.marks.hit(manager === undefined ? "somebody kept keys of their own" : "a key manager was given keys to keep")
  })

/** How often who has posted looks at the timeline too. */
const readingShare = 0.3

/** Posts from the phone, as long as the person has one. */
const post = (scene: Scene, person: Person, everyMillis: number): void => {
  const { population, world } = scene
  world.at(world.now + Distribution.exponential(person.stream, everyMillis), () => {
    if (population.stopped) return
    const keeper = Phones.keepers(population).get(person)
    const phone = keeper?.phone
    if (keeper !== undefined && phone !== undefined) {
      population.act(person, "using a delegated key", Effect.gen(function*() {
        yield* Phones.writeSomething(keeper, phone)
        population.marks.hit("a delegated key wrote a post")
        if (!person.stream.chance(readingShare)) return
        yield* phone.device.query(Phones.getTimeline, { limit: 20 })
        population.marks.hit("a delegated key read a timeline")
      }))
    }
    post(scene, person, everyMillis)
  })
}

const schema = Schema.Struct({
  what: Schema.Literal("keep-keys").annotate({ description: "People take their keys into their own hands, and post from phones with delegated keys." }),
  at: Fields.at,
  share: Fields.share,
  managed: Share.annotate({ description: "Share of them who go to a key manager; the others keep their keys at home." }),
  posts: Duration.annotate({ description: "Mean time between two posts from a phone." }),
  within: Fields.within("They do so, one by one, within this long.")
})

export const KeepKeys: Happening<typeof schema> = {
  what: "keep-keys",
  schema,
  schedule: (said, scene) => {
    const chance = scene.chance(`keep-keys ${said.at} managers`)
    const managers = scene.network.actors.filter(({ kind }) => kind === "keymanager").map(({ host }) => host)
    Everybody.each(said, scene, () => (person) => {
      if (person.session === undefined || Phones.keepers(scene.population).has(person)) return
      const manager = chance.chance(said.managed) && managers.length > 0 ? chance.pick(managers) : undefined
      scene.population.actSoon(person, "taking keys", keep(scene, person, person.session, manager))
      post(scene, person, said.posts)
    })
  },
  complaints: ({ managed }, { topology }, path) =>
    managed === 0 || topology.keyManagers > 0 ? [] : [{
      path: [...path, "managed"],
      found: "people at a key manager where there is none",
      expected: "topology.keyManagers of 1 or more",
      suggestion: undefined
    }]
}
