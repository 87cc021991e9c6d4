/**
 * A PDS that comes back from a backup, and whoever has left it, or gone to
 * sleep, since. [account] Account Migration; MIG-3, MIG-8, ACCT-4
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { Journey } from "../../../../bench/migration/Journey.ts"
import * as Checks from "../../../../bench/migration/Checks.ts"
import * as People from "../../../../bench/migration/People.ts"
import { hosts, originOf } from "../../../../bench/migration/SmallWorld.ts"
import * as OwnIdentity from "../../../../src/actors/client/keys/OwnIdentity.ts"
import { openMemory } from "../../../../src/actors/sqlite/Sqlite.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const restore = ({ world }: Journey, backup: Uint8Array): void => {
  world.crash(hosts.old)
  world.restoreBackup(hosts.old, backup)
  world.start(hosts.old)
}

/** alice has written, been backed up, written more, and moved; then her old host's disk is that of before. */
const left = (apart: boolean) => {
  const journey = new Journey(31, "own", { apart })
  const { world } = journey
  const backup = world.backup(hosts.old)!
  journey.post()
  journey.pass(2_000)
  journey.setOut("phone.test", hosts.new)
  journey.pass(30_000)
  expect(journey.stateOf("phone.test")?.step).toBe("arrived")
  const saidBefore = Checks.eventsFrom(journey.small, hosts.old, journey.cast.alice.did).length
  restore(journey, backup)
  journey.pass(20_000)
  const said = () => Checks.eventsFrom(journey.small, hosts.old, journey.cast.alice.did).slice(saidBefore)
    .map((event) => event._tag === "Account" ? event.status ?? "active" : event._tag)
  return { journey, said }
}

const statusAt = (journey: Journey, host: string) =>
  journey.small.run(Client.query("com.atproto.sync.getRepoStatus", { origin: originOf(host), params: { did: journey.cast.alice.did } }))

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

/** By her own key, and nobody at the host is told. */
const nameHomeAgain = (journey: Journey) =>
  journey.small.run(Effect.gen(function*() {
    const { alice, ring } = journey.cast
    const identity = yield* OwnIdentity.make(originOf(hosts.plc))
    const [genesis] = yield* identity.log(alice.did)
    const first = genesis!.operation as { readonly rotationKeys: ReadonlyArray<string>; readonly verificationMethods: Readonly<Record<string, string>> }
    yield* identity.update(ring!, alice.did, (state) => ({
      ...state,
      rotationKeys: [...ring!.didKeys, ...first.rotationKeys],
      verificationMethods: first.verificationMethods,
      alsoKnownAs: [`at://alice.${hosts.old}`],
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: originOf(hosts.old) } }
    }))
  }))

describe("a restored PDS and an account that has left it since the backup", () => {
  for (const apart of [false, true]) {
    it(`says of it that it is deactivated and nothing else, whether its relay ${apart ? "lost sight of it" : "lists it at its new home"}`, { timeout: 60_000 }, () => {
      const { journey, said } = left(apart)
      expect(statusAt(journey, hosts.old)).toMatchObject({ active: false, status: "deactivated" })
      expect(statusAt(journey, hosts.new)).toMatchObject({ active: true })
      journey.pass(30_000)
      // No commit under a key that is no longer hers, no #sync: what is newest of her is at home. MIG-8
      expect(said()).toEqual(["deactivated"])
      const apartly = { relays: [`relay-${hosts.old}`, `relay-${hosts.new}`], appViews: [`appview-${hosts.new}`] }
      expect(journey.end(apart ? apartly : {})).toEqual([])
    })
  }

  it("does not tell her that what she wrote is lost", { timeout: 60_000 }, () => {
    const { journey } = left(false)
    const letters = journey.small.run(Town.mail(journey.cast.alice.credentials.email, hosts.old))
    expect(letters.map(({ purpose }) => purpose)).not.toContain("restored")
  })

  it("lets nobody wake it while its DID names another: neither her nor a look", { timeout: 60_000 }, () => {
    const { journey, said } = left(true)
    const woken = journey.small.run(Effect.gen(function*() {
      const session = yield* People.signedInAt(journey.cast, hosts.old)
      return yield* outcome(session.procedureOnce("com.atproto.server.activateAccount", {}))
    }))
    expect(woken).toBe("InvalidRequest")
    journey.pass(7 * 3_600_000)
    expect(said()).toEqual(["deactivated"])
  })

  it("wakes it by itself once she took the DID back, for it was not she who put it to sleep", { timeout: 60_000 }, () => {
    const { journey, said } = left(true)
    nameHomeAgain(journey)
    journey.pass(7 * 3_600_000)
    expect(statusAt(journey, hosts.old)).toMatchObject({ active: true })
    expect(said()).toEqual(["deactivated", "Identity", "active", "Commit"])
  })
})

describe("a restored PDS that owes an account a commit", () => {
  it("makes none while that sleeps, and is quits with it when it wakes", { timeout: 60_000 }, () => {
    const journey = new Journey(32, "own")
    const { alice } = journey.cast
    const { world } = journey
    journey.small.run(alice.procedure("com.atproto.server.deactivateAccount", { input: {} }))
    journey.pass(5_000)
    const disk = openMemory()
    disk.deserialize(world.backup(hosts.old)!)
    disk.prepare("INSERT INTO lost (did, rev) SELECT did, rev FROM account WHERE did = ?").run(alice.did)
    disk.prepare("UPDATE lost SET rev = ?").run(`${journey.revsFrom().at(-1)!.slice(0, 12)}z`)
    const before = journey.revsFrom(hosts.old)
    restore(journey, disk.serialize())
    disk.close()
    journey.pass(60_000)
    expect(journey.revsFrom(hosts.old)).toEqual(before)
    expect(statusAt(journey, hosts.old)).toMatchObject({ active: false, status: "deactivated" })
    journey.small.run(alice.procedure("com.atproto.server.activateAccount", {}))
    journey.pass(10_000)
    const revs = journey.revsFrom(hosts.old)
    expect(revs.length).toBe(before.length + 1)
    expect(journey.revsFrom().at(-1)).toBe(revs.at(-1))
    expect(journey.end()).toEqual([])
  })
})
