/**
 * An account's status at a relay: what its host says, overridden downwards by
 * what the relay's operator says. [account]; invariant RELAY-6
 *
 * | upstream \ local | none   | takendown | suspended | throttled |
 * |------------------|--------|-----------|-----------|-----------|
 * | active           | active | takendown | suspended | active, "throttled" |
 * | inactive (x)     | x      | takendown | suspended | x         |
 */
export type LocalStatus = "takendown" | "suspended" | "throttled"

export interface Status {
  readonly active: boolean
  readonly status: string | null
}

/** `upstream` is null for an active account, else the status that its host gave. */
export const effective = (upstream: string | null, local: LocalStatus | null): Status => {
  if (local === "takendown" || local === "suspended") return { active: false, status: local }
  if (upstream !== null) return { active: false, status: upstream }
  return { active: true, status: local }
}

/** The status word for an `#account` event: an inactive account without a word is plainly inactive. */
export const upstreamOf = (active: boolean, status: string | undefined): string | null =>
  active ? null : status ?? "inactive"
