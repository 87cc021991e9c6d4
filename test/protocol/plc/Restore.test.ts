/** What of a log's end is the owner's own and comes again, when a recovery takes all of it back. PLC-7 */
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { restore } from "../../../src/protocol/plc/Restore.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"

const ring = new KeyRing("restore")
const keys = Array.from({ length: 8 }, (_, n) => ring.fromSecret("k256", new Uint8Array(32).fill(n + 41)))
const [root, desk, phone, ...others] = keys.map(({ didKey }) => didKey as string) as [string, string, string, ...Array<string>]
const handles = ["at://alice.test", "at://ally.test", "at://dan.test"]

const signed = (state: Operation.PlcState, prev: string | null, didKey: string) =>
  Operation.sign({ type: "plc_operation", ...state, prev }, keys.find((key) => key.didKey === didKey)!, ring.sign)
const first: Operation.PlcState = {
  rotationKeys: [root, desk, phone],
  verificationMethods: { atproto: root },
  alsoKnownAs: [handles[0]!],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } }
}

interface Turn {
  /** Which of those who may sign. */
  readonly signer: number
  readonly what: { readonly adds: string; readonly below: number } | { readonly removes: number } | { readonly handle: string } | { readonly endpoint: string }
}
const turn: fc.Arbitrary<Turn> = fc.record({
  signer: fc.nat(4),
  what: fc.oneof(
    fc.record({ adds: fc.constantFrom(...others), below: fc.nat(3) }),
    fc.record({ removes: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ handle: fc.constantFrom(...handles) }),
    fc.record({ endpoint: fc.constantFrom("https://pds2.test", "https://thief.test") })
  )
})

const made = (state: Operation.PlcState, { what }: Turn): Operation.PlcState => {
  const { rotationKeys } = state
  if ("adds" in what) return rotationKeys.includes(what.adds) || rotationKeys.length > 4 ? state : { ...state, rotationKeys: rotationKeys.toSpliced(what.below + 1, 0, what.adds) }
  if ("removes" in what) return { ...state, rotationKeys: rotationKeys.filter((_, at) => at !== what.removes) }
  if ("handle" in what) return { ...state, alsoKnownAs: [what.handle] }
  return { ...state, services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: what.endpoint } } }
}

const accepted = (log: Log.Log, did: string, operation: Operation.Operation) =>
  Log.accept(log, operation, { did, nowMillis: log.length, verify: ring.verify, admission: false })

describe("what comes again of what a recovery takes back", () => {
  it("is what trusted keys changed, and nothing that another brought in; and the directory takes it", () => {
    const seen = { restored: 0, kept: 0, notKept: 0, thiefs: 0 }
    fc.assert(fc.property(fc.array(turn, { minLength: 1, maxLength: 7 }), fc.boolean(), (turns, trustsDesk) => {
      const genesis = signed(first, null, root)
      const did = Operation.didOf(genesis)
      let log = Log.append([], Result.getOrThrow(accepted([], did, genesis)))
      const trusted = trustsDesk ? [root, desk] : [root]
      // By hand: whose change was what.
      const own = { keys: new Set([root, desk]), handle: handles[0]!, endpoint: "https://pds1.test" }
      const tainted = new Set([phone])
      for (const [index, each] of turns.entries()) {
        const before = Log.stateOf(log)!
        const signer = index === 0 ? phone : before.rotationKeys[each.signer % before.rotationKeys.length]!
        const after = made(before, each)
        log = Log.append(log, Result.getOrThrow(accepted(log, did, signed(after, Log.head(log)!.cid.toString(), signer))))
        const added = after.rotationKeys.filter((key) => !before.rotationKeys.includes(key))
        if (!trusted.includes(signer) || index === 0) {
          for (const key of added) if (!first.rotationKeys.includes(key)) tainted.add(key)
          continue
        }
        for (const key of before.rotationKeys) if (!after.rotationKeys.includes(key)) own.keys.delete(key)
        for (const key of added) if (!tainted.has(key)) own.keys.add(key)
        if (after.alsoKnownAs[0] !== before.alsoKnownAs[0]) own.handle = after.alsoKnownAs[0]!
        const { endpoint } = after.services["atproto_pds"]!
        if (endpoint !== before.services["atproto_pds"]!.endpoint) own.endpoint = endpoint
      }
      const { state, takenBack } = restore(first, log.slice(1), { removed: [phone], trusted, verify: ring.verify })
      for (const key of state.rotationKeys) expect([key, tainted.has(key)]).toEqual([key, false])
      expect(state.rotationKeys[0]).toBe(root)
      expect(state.alsoKnownAs).toEqual([own.handle])
      expect(state.services["atproto_pds"]!.endpoint).toBe(own.endpoint)
      if (own.keys.size < 5) expect(new Set(state.rotationKeys)).toEqual(own.keys)
      expect(takenBack.map(({ cid }) => cid)).toEqual(log.slice(1).map(({ cid }) => cid.toString()))
      expect(takenBack[0]!.restored).toBe(false)
      for (const { restored, signedBy } of takenBack) if (restored) expect(trusted).toContain(signedBy)
      expect(Result.isSuccess(accepted(log, did, signed(state, log[0]!.cid.toString(), root)))).toBe(true)
      seen.restored += takenBack.filter(({ restored }) => restored).length
      seen.kept += state.rotationKeys.length
      seen.notKept += takenBack.length - takenBack.filter(({ restored }) => restored).length
      seen.thiefs += tainted.size - 1
    }), { numRuns: 500, seed: 3 })
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100)
  })

  it("is left out where the directory would refuse so much, and that is said: the recovery comes first", () => {
    const full = { ...first, rotationKeys: [root, desk, phone, others[0]!, others[1]!] }
    const genesis = signed(full, null, root)
    const did = Operation.didOf(genesis)
    const states = [{ ...full, rotationKeys: [root, desk, phone] }, { ...full, rotationKeys: [root, others[2]!, desk, phone] }]
    const log = states.reduce<Log.Log>(
      (log, state, at) => Log.append(log, Result.getOrThrow(accepted(log, did, signed(state, Log.head(log)!.cid.toString(), at === 0 ? phone : root)))),
      Log.append([], Result.getOrThrow(accepted([], did, genesis)))
    )
    const without = restore(full, log.slice(1), { removed: [], trusted: [root], verify: ring.verify })
    expect([without.state, without.takenBack.map(({ restored }) => restored)]).toEqual([full, [false, false]])
    const withRoom = restore(full, log.slice(1), { removed: [phone], trusted: [root], verify: ring.verify })
    expect([withRoom.state.rotationKeys, withRoom.takenBack.map(({ restored }) => restored)])
      .toEqual([[root, others[2], desk, others[0], others[1]], [false, true]])
  })
})
