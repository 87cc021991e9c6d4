/** KEY-5: a key manager gives out no guardian's share by itself. */
import type { Oracle } from "./Oracle.ts"

export const GuardiansGive: Oracle = {
  code: "KEY-5",
  title: "A guardian's share is collected by the devices alone to which that guardian gave it.",
  source: "notes of 2022, Key management; Shamir 1979",
  when: ({ happenings }) => happenings.has("ask-guardians"),
  make: (check, { guardianships }) => {
    guardianships.onCollected((share, from) => {
      check(
        guardianships.wasGiven(share),
        () => `${from} gave ${share.guardian}'s share of a key of ${share.did} to ${share.recipient}, to which ${share.guardian} had given nothing`,
        () => [from, share.did, share.guardian]
      )
    })
    return {}
  }
}
