/**
 * What an account's preferences may be, and who is told what of them. The date
 * of birth is for full sessions alone; of what follows from it, whether its
 * owner is of age, every app is told, and nobody sets it. [ref pds]
 */
import type { Methods } from "../../../protocol/lexicon/generated/Methods.ts"
import * as Datetime from "../../../protocol/syntax/Datetime.ts"

export type Preferences = Methods["app.bsky.actor.getPreferences"]["output"]["preferences"]
type Preference = Preferences[number]

const personalDetails = "app.bsky.actor.defs#personalDetailsPref"
const declaredAge = "app.bsky.actor.defs#declaredAgePref"
const namespace = "app.bsky."

export const isPersonal = ({ $type }: Preference): boolean => $type === personalDetails

/** Another social mode keeps its preferences elsewhere. */
export const isForeign = ({ $type }: Preference): boolean => !$type.startsWith(namespace)

/** What is kept of what a client sets. */
export const kept = (preferences: Preferences): Preferences => preferences.filter(({ $type }) => $type !== declaredAge)

/** Whole years between two moments, by the calendar of UTC. */
const yearsBetween = (fromMillis: number, toMillis: number): number => {
  const [from, to] = [Datetime.fromMillis(fromMillis), Datetime.fromMillis(toMillis)]
  const hadBirthday = to.slice(5, 10) >= from.slice(5, 10)
  return Number(to.slice(0, 4)) - Number(from.slice(0, 4)) - (hadBirthday ? 0 : 1)
}

/** What is stored, as a session may see it. */
export const shown = (stored: Preferences, isFull: boolean, nowMillis: number): Preferences => {
  const details = stored.find(isPersonal) as { readonly birthDate?: string } | undefined
  const seen = isFull ? stored : stored.filter((preference) => !isPersonal(preference))
  if (details?.birthDate === undefined) return seen
  const years = yearsBetween(Datetime.toMillis(Datetime.make(details.birthDate)), nowMillis)
  return [...seen, { $type: declaredAge, isOverAge13: years >= 13, isOverAge16: years >= 16, isOverAge18: years >= 18 }]
}
