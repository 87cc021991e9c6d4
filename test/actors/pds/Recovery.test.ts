import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type * as Session from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import { ActorSpec } from "../../../src/actors/Network.ts"
import * as World from "../../../src/sim/World.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const collection = "test.orrery.note"

const town = () => {
  const spec = (kind: ActorSpec["kind"], host: string, options: object): ActorSpec => Schema.decodeUnknownSync(ActorSpec)({ kind, host, options })
  const actors = [
    spec("names", "names.test", {}),
    spec("plc", "plc.test", {}),
    spec("pds", "pds1.test", { plc: "plc.test", appView: "appview.test", relays: ["relay.test"], passwordCostLog2: 1 }),
    spec("relay", "relay.test", { plc: "plc.test", crawl: ["pds1.test"] })
  ]
  const world = World.make({ actors }, { seed: 1, layerOf })
  const defects: Array<string> = []
  world.observe((o) => {
    if (o._tag === "Defect") defects.push(o.message)
  })
  world.startAll()
  world.runUntil(2000)
  const run = <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect)
  return { world, run, defects }
}

const note = (session: Session.Session, n: number) =>
  session.procedure("com.atproto.repo.putRecord", { input: { repo: session.did, collection, rkey: `note-${n}`, record: { n } as never } })

const head = (host: string, did: string) =>
  Effect.flatMap(Client.make, (client) => client.query("com.atproto.sync.getLatestCommit", { origin: `https://${host}`, params: { did } }))

const notes = (did: string) =>
  Effect.flatMap(Client.make, (client) =>
    Effect.map(client.query("com.atproto.repo.listRecords", { origin, params: { repo: did, collection, limit: 100 } }), ({ records }) =>
      records.map(({ uri }) => uri.split("/").at(-1)!).sort()))

/** Ten notes before the backup and ten after it; then the old disk, and the server up again. */
const restored = (during: (world: World.World) => void = () => {}) => {
  const { defects, run, world } = town()
  const alice = run(Town.signUp("alice"))
  const write = (from: number) => run(Effect.forEach(Array.from({ length: 10 }, (_, n) => n + from), (n) => note(alice, n), { discard: true }))
  write(10)
  world.runUntil(world.now + 5000)
  const backup = world.backup("pds1.test")!
  write(20)
  world.runUntil(world.now + 5000)
  const before = run(head("pds1.test", alice.did))
  world.crash("pds1.test")
  world.restoreBackup("pds1.test", backup)
  during(world)
  world.start("pds1.test")
  world.runUntil(world.now + 60_000)
  return { alice, before, defects, run, world }
}

const all = Array.from({ length: 20 }, (_, n) => `note-${n + 10}`)

describe("a PDS whose disk came back from an old backup", () => {
  it("takes its own commits back from the relay, to the very head, and goes on from there", () => {
    const { alice, before, defects, run, world } = restored()
    expect(run(head("pds1.test", alice.did))).toEqual(before)
    expect(run(notes(alice.did))).toEqual(all)
    run(note(alice, 30))
    world.runUntil(world.now + 5000)
    const [here, there] = [run(head("pds1.test", alice.did)), run(head("relay.test", alice.did))]
    expect(there).toEqual(here)
    expect(here.rev > before.rev).toBe(true)
    expect(run(Town.mail("alice@mail.test"))).toMatchObject([{ purpose: "restored", text: expect.stringContaining("is back") }])
    expect(defects).toEqual([])
  })

  it("says #sync, so that those who followed it directly check too", () => {
    const { alice, before, run } = restored()
    const events = run(Town.listen("pds1.test", "?cursor=100", (events) => events.length >= 1))
    expect(events).toMatchObject([{ _tag: "Sync", did: alice.did, rev: before.rev }])
  })

  it("goes on with the recovery after a crash in the middle of it", () => {
    for (const afterMillis of [20, 60, 100, 140, 200]) {
      const { alice, before, defects, run } = restored((world) => {
        world.start("pds1.test")
        world.runUntil(world.now + afterMillis)
        world.crash("pds1.test")
        world.runUntil(world.now + 100)
      })
      expect(run(head("pds1.test", alice.did))).toEqual(before)
      expect(run(notes(alice.did))).toEqual(all)
      expect(defects).toEqual([])
    }
  })

  it("serves without a relay, with numbers and revs that never were", () => {
    const { alice, before, run, world } = restored((world) => world.crash("relay.test"))
    expect(run(notes(alice.did))).toEqual(all.slice(0, 10))
    run(note(alice, 30))
    const [event] = run(Town.listen("pds1.test", "?cursor=100", (events) => events.length >= 1))
    expect(event).toMatchObject({ _tag: "Commit" })
    world.start("relay.test")
    world.runUntil(world.now + 120_000)
    const here = run(head("pds1.test", alice.did))
    expect(run(head("relay.test", alice.did))).toEqual(here)
    expect(here.rev > before.rev).toBe(true)
  })
})
