/** People buy a name and take it as handle: by DNS, by a page at the name, or by both. [handle] */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { peopleDomain } from "../scenario/Build.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"
import * as Naming from "./Naming.ts"

const schema = Schema.Struct({
  what: Schema.Literal("rename").annotate({ description: "People buy a name of their own and take it as handle." }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("They do so, one by one, within this long."),
  by: Schema.Literals(["dns", "web", "both"]).annotate({ description: "How the name tells its DID." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("dns" as const))
  )
})

export const Rename: Happening<typeof schema> = {
  what: "rename",
  schema,
  schedule: (said, scene) => {
    const { population } = scene
    Everybody.each(said, scene, () => (person) => {
      const session = person.session
      if (session === undefined) return
      // A name that nobody has bought before.
      const handle = `${person.name}-${said.by}${Math.round(said.at / 1_000)}.${peopleDomain}`
      population.actSoon(person, "taking another handle", Effect.gen(function*() {
        yield* Naming.point(person.password, handle, session.did, said.by)
        yield* Naming.take(session, handle)
        population.marks.hit("a handle was changed")
      }))
    })
  }
}
