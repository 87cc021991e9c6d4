/** A directory, or a consortium, and operators who found a log upon its. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Actor from "../../../src/actors/Actor.ts"
import { ActorSpec } from "../../../src/actors/Network.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { type ActorLayer, World } from "../../../src/sim/World.ts"
import { get, json, person, post, postJson } from "./Town.ts"

const decode = Schema.decodeUnknownSync(ActorSpec)

export const old = ["old1.test", "old2.test", "old3.test", "old4.test"]
export const founders = ["plc1.test", "plc2.test", "plc3.test", "plc4.test"]
export const grandchildren = ["later1.test"]
export const asAdmin = { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` }

/** Nobody runs yet. */
export const worldOf = (
  from: "directory" | "consortium",
  { auditor = false, extra = [], generations = 1, inherits = {}, layerOf = Actor.layerOf, seed = 1 }: {
    readonly seed?: number
    readonly inherits?: object
    readonly auditor?: boolean
    readonly extra?: ReadonlyArray<string>
    /** With 2, others are there who found upon the new log. */
    readonly generations?: 1 | 2
    readonly layerOf?: (spec: ActorSpec) => ActorLayer
  } = {}
) => {
  const options = { founders, origin: "new.test/log", inherits: { from: from === "directory" ? "plc.test" : old, ...inherits } }
  return World.make({
    actors: [
      ...(from === "directory" ? [{ kind: "plc", host: "plc.test", options: {} }] : old.map((host) => ({ kind: "operator", host, options: { founders: old, origin: "old.test/log" } }))),
      ...[...founders, ...extra].map((host) => ({ kind: "operator", host, options })),
      ...(auditor ? [{ kind: "auditor", host: "auditor.test", options: { operators: founders } }] : []),
      ...(generations === 1 ? [] : grandchildren).map((host) => ({
        kind: "operator",
        host,
        options: { founders: grandchildren, origin: "later.test/log", inherits: { from: founders } }
      }))
    ].map((spec) => decode(spec))
  }, { seed, layerOf })
}

export const startOld = (world: World): void => {
  for (const { host } of world.hosts()) if (host === "plc.test" || old.includes(host)) world.start(host)
  world.runUntil(world.now + 3_000)
}

export const startNew = (world: World, hosts: ReadonlyArray<string> = founders): void => {
  for (const host of hosts) world.start(host)
}

export const at = <A, E>(world: World, effect: Effect.Effect<A, E, any>): A => world.run("device.test", effect as Effect.Effect<A, E, never>)

/** Until all of them have their first entries. */
export const untilFounded = (world: World, hosts: ReadonlyArray<string> = founders): void => {
  const limit = world.now + 120_000
  while (!hosts.every((host) => foundingOf(world, host).state === "founded")) {
    if (world.now > limit) throw new Error(`not founded: ${hosts.map((host) => JSON.stringify(foundingOf(world, host))).join("\n")}`)
    world.runUntil(world.now + 500)
  }
  world.runUntil(world.now + 3_000)
}

export const foundingOf = (world: World, host: string) => at(world, json(host, "/consortium/founding"))

export const tell = (world: World, hosts: ReadonlyArray<string> = founders): void => {
  for (const host of hosts) if (at(world, postJson(host, "/consortium/founding", {}, asAdmin)).status !== 202) throw new Error(`${host} was not told`)
}

const hour = 3_600_000

/**
 * alice, robbed and not yet back; bob, robbed and back; carol, with three
 * operations; dan, gone. Each with the last operation that they hold.
 */
export const history = (world: World, hosts: ReadonlyArray<string>) => {
  const [first, second = first] = hosts as [string, string?]
  const submit = (host: string, did: string, operation: Operation.Operation): void => {
    const { status, text } = at(world, post(host, did, operation))
    if (status !== 200) throw new Error(`${host} answered ${status} ${text}`)
    world.runUntil(world.now + hour)
  }
  const enter = (name: string, host: string) => {
    const somebody = at(world, person(`${name}.test`))
    submit(host, somebody.did, somebody.genesis)
    return somebody
  }
  const alice = enter("alice", first!)
  const bob = enter("bob", second!)
  const carol = enter("carol", first!)
  const stolen = alice.update("thief.test", alice.genesis)
  submit(second!, alice.did, stolen)
  const taken = bob.update("thief.test", bob.genesis)
  submit(first!, bob.did, taken)
  submit(second!, bob.did, bob.update("thief2.test", taken))
  submit(first!, bob.did, bob.update("bob2.test", bob.genesis, "strong"))
  const renamed = carol.update("carol2.test", carol.genesis)
  submit(second!, carol.did, renamed)
  submit(first!, carol.did, carol.update("carol3.test", renamed))
  return { alice, bob, carol, stolen, submit }
}

const paths = ["", "/data", "/log", "/log/last", "/log/audit"]

/** All that a host answers of these DIDs, and its export in both forms, as JSON values. */
export const answersOf = (world: World, host: string, dids: ReadonlyArray<string>): unknown => {
  const lines = (path: string) => at(world, get(host, path)).text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as unknown)
  return {
    dids: dids.map((did) => paths.map((path) => at(world, json(host, `/${did}${path}`)))),
    sequenced: lines("/export?after=0"),
    dated: lines("/export")
  }
}
