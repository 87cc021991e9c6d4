/** KEY-6: fewer guardians than its owner said are nobody's key. The owner forgot the key itself when it was split. */
import { signerOf } from "./model/NaivePlc.ts"
import type { Oracle } from "./Oracle.ts"

export const EnoughGuardians: Oracle = {
  code: "KEY-6",
  title: "A key that guardians have shares of signs an operation only after as many of them as are needed gave theirs to one device.",
  source: "Shamir 1979",
  when: ({ happenings }) => happenings.has("ask-guardians"),
  make: (check, { guardianships, submissions }) => ({
    observe: (o) => {
      if (o._tag !== "HttpRequestSent" || o.method !== "POST") return
      const did = decodeURIComponent(o.path.split("/")[1] ?? "")
      const keys = guardianships.keysOf(did)
      const operation = keys.length === 0 ? undefined : submissions.byDid.get(did)?.findLast(({ askedAt, host }) => askedAt === o.at && host === o.to)?.operation
      if (operation === undefined) return
      for (const [key, threshold] of keys) {
        if (signerOf(operation, [key]) !== 0) continue
        const had = guardianships.mostAtOneDevice(did, key, o.at)
        check(had >= threshold, () => `${key} of ${did} signed with the shares of ${had} guardians, where ${threshold} are needed`, () => [o.to, did])
      }
    }
  })
}
