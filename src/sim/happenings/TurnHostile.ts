/**
 * A PDS turns on its people: for those who hold a key of their own it signs
 * the DID over to a key of its own while they leave, and when they have left
 * goes on to write in their names. Its key ranks below theirs, and its commits
 * come from a host that no DID names: neither changes anything anywhere. MIG-8
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Keyring from "../../actors/client/keys/Keyring.ts"
import * as Records from "../../actors/client/Records.ts"
import { signIn, type Session } from "../../actors/client/Session.ts"
import { Hosts } from "../../actors/Hosts.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import type { Person } from "../population/Person.ts"
import * as Fields from "./Fields.ts"
import * as Identity from "./Identity.ts"
import type { Happening, Scene } from "./Happening.ts"
import * as Salvage from "./Salvage.ts"
import { rotationSecretOf } from "./RotationSecret.ts"

/** From where the operator acts. */
const operatorHost = "hostile-operator.test"
/** The operator strikes about when the owner does, a little before or after. */
const spreadMillis = 3_000
/**
 * Before each forgery. A relay that has not yet heard of the switch would
 * believe one, until the next commit of the new host.
 */
const pauseMillis = 10_000
const forgeries = 3

/** A competing operation, by the key that the host holds; refused where the DID has left it. */
const usurp = ({ population: { marks }, whereabouts, world }: Scene, pds: string, did: string) =>
  Effect.gen(function*() {
    const copy = world.backup(pds)
    const secret = copy === undefined ? undefined : rotationSecretOf(copy)
    if (secret === undefined) return
    const keys = yield* Keys
    const identity = yield* Identity.make({ whereabouts })
    const loot = keys.fromSecret("k256", secret)
    const done = yield* Effect.result(identity.update(new Keyring.Keyring([loot]), did, (state) => ({
      ...state,
      verificationMethods: { ...state.verificationMethods, atproto: loot.didKey }
    })))
    if (done._tag === "Success") marks.hit("a hostile host signed a competing operation")
    else if (done.failure._tag === "NoAuthority" || done.failure._tag === "PlcRefused") marks.hit("a hostile host's operation was refused")
  })

/** Posts in the name of somebody who has left, at the host that they left. */
const forge = ({ population: { marks } }: Scene, person: Person, pds: string) =>
  Effect.gen(function*() {
    const origin = (yield* Hosts).originOf(pds)
    const { email, name, password } = person
    const session: Session = yield* signIn(origin, { handle: `${name}.${pds}`, email, password })
    for (let n = 0; n < forgeries; n++) {
      yield* Effect.sleep(pauseMillis)
      yield* Records.post(session, `Forged in the name of ${name}, ${n}.`)
      marks.hit("a hostile host wrote in the name of somebody who had left")
    }
  })

const schema = Schema.Struct({
  what: Schema.Literal("turn-hostile").annotate({
    description: "A PDS fights those of its people who put a key of their own first (`claim`) while they leave with a backup, and writes in their names after that."
  }),
  at: Fields.at,
  pds: Schema.String.annotate({ description: "The PDS." }),
  within: Fields.within("They leave, one by one, within this long.")
})

export const TurnHostile: Happening<typeof schema> = {
  what: "turn-hostile",
  schema,
  schedule: (said, scene) => {
    const { population, world } = scene
    const chance = scene.chance(`turn-hostile ${said.pds} ${said.at}`)
    const prepared = Salvage.prepare(scene, said.pds, said.at, chance)
    const operate = (what: string, effect: Parameters<typeof population.act>[2]) => world.fork(what, operatorHost, Effect.ignore(effect))
    world.at(said.at, () => {
      for (const person of prepared) {
        const leaving = world.now + spreadMillis + chance.double() * said.within
        const strikes = leaving + (2 * chance.double() - 1) * spreadMillis
        const { session } = person
        if (session === undefined) continue
        world.at(strikes, () => void operate(`usurp ${person.name}`, usurp(scene, said.pds, session.did)))
        world.at(leaving, () => population.actSoon(person, "leaving a hostile host", Salvage.salvage(scene, person, session, () => {
          population.marks.hit("an account left a hostile host")
          operate(`forge ${person.name}`, forge(scene, person, said.pds))
        })))
      }
    })
  },
  complaints: ({ pds }, scenario, path) => Salvage.complaints(pds, scenario, path)
}
