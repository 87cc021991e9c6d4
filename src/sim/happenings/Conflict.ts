/**
 * Owners of a name misconfigure it for a while: two DIDs in DNS, or DNS and the
 * page at the name at odds, where DNS wins. Both end as they began. [handle]; HANDLE-4, HANDLE-5
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"
import * as Naming from "./Naming.ts"

const schema = Schema.Struct({
  what: Schema.Literal("conflict").annotate({ description: "Names contradict themselves, and are repaired." }),
  at: Fields.at,
  share: Share.annotate({ description: "Share of those who own a name then." }),
  within: Fields.within("One after the other, within this long."),
  for: Duration.annotate({ description: "For how long each." })
})

export const Conflict: Happening<typeof schema> = {
  what: "conflict",
  schema,
  schedule: (said, scene) => {
    const { population, world } = scene
    const chance = scene.chance(`conflict ${said.at} ways`)
    const takesPart = Naming.dealer(said.share)
    Everybody.each({ ...said, share: 1 }, scene, () => (person) => {
      const session = person.session
      if (session === undefined || person.away || !Naming.ownsName(person) || !takesPart()) return
      const { handle } = session
      const other = population.society.people.find((each) => each !== person && each.session !== undefined)?.session?.did
      if (other === undefined) return
      const twoInDns = chance.chance(0.5)
      person.away = true
      population.actSoon(person, "misconfiguring a name", Effect.gen(function*() {
        const names = yield* Naming.registrar(person.password)
        yield* names.pointWeb(handle, session.did)
        yield* names.pointTxt(handle, twoInDns ? [session.did, other] : [other])
        population.marks.hit("a name contradicted itself")
      }))
      world.at(world.now + said.for, () => {
        population.actSoon(person, "repairing a name", Effect.gen(function*() {
          const names = yield* Naming.registrar(person.password)
          yield* names.pointTxt(handle, [session.did, session.did])
          person.away = false
          population.marks.hit("a name was repaired")
        }))
      })
    })
  }
}
