/**
 * Power fails at each message and each statement of what guardians are for:
 * whoever sends or is sent to, or executes. Then the same is done again, and
 * everything is as if nothing had been; and in between, whoever lost every
 * device just then is given the account back, by as many as are needed and no
 * fewer. alice's and bob's keys are at keys.test, carol's and dan's at keys2.test.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Scope } from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import { beforeAll, expect, it } from "vitest"
import { tapped } from "../../../bench/migration/SmallWorld.ts"
import * as Guardians from "../../../src/actors/client/keys/Guardians.ts"
import * as Managed from "../../../src/actors/client/keys/Managed.ts"
import * as OwnIdentity from "../../../src/actors/client/keys/OwnIdentity.ts"
import type { Environment } from "../../../src/actors/Environment.ts"
import { type KeyPair, Keys } from "../../../src/protocol/keys/Keys.ts"
import { appointmentOf, guardedWith } from "./Guarded.ts"
import * as Town from "./Town.ts"

type Needs = Environment | Scope

const managers = ["keys.test", "keys2.test"] as const
const device = "device.test"
const downMillis = 3_000
const patienceMillis = 600_000

type Before = Effect.Success<ReturnType<typeof guardedWith>>
let before: Before
let past: Town.Past

const settle = (): void => {
  const { run, world } = Town.make({}, managers)
  before = run(guardedWith(managers[1]))
  world.runUntil(world.now + 1_000)
  past = { nowMillis: world.now, disks: new Map([...world.hosts().map(({ host }) => host), device].map((host) => [host, world.backup(host)!])) }
}

/** The town as it was when alice had guardians, one blow in it, and what becomes of an act. */
class Trial {
  readonly town: ReturnType<typeof Town.make>
  readonly struck: Array<string> = []
  private readonly listener = { onStatement: (_host: string): void => {} }

  constructor() {
    this.town = Town.make({
      // Another than the past's, whose keys would be drawn once more.
      seed: 2,
      layerOf: (spec) => Layer.unwrap(Effect.as(Effect.tap(SqlClient, (sql) => Effect.sync(() => tapped(spec.host, this.listener)(sql))), Town.layerOf(spec)))
    }, managers, past)
  }

  run<A, E>(effect: Effect.Effect<A, E, Needs>, host = "observer.test"): A {
    return this.town.world.run(host, effect)
  }

  private strike(host: string): void {
    const { world } = this.town
    this.struck.push(host)
    world.crash(host)
    // A device goes on when its owner wants it to.
    if (world.hosts().some((each) => each.host === host)) world.at(world.now + downMillis, () => world.start(host))
  }

  /** Does this on a device, struck at the given boundary; undefined: it was struck itself, or has given up. */
  attempt<A, E>(host: string, act: Effect.Effect<A, E, Needs>, at?: Boundary): { readonly done: A | undefined; readonly boundaries: ReadonlyArray<string> } {
    const { world } = this.town
    const boundaries: Array<string> = []
    let listening = true
    const boundary = (...hosts: ReadonlyArray<string>): string | undefined => {
      if (!listening || this.struck.length > 0) return undefined
      boundaries.push(hosts.join(" "))
      return boundaries.length === at?.number ? hosts[at.whom] : undefined
    }
    world.observe((o) => {
      if (o._tag !== "HttpRequestSent" && o._tag !== "HttpResponseReceived") return
      const { from, to } = o._tag === "HttpRequestSent" ? o : o.request
      const target = boundary(from, to)
      if (target !== undefined) world.at(world.now, () => this.strike(target))
    })
    this.listener.onStatement = (each) => {
      const target = boundary(each)
      if (target !== undefined) this.strike(target)
    }
    const fiber = world.fork("act", host, Effect.andThen(Effect.map(SqlClient, tapped(host, this.listener)), act))
    const limit = world.now + patienceMillis
    const earlier = this.struck.length
    while (fiber.pollUnsafe() === undefined && !this.struck.includes(host, earlier) && world.now < limit) world.runUntil(world.now + 100)
    listening = false
    const exit = fiber.pollUnsafe()
    return { done: exit?._tag === "Success" ? exit.value : undefined, boundaries }
  }

  /** All are up again. */
  mend(): void {
    this.town.world.runUntil(this.town.world.now + 2 * downMillis)
  }
}

/** The how many-th of an act's messages and statements, and whether its first host (a message's sender) or its second. */
interface Boundary {
  readonly number: number
  readonly whom: 0 | 1
}

/** An act without a blow, to count its boundaries; then with one at every n-th. */
const atEvery = <A>(nth: number, host: string, act: Effect.Effect<A, unknown, Needs>, prepare: (trial: Trial) => void, check: (trial: Trial, done: A | undefined, where: string) => void): void => {
  const calm = new Trial()
  prepare(calm)
  const { boundaries, done } = calm.attempt(host, act)
  expect(done).toBeDefined()
  check(calm, done, "nowhere")
  const blows = boundaries.flatMap((hosts, index) => hosts.split(" ").map((target, whom) => ({ hosts, index, target, whom })))
  for (const { hosts, index, target, whom } of blows.filter((_, i) => i % nth === 0)) {
    const trial = new Trial()
    prepare(trial)
    const { done } = trial.attempt(host, act, { number: index + 1, whom: whom as 0 | 1 })
    const where = `${target} at ${index + 1} of ${boundaries.length}: ${hosts}`
    expect(trial.struck, where).toEqual([target])
    trial.mend()
    check(trial, done, where)
    expect(trial.town.defects(), where).toEqual([])
  }
}

const identity = OwnIdentity.make("https://plc.test")
const rotationKeys = Effect.flatMap(identity, ({ state }) => Effect.map(state(before.did), (state) => state.rotationKeys))

/** bob and carol, each at another key manager. */
const pair = (): ReadonlyArray<Guardians.Guardian> => before.guardians.slice(0, 2)

/** Signed in anew: what one act has learnt no other knows. */
const give = ({ did, origin }: Guardians.Guardian, device: string) => Managed.signIn(did, origin, Town.passphrase).giveShare(before.did, device)

/** What one of them, and then both, give to a device that has nothing. */
const appealed = Effect.gen(function*() {
  const appeal = yield* Guardians.appeal(yield* identity, before.did, pair())
  yield* appeal.ask()
  const results = yield* Effect.forEach(pair(), (guardian) =>
    Effect.andThen(give(guardian, appeal.device.didKey), Effect.flatMap(appeal.answers(), (answers) => Effect.result(appeal.key(answers)))))
  return { one: results[0], both: results[1] }
})

const expectGuarded = (trial: Trial, key: string, where: string): void => {
  const { both, one } = trial.run(appealed)
  expect(one, where).toMatchObject({ _tag: "Failure", failure: { _tag: "NotEnoughShares", found: 1, threshold: 2 } })
  expect(both, where).toMatchObject({ _tag: "Success", success: { didKey: key } })
}

/** At every n-th of these instants. */
export const testsAtEvery = (nth: number): void => {
  beforeAll(settle, 60_000)

  it("of an appointment leaves the former guardians or the new ones, and no key of it in the DID once it is made again", () => {
    const appoint = Effect.flatMap(identity, (identity) => {
      const owner = Managed.signIn(before.did, "https://keys.test", Town.passphrase)
      return Guardians.appoint(appointmentOf({ ...before, owner, identity, guardians: pair() }))
    })
    const left = { former: 0, fresh: 0 }
    const made = (trial: Trial, key: string, where: string): void => {
      const [root, , ...others] = before.rotationKeys
      expect(trial.run(rotationKeys), where).toEqual([root, key, ...others])
      expectGuarded(trial, key, where)
    }
    atEvery(nth, device, appoint, () => {}, (trial, done, where) => {
      if (done !== undefined) return made(trial, done, where)
      const named = trial.run(rotationKeys)[1]!
      left[named === before.key ? "former" : "fresh"]++
      expectGuarded(trial, named, where)
      const again = trial.attempt(device, appoint).done
      expect(again, where).toBeDefined()
      made(trial, again!, where)
    })
    expect(Math.min(left.former, left.fresh)).toBeGreaterThan(0)
  }, 120_000)

  it("of a gift loses nothing that was acknowledged, and gives it once the guardian says so again", () => {
    let asking: KeyPair
    const appeal = Effect.map(identity, (identity) => new Guardians.Appeal(identity, before.did, before.guardians, asking))
    const answers = Effect.flatMap(appeal, (appeal) => appeal.answers())
    const gift = Effect.suspend(() => Effect.as(give(before.guardians[1]!, asking.didKey), true))
    atEvery(nth, "guardian.test", gift, (trial) => {
      asking = trial.run(Effect.flatMap(Keys, ({ generate }) => generate("k256")))
      trial.run(Effect.flatMap(appeal, (appeal) => appeal.ask()))
    }, (trial, done, where) => {
      if (done === true) expect(trial.run(answers).shares, where).toHaveLength(1)
      expect(trial.attempt("guardian.test", gift).done, where).toBe(true)
      for (const manager of managers) trial.town.world.crash(manager)
      for (const manager of managers) trial.town.world.start(manager)
      const given = trial.run(answers)
      expect(given.shares, where).toHaveLength(1)
      expect(trial.run(Effect.flatMap(appeal, (appeal) => Effect.flip(appeal.key(given)))), where).toMatchObject({ _tag: "NotEnoughShares", found: 1 })
    })
  }, 120_000)

  it("of a recovery leaves it to be finished by the device that has kept its keys", () => {
    let kept: { readonly asking: KeyPair; readonly root: KeyPair }
    const recover = Effect.gen(function*() {
      const appeal = new Guardians.Appeal(yield* identity, before.did, pair(), kept.asking)
      yield* appeal.ask()
      const key = yield* Effect.flatMap(appeal.answers(), (answers) => appeal.key(answers))
      yield* Guardians.renew(yield* identity, before.did, key, kept.root.didKey)
      return true
    })
    atEvery(nth, "new.test", recover, (trial) => {
      kept = trial.run(Effect.gen(function*() {
        const { generate } = yield* Keys
        const asking = yield* generate("k256")
        for (const guardian of pair()) yield* give(guardian, asking.didKey)
        return { asking, root: yield* generate("k256") }
      }))
    }, (trial, _done, where) => {
      expect(trial.attempt("new.test", recover).done, where).toBe(true)
      expect(trial.run(rotationKeys), where).toEqual([kept.root.didKey, ...before.rotationKeys.slice(2)])
    })
  }, 120_000)
}
