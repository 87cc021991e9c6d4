/**
 * Who is whose guardian, and what guardians do when they are asked: they give
 * to the device whose did:key their friend has read out to them, and refuse others.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { Scope } from "effect/Scope"
import * as Guardians from "../../actors/client/keys/Guardians.ts"
import type { Change } from "../../actors/client/keys/OwnIdentity.ts"
import type { Environment } from "../../actors/Environment.ts"
import type { Person } from "./Person.ts"
import * as Phones from "./Phones.ts"
import type { Population } from "./Population.ts"

export interface Guarded {
  readonly people: ReadonlyArray<Person>
  readonly guardians: ReadonlyArray<Guardians.Guardian>
  readonly threshold: number
  readonly key: string
}

const kept = new WeakMap<Population, Map<Person, Guarded>>()

/** The people of a population who have guardians. */
export const guarded = (population: Population): Map<Person, Guarded> => {
  let all = kept.get(population)
  if (all === undefined) kept.set(population, all = new Map())
  return all
}

export const isGuardian = (population: Population, person: Person): boolean =>
  [...guarded(population).values()].some(({ people }) => people.includes(person))

const publish = ({ home, identity, session: { did } }: Phones.Keeper) => (change: Change) =>
  Phones.insistently(
    home.kind === "own"
      ? Effect.asVoid(identity.update(home.ring, did, change))
      : Effect.asVoid(home.owner.updateIdentity(identity, change))
  )

/** From here on these are the person's guardians; the former ones' shares are of no use any more. */
export const appoint = Effect.fnUntraced(function*(population: Population, keeper: Phones.Keeper, people: ReadonlyArray<Person>, threshold: number) {
  const { identity, person, session } = keeper
  const guardians = yield* Effect.forEach(people, (guardian) => Phones.insistently(Guardians.find(identity, guardian.session!.did)))
  const former = guarded(population).get(person)?.key
  const key = yield* Phones.insistently(Guardians.appoint({ session, email: person.email, guardians, threshold, former, publish: publish(keeper) }))
  guarded(population).set(person, { people, guardians, threshold, key })
})

/** What happens to an act that is done on somebody's device. */
export type OnDevice = <A, E>(act: Effect.Effect<A, E, Environment | Scope>) => Effect.Effect<A, E, Environment | Scope>

/** One guardian's answer to a device. */
export const answer = (population: Population, guardian: Person, did: string, device: string, gives: boolean, onDevice: OnDevice): void => {
  const keeper = Phones.keepers(population).get(guardian)
  if (keeper?.home.kind !== "managed") return
  const { owner } = keeper.home
  population.actSoon(guardian, "answering as a guardian", Effect.gen(function*() {
    yield* onDevice(Effect.suspend(() => Effect.asVoid(Phones.insistently(gives ? owner.giveShare(did, device) : owner.refuseShare(did, device)))))
    if (gives) return
    population.marks.hit("a guardian refused a stranger")
  }))
}

/** What has come in time; a manager may be down meanwhile. */
const attempts = 60

/** The key, once enough guardians have given; undefined if they will not. */
export const awaitKey = (appeal: Guardians.Appeal, { threshold }: Guarded) =>
  Effect.gen(function*() {
    const answers = yield* Phones.insistently(appeal.answers())
    if (appeal.guardians.length - answers.refused.length < threshold) return undefined
    return yield* appeal.key(answers)
  }).pipe(Effect.retry({ times: attempts, schedule: Schedule.spaced("5 seconds"), while: (error) => error._tag === "NotEnoughShares" }))
