/** What several happenings do with names. Whoever owns a name shows its own password as the token. */
import * as Effect from "effect/Effect"
import * as Registrar from "../../actors/client/Registrar.ts"
import type { Session } from "../../actors/client/Session.ts"
import { Hosts } from "../../actors/Hosts.ts"
import type { Person } from "../population/Person.ts"
import { namesHost, peopleDomain } from "../scenario/Build.ts"

/** Longer than anybody remembers which DID a name had: the TTL of the zone, twice. */
export const forgottenMillis = 120_000

export const registrar = (token: string) =>
  Effect.flatMap(Hosts, (hosts) => Registrar.make(hosts.originOf(namesHost), token))

export type Way = "dns" | "web" | "both"

/** Points a name that `token` owns, or that nobody has, at a DID. */
export const point = Effect.fnUntraced(function*(token: string, handle: string, did: string, way: Way) {
  const names = yield* registrar(token)
  if (way !== "web") yield* names.pointTxt(handle, [did])
  if (way !== "dns") yield* names.pointWeb(handle, did)
})

/** Takes a name as handle that points here already. */
export const take = Effect.fnUntraced(function*(session: Session, handle: string) {
  yield* session.procedure("com.atproto.identity.updateHandle", { input: { handle } })
  session.handle = handle
})

/** Back to the name that the PDS gives. */
export const goHome = (person: Person, session: Session) => take(session, `${person.name}.${person.pds}`)

/** A name of its own: sold as one, one label below the domain. */
export const ownsName = (person: Person): boolean =>
  person.session !== undefined && person.session.handle.endsWith(`.${peopleDomain}`) && person.session.handle.split(".").length === 3

/** Deals a share out rather than drawing it: the first gets it, so that a handful of people suffice. */
export const dealer = (share: number) => {
  let dealt = 1 - share
  return (): boolean => {
    dealt += share
    if (share === 0 || dealt < 1) return false
    dealt -= 1
    return true
  }
}
