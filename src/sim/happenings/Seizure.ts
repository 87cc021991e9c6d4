/**
 * The registry takes names from their owners and gives them to others, by a
 * court's order or by theft. The old owner keeps account, data and followers,
 * shows `handle.invalid`, and goes by its PDS's name an hour later. HANDLE-3; A8
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import { adminPassword } from "../scenario/Build.ts"
import { Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"
import * as Naming from "./Naming.ts"

const hourMillis = 3_600_000

const schema = Schema.Struct({
  what: Schema.Literal("seizure").annotate({ description: "The registry seizes names for others." }),
  at: Fields.at,
  share: Share.annotate({ description: "Share of those who own a name then." }),
  within: Fields.within("One after the other, within this long.")
})

export const Seizure: Happening<typeof schema> = {
  what: "seizure",
  schema,
  schedule: (said, scene) => {
    const { population, world } = scene
    const chance = scene.chance(`seizure ${said.at} winners`)
    const takesPart = Naming.dealer(said.share)
    Everybody.each({ ...said, share: 1 }, scene, () => (person) => {
      const session = person.session
      if (session === undefined || person.away || !Naming.ownsName(person) || !takesPart()) return
      const { handle } = session
      const winners = population.society.people.filter((each) =>
        each !== person && each.session !== undefined && !each.away && !Naming.ownsName(each))
      if (winners.length === 0) return
      const winner = chance.pick(winners)
      const winnerSession = winner.session!
      population.actSoon(winner, "having a name seized", Effect.gen(function*() {
        const names = yield* Naming.registrar(winner.password)
        yield* names.seize(handle, BasicAuth.format({ username: "admin", password: adminPassword }), winner.password)
        yield* Effect.sleep(Naming.forgottenMillis)
        yield* Naming.point(winner.password, handle, winnerSession.did, "dns")
        yield* Naming.take(winnerSession, handle)
        population.marks.hit("a name was seized")
      }))
      world.at(world.now + hourMillis, () => {
        if (population.stopped || session.handle !== handle) return
        population.actSoon(person, "going by the PDS's name", Naming.goHome(person, session))
      })
    })
  }
}
