/** alice with an account at pds1.test, whose keys keys.test keeps; and what her devices do with delegated keys. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import * as Delegated from "../../../src/actors/client/keys/Delegated.ts"
import * as Managed from "../../../src/actors/client/keys/Managed.ts"
import * as OwnIdentity from "../../../src/actors/client/keys/OwnIdentity.ts"
import * as KeyManager from "../../../src/actors/keymanager/KeyManager.ts"
import { KeyManagerOptions } from "../../../src/actors/keymanager/Options.ts"
import * as Pds from "../../../src/actors/pds/Pds.ts"
import * as Plc from "../../../src/actors/plc/Plc.ts"
import { ValidateOutput } from "../../../src/actors/xrpc/Server.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as World from "../../../src/sim/World.ts"
import * as Layer from "effect/Layer"
import * as PdsTown from "../pds/Town.ts"

export const hourMillis = 3_600_000
export const createRecord = "com.atproto.repo.createRecord"
export const post = "app.bsky.feed.post"
export const passphrase = "alice's long passphrase"
export const recoveryCode = "alice's recovery code on paper"

const options = Schema.decodeUnknownSync(KeyManagerOptions)({ plc: "plc.test", passphraseCostLog2: 1, sealingSecret: "the secret of keys.test" })

export const layerOf: World.WorldOptions["layerOf"] = (spec) => {
  const layer = spec.kind === "plc" ? Plc.layer(spec.options) : spec.kind === "pds" ? Pds.layer(spec.options) : spec.kind === "keymanager" ? KeyManager.layer(spec.options) : Layer.empty
  return Layer.provide(layer, Layer.succeed(ValidateOutput)(true))
}

/** What a world left on its disks, and when. */
export interface Past {
  readonly nowMillis: number
  readonly disks: ReadonlyMap<string, Uint8Array>
}

/** `past`: hosts have these disks, and it is as late. */
export const make = (changes: Partial<World.WorldOptions> = {}, managers: ReadonlyArray<string> = ["keys.test"], past?: Past) => {
  const actors: ReadonlyArray<ActorSpec> = [
    { kind: "plc", host: "plc.test", options: {} },
    { kind: "pds", host: "pds1.test", options: PdsTown.pdsOptions() },
    { kind: "pds", host: "pds2.test", options: PdsTown.pdsOptions() },
    ...managers.map((host) => ({ kind: "keymanager", host, options }) as const)
  ]
  const world = World.make({ actors }, {
    seed: 1,
    layerOf,
    ...changes
  })
  const observations: Array<Observation> = []
  world.observe((observation) => observations.push(observation))
  if (past !== undefined) world.runUntil(past.nowMillis)
  for (const [host, disk] of past?.disks ?? []) {
    // A device is known to the world once something ran on it.
    if (!actors.some((spec) => spec.host === host)) world.run(host, Effect.void)
    world.crash(host)
    world.restoreBackup(host, disk)
  }
  world.startAll()
  world.runUntil(world.now + 1000)
  return {
    world,
    observations,
    run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1], within?: number) => world.run("device.test", effect, within),
    defects: () => observations.filter((observation) => observation._tag === "Defect")
  }
}

/** The newest token for an address that lies at a host. */
export const mailed = (host: string, email: string) =>
  Effect.flatMap(HttpClient, (client) =>
    client.get(`https://${host}/admin/mailbox?to=${email}`, { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` } }).pipe(
      Effect.flatMap((response) => response.json),
      Effect.map((json) => (json as unknown as { mail: ReadonlyArray<{ token: string }> }).mail[0]!.token),
      Effect.orDie
    ))

/** An account whose keys the manager keeps: its root key first, the PDS's after it. */
export const managed = Effect.fnUntraced(function*(name: string, manager = "keys.test") {
  const identity = yield* OwnIdentity.make("https://plc.test")
  const session = yield* PdsTown.signUp(name)
  const owner = yield* Managed.enroll(session, identity, {
    manager,
    passphrase,
    recoveryCode,
    mailedToken: mailed("pds1.test", `${name}@mail.test`)
  })
  return { identity, session, owner }
})

/** A device with a key of its own, to which posting is delegated. */
export const phone = Effect.fnUntraced(function*(owner: Managed.Owner, changes: object = {}) {
  const key = yield* (yield* Keys).generate("p256")
  const { cid, ucan } = yield* owner.delegate({
    audience: key.didKey,
    name: "phone",
    capabilities: [{ lxm: createRecord, collections: [post] }],
    lifetimeSeconds: 7 * 24 * 3_600,
    ...changes
  })
  return { cid, key, ucan, device: new Delegated.Device({ key, chain: [ucan], origin: "https://pds1.test", audience: "did:web:pds1.test" }) }
})

export const write = (did: string, collection: string = post) => ({
  repo: did,
  collection,
  record: collection === post ? PdsTown.post("from a delegated key") : { $type: collection, createdAt: "2026-01-05T18:00:00.000Z" }
})

export const nowMillis = Clock.currentTimeMillis
export const nowSeconds = Effect.map(nowMillis, (millis) => Math.floor(millis / 1_000))
