/** Many people open one post, the newest of who has written most, and like it. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Reading from "../../actors/client/Reading.ts"
import * as Records from "../../actors/client/Records.ts"
import type { Session } from "../../actors/client/Session.ts"
import { isGone } from "../population/Acts.ts"
import type { Person } from "../population/Person.ts"
import type { Population } from "../population/Population.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"

const read = ({ marks }: Population, person: Person, session: Session, post: Records.Ref) =>
  Effect.gen(function*() {
    const opened = yield* Effect.catchIf(Reading.thread(session, post.uri), isGone, () => Effect.succeed(undefined))
    if (opened === undefined) return marks.hit("a post was gone when it was opened")
    if (person.liked.has(post.uri)) return
    person.liked.add(post.uri)
    yield* Records.like(session, post)
    marks.hit("a post was liked")
  })

const schema = Schema.Struct({
  what: Schema.Literal("viral").annotate({ description: "Many people read one post and like it." }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("Within this long.")
})

export const Viral: Happening<typeof schema> = {
  what: "viral",
  schema,
  schedule: (said, scene) =>
    Everybody.each(said, scene, () => {
      const { population } = scene
      const star = population.society.people.reduce<Person | undefined>(
        (best, person) => person.posts.length > (best?.posts.length ?? 0) ? person : best,
        undefined
      )
      const post = star?.posts.at(-1)
      return (person) => {
        if (post === undefined || person === star || person.session === undefined) return
        population.act(person, "reading what everybody reads", read(population, person, person.session, post))
      }
    })
}
