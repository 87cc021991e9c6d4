/**
 * People put a rotation key of their own before that of their PDS: from then on
 * they can undo what it does to their DID.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Custody from "../../actors/client/keys/Custody.ts"
import * as Keyring from "../../actors/client/keys/Keyring.ts"
import type { Session } from "../../actors/client/Session.ts"
import { readMail } from "../population/Mail.ts"
import type { Person } from "../population/Person.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import * as Identity from "./Identity.ts"
import type { Happening, Scene } from "./Happening.ts"

const claim = (scene: Scene, person: Person, session: Session) =>
  Effect.gen(function*() {
    const identity = yield* Identity.make(scene)
    const ring = yield* Keyring.generate(["k256"])
    const read = yield* readMail
    yield* Custody.claim(session, identity, ring, Effect.suspend(() => read(session.origin, person.email)))
    person.ring = ring
    scene.population.marks.hit("a rotation key of one's own was put first")
  })

const schema = Schema.Struct({
  what: Schema.Literal("claim").annotate({ description: "People put a rotation key of their own before their PDS's." }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("They do so, one by one, within this long.")
})

export const Claim: Happening<typeof schema> = {
  what: "claim",
  schema,
  schedule: (said, scene) =>
    Everybody.each(said, scene, () => (person) => {
      if (person.session !== undefined) scene.population.actSoon(person, "claiming a DID", claim(scene, person, person.session))
    })
}
