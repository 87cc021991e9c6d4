/** People move to the next PDS by the official steps, while life goes on. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Hosts } from "../../actors/Hosts.ts"
import * as Migrate from "../../actors/client/migration/Migrate.ts"
import type { Session } from "../../actors/client/Session.ts"
import * as Belongings from "../population/Belongings.ts"
import { readMail } from "../population/Mail.ts"
import type { Person } from "../population/Person.ts"
import * as Room from "../population/Room.ts"
import { originsOf, pdsHosts, peopleDomain } from "../scenario/Build.ts"
import { Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"

/** Of those who think better of it, everybody does so within this long. */
const doubtMillis = 2_000

/** Whether the new host has no room for all that the account has. */
const isTooMuch = (error: unknown): error is Migrate.MoveRefused => error instanceof Migrate.MoveRefused && Room.saysOverQuota(error.reason)

/** `insists`: whether somebody who was refused for want of room tries the host after that. `quitAfterMillis`: then they want back. */
const toNextPds = ({ population, scenario, whereabouts }: Scene, person: Person, session: Session, insists: () => boolean, quitAfterMillis?: number): void => {
  if (person.acting || person.moved) return
  const all = pdsHosts(scenario)
  const after = (host: string): string => all[(all.indexOf(host) + 1) % all.length]!
  const next = after(person.pds)
  if (next === person.pds) return
  person.moved = true
  const { marks } = population
  const moveTo = Effect.fnUntraced(function*(host: string) {
    let isFull = false
    const hosts = yield* Hosts
    const { email, password } = person
    const handle = session.handle.endsWith(`.${peopleDomain}`) ? session.handle : `${person.name}.${host}`
    const plan = { did: session.did, from: session.origin, to: hosts.originOf(host), way: person.ring === undefined ? "mailed" : "own", handle, email, password } as const
    const means = { directory: yield* originsOf(whereabouts.directory), consortium: whereabouts.directory.consortium, readMail: yield* readMail, ...(person.ring === undefined ? {} : { ring: person.ring }), ...(session.signer === undefined ? {} : { signer: session.signer }) }
    if (quitAfterMillis !== undefined) {
      yield* Effect.forkChild(Effect.delay(Effect.ignore(Migrate.quit(session.did)), quitAfterMillis))
    }
    const { session: there, state } = yield* Effect.catchIf(Migrate.run(plan, means), isTooMuch, () => {
      isFull = true
      marks.hit("a move was refused for want of room")
      return Effect.andThen(Migrate.quit(session.did), Migrate.run(plan, means))
    })
    if (state.step === "stayed") marks.hit("a move was given up")
    if (there === undefined || state.step !== "arrived") return isFull ? "full" : "given up"
    session.become(there)
    person.pds = host
    population.moves++
    marks.hit("an account moved")
    return "arrived"
  })
  population.act(person, "moving", Effect.gen(function*() {
    yield* Effect.catchIf(Belongings.acquire(person, session), Room.isOverQuota, (refusal) => Effect.sync(() => Room.note(refusal, marks)))
    const third = after(next)
    if ((yield* moveTo(next)) !== "full" || third === person.pds || !insists()) return
    if ((yield* moveTo(third)) === "arrived") marks.hit("an account that was refused at one host moved to another")
  }).pipe(Effect.tapError(() => Effect.sync(() => marks.hit("a move failed")))))
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
      let keptOut = 0
      const everyOther = () => keptOut++ % 2 === 0
      return (person) => {
        if (person.session === undefined) return
        const quits = said.quit !== undefined && chance.chance(said.quit)
        toNextPds(scene, person, person.session, everyOther, quits ? chance.double() * doubtMillis : undefined)
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
