/**
 * What befalls accounts at their servers: lost passwords, new addresses, app
 * passwords, pauses, takedowns, deletions, mischief.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Troubles from "../population/Troubles.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"

const schema = Schema.Struct({
  what: Schema.Literal("accounts").annotate({
    description: "Passwords are reset, addresses changed, app passwords lent and revoked; accounts pause, are taken down, come back, or are deleted."
  }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("It befalls them, one by one, within this long."),
  pause: Duration.annotate({ description: "At most so long lasts a pause or a takedown." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("2m"))
  ),
  forGood: Share.annotate({ description: "Share of the pauses and takedowns that never end." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("30%"))
  )
})

export const Accounts: Happening<typeof schema> = {
  what: "accounts",
  schema,
  schedule: (said, scene) => {
    const chance = scene.chance(`accounts ${said.at} how`)
    const { population } = scene
    Everybody.each(said, scene, () => {
      // Everything in turn, from a place of the seed's choosing, so that a handful of people is enough for all of it.
      let turn = chance.below(Troubles.all.length)
      return (person) => {
        const { session } = person
        if (session === undefined) return
        const trouble = Troubles.all[turn++ % Troubles.all.length]!
        const neighbour = population.society.people.find((other) => other !== person && other.pds === person.pds && other.session !== undefined)?.session
        const forGood = chance.chance(said.forGood)
        const pauseMillis = chance.double() * said.pause
        population.actSoon(person, "in trouble", Effect.suspend(() =>
          person.session === undefined
            ? Effect.void
            : trouble({ person, session, marks: population.marks, pauseMillis, forGood, neighbour })))
      }
    })
  }
}
