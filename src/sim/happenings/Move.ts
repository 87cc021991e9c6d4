/** People move to the next PDS by the official steps, while life goes on. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Hosts } from "../../actors/Hosts.ts"
import * as Migrate from "../../actors/client/migration/Migrate.ts"
import type { Session } from "../../actors/client/Session.ts"
import * as Belongings from "../population/Belongings.ts"
import { readMail } from "../population/Mail.ts"
import type { Person } from "../population/Person.ts"
import { originsOf, pdsHosts, peopleDomain } from "../scenario/Build.ts"
import { Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"

/** Of those who think better of it, everybody does so within this long. */
const doubtMillis = 2_000

/** `quitAfterMillis`: then they want back. */
const toNextPds = ({ population, scenario, whereabouts }: Scene, person: Person, session: Session, quitAfterMillis?: number): void => {
  if (person.acting || person.moved) return
  const all = pdsHosts(scenario)
  const next = all[(all.indexOf(person.pds) + 1) % all.length]!
  if (next === person.pds) return
  person.moved = true
  const handle = session.handle.endsWith(`.${peopleDomain}`) ? session.handle : `${person.name}.${next}`
  population.act(person, "moving", Effect.gen(function*() {
    const hosts = yield* Hosts
    yield* Belongings.acquire(person, session)
    const { email, password } = person
    const plan = { did: session.did, from: session.origin, to: hosts.originOf(next), way: person.ring === undefined ? "mailed" : "own", handle, email, password } as const
    const means = { directory: yield* originsOf(whereabouts.directory), consortium: whereabouts.directory.consortium, readMail: yield* readMail, ...(person.ring === undefined ? {} : { ring: person.ring }), ...(session.signer === undefined ? {} : { signer: session.signer }) }
    if (quitAfterMillis !== undefined) {
      yield* Effect.forkChild(Effect.delay(Effect.ignore(Migrate.quit(session.did)), quitAfterMillis))
    }
    const { session: there, state } = yield* Migrate.run(plan, means)
    if (state.step === "stayed") population.marks.hit("a move was given up")
    if (there === undefined || state.step !== "arrived") return
    session.become(there)
    person.pds = next
    population.moves++
    population.marks.hit("an account moved")
  }).pipe(Effect.tapError(() => Effect.sync(() => population.marks.hit("a move failed")))))
}

const schema = Schema.Struct({
  what: Schema.Literal("move").annotate({ description: "People move to the next PDS." }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("They set out, one by one, within this long."),
  quit: Schema.optionalKey(Share.annotate({ description: "Share of those who set out who think better of it on the way. Default: none." }))
})

export const Move: Happening<typeof schema> = {
  what: "move",
  schema,
  schedule: (said, scene) =>
    Everybody.each(said, scene, () => {
      const chance = scene.chance(`quit ${said.at}`)
      return (person) => {
        if (person.session === undefined) return
        const quits = said.quit !== undefined && chance.chance(said.quit)
        toNextPds(scene, person, person.session, quits ? chance.double() * doubtMillis : undefined)
      }
    }),
  complaints: (_said, scenario, path) =>
    scenario.topology.pds > 1 ? [] : [{
      path: [...path, "what"],
      found: "a move where there is one PDS",
      expected: "topology.pds of 2 or more",
      suggestion: undefined
    }]
}
