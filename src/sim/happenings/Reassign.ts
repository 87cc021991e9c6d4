/**
 * Owners give their name up, and somebody else buys it and takes it as handle.
 * Names are reused, DIDs never. [handle]
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"
import * as Naming from "./Naming.ts"

const schema = Schema.Struct({
  what: Schema.Literal("reassign").annotate({ description: "Names are given up, and bought by others." }),
  at: Fields.at,
  share: Share.annotate({ description: "Share of those who own a name then." }),
  within: Fields.within("One after the other, within this long.")
})

export const Reassign: Happening<typeof schema> = {
  what: "reassign",
  schema,
  schedule: (said, scene) => {
    const { population, world } = scene
    const chance = scene.chance(`reassign ${said.at} buyers`)
    const takesPart = Naming.dealer(said.share)
    Everybody.each({ ...said, share: 1 }, scene, () => (person) => {
      const session = person.session
      if (session === undefined || person.away || !Naming.ownsName(person) || !takesPart()) return
      const { handle } = session
      const buyers = population.society.people.filter((each) =>
        each !== person && each.session !== undefined && !each.away && !Naming.ownsName(each))
      if (buyers.length === 0) return
      const buyer = chance.pick(buyers)
      const buyerSession = buyer.session!
      population.actSoon(person, "giving a name up", Effect.gen(function*() {
        yield* Naming.goHome(person, session)
        yield* (yield* Naming.registrar(person.password)).release(handle)
        world.at(world.now + Naming.forgottenMillis, () => {
          population.actSoon(buyer, "taking another's former name", Effect.gen(function*() {
            yield* Naming.point(buyer.password, handle, buyerSession.did, "dns")
            yield* Naming.take(buyerSession, handle)
            population.marks.hit("a name changed hands")
          }))
        })
      }))
    })
  }
}
