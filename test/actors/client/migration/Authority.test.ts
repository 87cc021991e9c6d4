import { describe, expect, it } from "vitest"
import * as Authority from "../../../../src/actors/client/migration/Authority.ts"
import type { PlcState } from "../../../../src/protocol/plc/Operation.ts"

const at = (host: string) => ({ type: "AtprotoPersonalDataServer", endpoint: `https://${host}` })

/** alice's DID says more than her host wrote. */
const now: PlcState = {
  rotationKeys: ["did:key:hers", "did:key:pds1"],
  verificationMethods: { atproto: "did:key:signing1", atproto_label: "did:key:labels" },
  alsoKnownAs: ["at://alice.pds1.test", "https://alice.test", "at://alice.old.test"],
  services: { atproto_pds: at("pds1.test"), atproto_labeler: { type: "AtprotoLabeler", endpoint: "https://labels.test" } }
}

/** What the new host wants. */
const wanted: Authority.Wanted = {
  rotationKeys: ["did:key:pds2"],
  verificationMethods: { atproto: "did:key:signing2" },
  alsoKnownAs: ["at://alice.pds2.test"],
  services: { atproto_pds: at("pds2.test") }
}

describe("the state that names the new host", () => {
  const merged = Authority.merged(now, wanted, ["did:key:hers", "did:key:pds2"])

  it("keeps keys, services and names that have nothing to do with hosts, and no handle of the old one [MIG-1]", () => {
    expect(merged).toEqual({
      rotationKeys: ["did:key:hers", "did:key:pds2"],
      verificationMethods: { atproto: "did:key:signing2", atproto_label: "did:key:labels" },
      alsoKnownAs: ["at://alice.pds2.test", "https://alice.test"],
      services: { atproto_pds: at("pds2.test"), atproto_labeler: now.services["atproto_labeler"] }
    })
  })

  it("says all that the new host wants, until that wants another key, host, handle or rotation key", () => {
    const operation = Authority.asData(merged)
    expect(Authority.says(operation, wanted)).toBe(true)
    expect(Authority.says(operation, { ...wanted, alsoKnownAs: [] })).toBe(true)
    const others: ReadonlyArray<Authority.Wanted> = [
      { verificationMethods: { atproto: "did:key:signing3" } },
      { services: { atproto_pds: at("pds3.test") } },
      { alsoKnownAs: ["at://alicia.pds2.test"] },
      { rotationKeys: ["did:key:pds2", "did:key:pds2-again"] }
    ]
    for (const other of others) expect(Authority.says(operation, { ...wanted, ...other }), JSON.stringify(other)).toBe(false)
  })

  it("says it as far as there is room for it, and on a did:web without any rotation key", () => {
    const full = { ...merged, rotationKeys: ["did:key:1", "did:key:2", "did:key:3", "did:key:4", "did:key:5"] }
    expect(Authority.says(Authority.asData(full), wanted)).toBe(true)
    expect(Authority.says(Authority.asData({ ...merged, rotationKeys: full.rotationKeys.slice(1) }), wanted)).toBe(false)
    expect(Authority.says(Authority.asData({ ...merged, rotationKeys: [] }), wanted)).toBe(true)
  })
})

describe("rotation keys", () => {
  it("are ranked as they come, each once, five at most", () => {
    expect(Authority.ranked(["a", "b"], ["b", "c"])).toEqual(["a", "b", "c"])
    expect(Authority.ranked(["a", "b", "c"], ["d", "e", "f"])).toEqual(["a", "b", "c", "d", "e"])
  })
})
