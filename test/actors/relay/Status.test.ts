import { describe, expect, it } from "vitest"
import { effective, upstreamOf } from "../../../src/actors/relay/Status.ts"

describe("The status of an account at a relay [RELAY-6]", () => {
  const inactive = ["takendown", "suspended", "deactivated", "deleted", "desynchronized", "throttled", "inactive", "a word to come"]

  it("is what its host says where the operator says nothing", () => {
    expect(effective(null, null)).toEqual({ active: true, status: null })
    for (const upstream of inactive) expect(effective(upstream, null)).toEqual({ active: false, status: upstream })
  })

  it.each(["takendown", "suspended"] as const)("is %s once the operator says so, whatever its host says", (local) => {
    for (const upstream of [null, ...inactive]) expect(effective(upstream, local)).toEqual({ active: false, status: local })
  })

  it("may be throttled and still active, but never active against its host's word", () => {
    expect(effective(null, "throttled")).toEqual({ active: true, status: "throttled" })
    for (const upstream of inactive) expect(effective(upstream, "throttled")).toEqual({ active: false, status: upstream })
  })

  it("is kept as the host's word; an inactive account without a word is plainly inactive", () => {
    expect(upstreamOf(true, undefined)).toBeNull()
    expect(upstreamOf(true, "throttled")).toBeNull()
    expect(upstreamOf(false, "deactivated")).toBe("deactivated")
    expect(upstreamOf(false, undefined)).toBe("inactive")
  })
})
