/**
 * People who keep a rotation key and a backup of their own, and leave a host
 * that is gone or hostile with nothing but those. [g:account-recovery]; MIG-6
 */
import * as Effect from "effect/Effect"
import * as Backup from "../../actors/client/migration/Backup.ts"
import * as Migrate from "../../actors/client/migration/Migrate.ts"
import type { Session } from "../../actors/client/Session.ts"
import { Hosts } from "../../actors/Hosts.ts"
import * as Belongings from "../population/Belongings.ts"
import { readMail } from "../population/Mail.ts"
import type { Person } from "../population/Person.ts"
import { originsOf, pdsHosts, peopleDomain } from "../scenario/Build.ts"
import type { Scenario } from "../scenario/Scenario.ts"
import type { StrangeName } from "../scenario/Names.ts"
import { nearest } from "../scenario/Suggest.ts"
import type { Scene } from "./Happening.ts"

/** Before the trouble begins people put their things in order, and write no more. */
export const preparationMillis = 120_000
const latestMillis = 30_000

/** Those at the host who hold a key of their own make a backup; `prepared` fills with who has one. */
export const prepare = ({ population, world }: Scene, pds: string, atMillis: number, chance: { readonly double: () => number }): ReadonlySet<Person> => {
  const prepared = new Set<Person>()
  world.at(Math.max(0, atMillis - preparationMillis), () => {
    for (const person of population.society.people) {
      const { ring, session } = person
      if (person.pds !== pds || ring === undefined || session === undefined) continue
      world.at(world.now + chance.double() * (preparationMillis - latestMillis), () => {
        if (person.away) return
        person.away = true
        population.actSoon(person, "making a backup", Effect.gen(function*() {
          yield* Belongings.acquire(person, session)
          yield* (yield* Backup.make).keep(session)
          prepared.add(person)
        }))
      })
    }
  })
  return prepared
}

/** To the next PDS, by the owner's key and the backup; the person is back when that is done. */
export const salvage = ({ population, scenario, whereabouts }: Scene, person: Person, session: Session, done: () => void) =>
  Effect.gen(function*() {
    const hosts = yield* Hosts
    const all = pdsHosts(scenario)
    const next = all[(all.indexOf(person.pds) + 1) % all.length]!
    const { email, password, ring } = person
    const handle = session.handle.endsWith(`.${peopleDomain}`) ? session.handle : `${person.name}.${next}`
    const plan = { did: session.did, from: session.origin, to: hosts.originOf(next), way: "salvage", handle, email, password } as const
    const means = { directory: yield* originsOf(whereabouts.directory), consortium: whereabouts.directory.consortium, readMail: yield* readMail, ...(ring === undefined ? {} : { ring }), ...(session.signer === undefined ? {} : { signer: session.signer }) }
    const { session: there, state } = yield* Migrate.run(plan, means)
    if (there === undefined || state.step !== "arrived") return
    session.become(there)
    person.pds = next
    person.moved = true
    person.away = false
    population.moves++
    done()
  }).pipe(Effect.tapError(() => Effect.sync(() => population.marks.hit("a move failed"))))

/** The host must be one, and not the only one. */
export const complaints = (pds: string, scenario: Scenario, path: ReadonlyArray<string | number>): ReadonlyArray<StrangeName> => {
  const all = pdsHosts(scenario)
  if (!all.includes(pds)) {
    return [{ path: [...path, "pds"], found: `the unknown host "${pds}"`, expected: `one of ${all.join(", ")}`, suggestion: nearest(pds, all) }]
  }
  return all.length > 1 ? [] : [{ path: [...path, "pds"], found: "the only PDS", expected: "topology.pds of 2 or more", suggestion: undefined }]
}
