/** Those who keep keys split a recovery key among people who have theirs at a key manager. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Guardianships from "../population/Guardianships.ts"
import type { Person } from "../population/Person.ts"
import * as Phones from "../population/Phones.ts"
import { Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening } from "./Happening.ts"

const few = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10 }, { expected: "a whole number, 1 to 10" }))

const schema = Schema.Struct({
  what: Schema.Literal("appoint-guardians").annotate({ description: "People who keep keys split a recovery key among guardians, who have theirs at a key manager." }),
  at: Fields.at,
  share: Share.annotate({ description: "Share of all people; only those who keep keys can." }),
  guardians: few.annotate({ description: "How many guardians each of them has. A few people whom all trust are everybody's." }),
  threshold: few.annotate({ description: "How many of them suffice." }),
  within: Fields.within("They do so, one by one, within this long.")
})

export const AppointGuardians: Happening<typeof schema> = {
  what: "appoint-guardians",
  schema,
  schedule: (said, scene) => {
    const chance = scene.chance(`appoint-guardians ${said.at} whom`)
    const { population } = scene
    Everybody.each(said, scene, () => {
      const trusted: Array<Person> = []
      const eligible = [...Phones.keepers(population).values()].filter(({ home }) => home.kind === "managed").map(({ person }) => person)
      // One more than needed: nobody is their own.
      while (trusted.length <= said.guardians && eligible.length > 0) trusted.push(...eligible.splice(chance.below(eligible.length), 1))
      return (person) => {
        const keeper = Phones.keepers(population).get(person)
        const people = trusted.filter((each) => each !== person).slice(0, said.guardians)
        if (keeper === undefined || people.length < said.guardians) return
        population.actSoon(person, "appointing guardians", Effect.tap(Guardianships.appoint(population, keeper, people, said.threshold), () =>
          Effect.sync(() => population.marks.hit("guardians were appointed"))))
      }
    })
  },
  complaints: ({ guardians, threshold }, { topology }, path) => [
    ...threshold <= guardians ? [] : [{ path: [...path, "threshold"], found: `${threshold} of ${guardians} guardians`, expected: "no more than there are", suggestion: undefined }],
    ...topology.keyManagers > 0 ? [] : [{ path: [...path, "what"], found: "guardians where there is no key manager", expected: "topology.keyManagers of 1 or more", suggestion: undefined }]
  ]
}
