/** Properties of delegation, against a model that enumerates every demand of a small world. */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Capability from "../../../src/protocol/ucan/Capability.ts"
import * as Chain from "../../../src/protocol/ucan/Chain.ts"
import { alice, app, bob, chain, keys, pds, phone, rootKey } from "./Chains.ts"

const methods = ["com.atproto.repo.createRecord", "com.atproto.repo.deleteRecord", "app.bsky.feed.getTimeline"]
const collections = ["app.bsky.feed.post", "app.bsky.feed.like"]
const audiences = [pds, "did:web:pds2.test"]

/** Every demand there is. */
const world: ReadonlyArray<Capability.Demand> = [alice, bob].flatMap((did) =>
  methods.flatMap((lxm) => audiences.flatMap((audience) => [...collections, undefined].map((collection) => ({ did, lxm, audience, collection })))))

/** The naive reading of a list of capabilities: which of all demands it meets. */
const meets = (capabilities: ReadonlyArray<Capability.Capability>, { audience, collection, did, lxm }: Capability.Demand): boolean => {
  for (const one of capabilities) {
    if (one.did !== did) continue
    if (one.lxm !== "*" && one.lxm !== lxm) continue
    if (one.audiences !== undefined && one.audiences.indexOf(audience) < 0) continue
    if (collection !== undefined && one.collections !== undefined && one.collections.indexOf(collection) < 0) continue
    return true
  }
  return false
}

const capability = fc.record({
  did: fc.constantFrom(...Array.from({ length: 9 }, () => alice), bob),
  lxm: fc.constantFrom("*", ...methods),
  collections: fc.option(fc.subarray(collections), { nil: undefined }),
  audiences: fc.option(fc.subarray(audiences), { nil: undefined })
}).map(({ audiences, collections, ...rest }): Capability.Capability => ({
  ...rest,
  ...(collections === undefined ? {} : { collections }),
  ...(audiences === undefined ? {} : { audiences })
}))
const grant = fc.record({ capabilities: fc.array(capability, { maxLength: 3 }), expSeconds: fc.constantFrom(20, 20, 12, 8), nbfSeconds: fc.constantFrom(0, 0, 0, 4) })

/** Verifies once, then answers each demand. */
const judging = (tokens: ReadonlyArray<string>, nowSeconds: number) => {
  const verified = Result.flatMap(
    Chain.assemble(tokens.at(-1)!, tokens.slice(0, -1)),
    (assembled) => Chain.verify(assembled, { rootKey: rootKey.didKey, nowSeconds, revocations: [], keys })
  )
  return (demand: Capability.Demand): boolean => Result.isSuccess(Result.flatMap(verified, (chain) => Chain.permits(chain, [demand])))
}

describe("delegation", () => {
  it("never widens: what a chain permits, every token of it granted, at that time and of the issuer's own account", () => {
    let permitted = 0
    fc.assert(fc.property(fc.array(grant, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 20 }), (grants, nowSeconds) => {
      const allows = judging(chain(...grants), nowSeconds)
      for (const demand of world) {
        if (!allows(demand)) continue
        permitted++
        expect(demand).toMatchObject({ did: alice, audience: pds })
        for (const { capabilities, expSeconds, nbfSeconds } of grants) {
          expect(meets(capabilities, demand)).toBe(true)
          expect(nbfSeconds <= nowSeconds && nowSeconds < expSeconds).toBe(true)
        }
      }
    }), { seed: 11, numRuns: 300 })
    expect(permitted).toBeGreaterThan(150)
  })

  it("loses nothing either: children that only narrow permit exactly what the last of them says", () => {
    const narrowed = fc.record({ root: fc.array(capability.map((one) => ({ ...one, did: alice })), { minLength: 1, maxLength: 3 }), cut: fc.array(fc.tuple(fc.nat(2), fc.subarray(collections), fc.boolean()), { maxLength: 3 }) })
    fc.assert(fc.property(narrowed, ({ cut, root }) => {
      const child = cut.map(([which, some, here]): Capability.Capability => {
        const parent = root[which % root.length]!
        return {
          ...parent,
          ...(parent.collections === undefined ? {} : { collections: parent.collections.filter((each) => some.includes(each)) }),
          ...(here && (parent.audiences === undefined || parent.audiences.includes(pds)) ? { audiences: [pds] } : {})
        }
      })
      const allows = judging(chain({ capabilities: root }, { capabilities: child }), 5)
      for (const demand of world) {
        expect(allows(demand)).toBe(demand.audience === pds && meets(child, demand))
      }
    }), { seed: 12, numRuns: 150 })
  })

  it("orders capabilities: reflexive, transitive, and true to what they meet", () => {
    fc.assert(fc.property(capability, capability, capability, (a, b, c) => {
      expect(Capability.within(a, a)).toBe(true)
      if (Capability.within(a, b) && Capability.within(b, c)) expect(Capability.within(a, c)).toBe(true)
      for (const demand of world) {
        expect(Capability.permits(a, demand)).toBe(meets([a], demand))
        if (Capability.within(a, b) && Capability.permits(a, demand)) expect(Capability.permits(b, demand)).toBe(true)
      }
    }), { seed: 13, numRuns: 300 })
  })

  it("reads back what it writes", () => {
    fc.assert(fc.property(fc.array(capability, { maxLength: 5 }), (capabilities) => {
      const again = Result.getOrThrow(Capability.fromJson(JSON.parse(JSON.stringify(Capability.toJson(capabilities)))))
      for (const demand of world) expect(meets(again, demand)).toBe(meets(capabilities, demand))
    }), { seed: 14, numRuns: 100 })
  })

  it("refuses a chain of which any one byte was changed, wherever", () => {
    const tokens = chain({}, {}, { iss: app.didKey, key: app })
    const demand = { did: alice, lxm: methods[0]!, audience: pds, collection: collections[0] }
    expect(judging(tokens, 5)(demand)).toBe(true)
    expect(phone.curve).toBe("p256")
    const position = fc.nat(2).chain((which) => fc.tuple(fc.constant(which), fc.nat(tokens[which]!.length - 1), fc.constantFrom(..."Aaz09-_.")))
    fc.assert(fc.property(position, ([which, at, character]) => {
      const changed = tokens.map((token, i) => i === which ? token.slice(0, at) + character + token.slice(at + 1) : token)
      expect(judging(changed, 5)(demand)).toBe(changed[which] === tokens[which])
    }), { seed: 15, numRuns: 300 })
  })
})
