/**
 * Two devices of one owner change the DID at the same time, through the key
 * manager that keeps its root key. Whatever the interleaving, and whatever is
 * lost, crashes or is repeated: no rotation key goes that nobody wished away,
 * and what was acknowledged is so.
 */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Managed from "../../../src/actors/client/keys/Managed.ts"
import type { Change } from "../../../src/actors/client/keys/OwnIdentity.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Town from "./Town.ts"

const manager = "https://keys.test"
const devices = ["phone.test", "tablet.test"] as const
type Device = typeof devices[number]

/** A device puts a new key in, in the place of its last one; or takes its last one out. */
interface Step {
  readonly what: "put" | "remove"
  readonly pauseMillis: number
}

interface Blow {
  readonly target: "keys.test" | "plc.test" | Device
  readonly atMillis: number
  readonly forMillis: number
}

interface Story {
  readonly seed: number
  /** Chance that a message to or from the key manager or the directory breaks its connection, and so an answer is lost. */
  readonly resets: number
  readonly steps: { readonly [D in Device]: ReadonlyArray<Step> }
  readonly blows: ReadonlyArray<Blow>
}

// The directory takes ten operations an hour, two of which were the account's beginning, and five keys.
const steps = fc.array(fc.record({
  what: fc.constantFrom("put" as const, "put" as const, "remove" as const),
  pauseMillis: fc.integer({ min: 0, max: 400 })
}), { minLength: 1, maxLength: 3 })

const story: fc.Arbitrary<Story> = fc.record({
  seed: fc.nat(1_000_000),
  resets: fc.constantFrom(0, 0, 0.05, 0.15),
  steps: fc.record({ "phone.test": steps, "tablet.test": steps }),
  blows: fc.array(fc.record({
    target: fc.constantFrom("keys.test" as const, "keys.test" as const, "plc.test" as const, ...devices),
    atMillis: fc.integer({ min: 1, max: 2_500 }),
    forMillis: fc.integer({ min: 100, max: 4_000 })
  }), { maxLength: 2 })
})

interface Wish {
  readonly adds: string | undefined
  readonly removes: string | undefined
  done: boolean
}

const wished = ({ adds, removes }: Wish): Change => (state) => {
  const kept = state.rotationKeys.filter((key) => key !== removes && key !== adds)
  const [root, ...others] = kept
  return { ...state, rotationKeys: adds === undefined ? kept : [root!, adds, ...others] }
}

const tell = ({ blows, resets, seed, steps }: Story) => {
  const town = Town.make({ seed })
  const { world } = town
  const { did, identity, before } = town.run(Effect.gen(function*() {
    const { identity, session: { did } } = yield* Town.managed("alice")
    return { did, identity, before: (yield* identity.state(did)).rotationKeys }
  }))
  const wishes: Array<Wish> = []
  const use = (device: Device) => Effect.gen(function*() {
    const owner = Managed.signIn(did, manager, Town.passphrase)
    const keys = yield* Keys
    let own: string | undefined
    for (const { pauseMillis, what } of steps[device]) {
      yield* Effect.sleep(pauseMillis)
      const adds = what === "remove" ? undefined : (yield* keys.generate("p256")).didKey
      if (adds === undefined && own === undefined) continue
      const wish: Wish = { adds, removes: own, done: false }
      wishes.push(wish)
      yield* owner.updateIdentity(identity, wished(wish))
      wish.done = true
      own = adds
    }
  })
  for (const [a, b] of [...devices.map((device) => [device, "keys.test"] as const), ["keys.test", "plc.test"] as const]) {
    world.setLink(a, b, { resetProbability: resets })
    world.setLink(b, a, { resetProbability: resets })
  }
  for (const { atMillis, forMillis, target } of blows) {
    const at = world.now + atMillis
    world.at(at, () => world.crash(target))
    // Whose device lost its power does not go on.
    if (target === "keys.test" || target === "plc.test") world.at(at + forMillis, () => world.start(target))
  }
  for (const device of devices) world.fork("changing the DID", device, use(device))
  world.runUntil(world.now + 10 * 60_000)
  const log = town.run(identity.log(did))
  return { before, wishes, live: Log.live(log).map(({ operation }) => Operation.stateOf(operation)!.rotationKeys), defects: town.defects() }
}

describe("two devices of one owner", () => {
  it("lose no key that neither wished away, and find again what was acknowledged, whatever fails", () => {
    const told = { wishes: 0, done: 0 }
    fc.assert(fc.property(story, (story) => {
      const { before, defects, live, wishes } = tell(story)
      const removable = new Set(wishes.flatMap(({ removes }) => removes ?? []))
      for (const [at, keys] of live.entries()) {
        const gone = (live[at - 1] ?? []).filter((key) => !keys.includes(key) && !removable.has(key))
        expect(gone, `operation ${at}`).toEqual([])
      }
      const now = live.at(-1)!
      for (const { adds, done, removes } of wishes) {
        if (!done) continue
        if (adds !== undefined && !removable.has(adds)) expect(now).toContain(adds)
        if (removes !== undefined) expect(now).not.toContain(removes)
      }
      expect(now).toEqual(expect.arrayContaining([...before]))
      expect(defects).toEqual([])
      // Who came second looks again: where nothing fails, nothing is given up.
      if (story.resets === 0 && story.blows.length === 0) expect(wishes.every(({ done }) => done)).toBe(true)
      told.wishes += wishes.length
      told.done += wishes.filter(({ done }) => done).length
    }), { numRuns: 40, seed: 7 })
    expect(told.done).toBeGreaterThan(told.wishes / 2)
  }, 240_000)
})
