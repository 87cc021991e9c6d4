/**
 * An organisation that owns a name and no PDS grants names beneath it to
 * people at any PDS, and takes some of them back. [handle]; A7
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { peopleDomain } from "../scenario/Build.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"
import * as Naming from "./Naming.ts"

const domain = `guild.${peopleDomain}`
const token = "the-guild-token"

const schema = Schema.Struct({
  what: Schema.Literal("organisation").annotate({ description: `An organisation grants names under \`${domain}\`, and takes some back.` }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("They are granted, one by one, within this long."),
  revoked: Share.annotate({ description: "Share of them that are taken back." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("50%"))),
  after: Duration.annotate({ description: "How long after the grant." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("30m")))
})

export const Organisation: Happening<typeof schema> = {
  what: "organisation",
  schema,
  schedule: (said, scene) => {
    const { population, world } = scene
    const chance = scene.chance(`organisation ${said.at} ways`)
    const isRevoked = Naming.dealer(said.revoked)
    Everybody.each(said, scene, () => (person) => {
      const session = person.session
      if (session === undefined || person.away || Naming.ownsName(person)) return
      const handle = `${person.name}.${domain}`
      const way = chance.chance(0.5) ? "dns" : "web"
      const revoked = isRevoked()
      population.actSoon(person, "taking a name of the guild's", Effect.gen(function*() {
        yield* Naming.point(token, handle, session.did, way)
        yield* Naming.take(session, handle)
        population.marks.hit("an organisation granted a name")
      }))
      if (revoked) {
        world.at(world.now + said.after, () => {
          population.actSoon(person, "losing a name of the guild's", Effect.gen(function*() {
            const names = yield* Naming.registrar(token)
            yield* names.pointTxt(handle, [])
            yield* names.withdrawWeb(handle)
            population.marks.hit("an organisation took a name back")
          }))
        })
      }
    })
  }
}
