/**
 * A PDS goes dark without a word. Whoever holds a key of their own and a backup
 * is back elsewhere before it is, without its help; the others wait for it.
 */
import * as Schema from "effect/Schema"
import { Duration } from "../scenario/Scalars.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"
import * as Salvage from "./Salvage.ts"

const schema = Schema.Struct({
  what: Schema.Literal("vanish").annotate({
    description: "A PDS goes dark. People there who put a key of their own first (`claim`) made a backup shortly before, and come back elsewhere."
  }),
  at: Fields.at,
  pds: Schema.String.annotate({ description: "The PDS." }),
  for: Duration.annotate({ description: "How long; after that it is there again, with all that it had." }),
  within: Fields.within("They leave, one by one, within this long.")
})

export const Vanish: Happening<typeof schema> = {
  what: "vanish",
  schema,
  schedule: (said, scene) => {
    const { population, world } = scene
    const chance = scene.chance(`vanish ${said.pds} ${said.at}`)
    const prepared = Salvage.prepare(scene, said.pds, said.at, chance)
    world.at(said.at, () => {
      world.crash(said.pds)
      for (const person of prepared) {
        world.at(world.now + chance.double() * said.within, () => {
          const { session } = person
          if (session === undefined) return
          population.actSoon(person, "leaving a host that is gone", Salvage.salvage(scene, person, session, () => {
            if (!world.isUp(said.pds)) population.marks.hit("an account left a host that was gone")
          }))
        })
      }
    })
    world.at(said.at + said.for, () => world.start(said.pds))
  },
  complaints: ({ pds }, scenario, path) => Salvage.complaints(pds, scenario, path)
}
