/** Operations on alice's DID that are cut short, and what is to be seen afterwards. */
import * as Effect from "effect/Effect"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as PlcClient from "../../../../src/actors/identity/PlcClient.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Operation from "../../../../src/protocol/plc/Operation.ts"
import { KeyRing } from "../../../../src/sim/keys/KeyRing.ts"
import * as PowerCut from "../PowerCut.ts"
import * as Town from "../Town.ts"

export const ring = new KeyRing(1)
/** alice's. */
export const own = ring.fromSecret("k256", new Uint8Array(32).fill(7))
export const origin = "https://pds1.test"
export const admin = { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` }

export type Place = ReturnType<typeof Town.make>
export type Call = Parameters<Place["run"]>[0]

export const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

/** What changes the standing of an account. */
export const deactivate = (alice: Session) => alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
export const activate = (alice: Session) => alice.procedureOnce("com.atproto.server.activateAccount", {})
export const takedown = (applied: boolean) => ({ did }: Session) =>
  Client.procedure("com.atproto.admin.updateSubjectStatus", {
    origin, headers: admin, input: { subject: { $type: "com.atproto.admin.defs#repoRef", did }, takedown: { applied } }
  })

/** alice has a rotation key of her own in front of her server's. */
export const people = (options: Town.TownOptions = {}) => {
  const town = Town.make(options)
  const [alice, bob] = town.run(Effect.all([Town.signUp("alice"), Town.signUp("bob")]))
  town.run(Town.putKeyFirst(alice, "alice", own.didKey))
  return { town, alice, bob }
}

/** All that the stream has told of alice, in turn. */
export const toldOf = ({ run }: Place, alice: Session, bob: Session) =>
  run(Effect.gen(function*() {
    const { commit } = yield* Town.createPost(bob, "The end.")
    const events = yield* Town.listen("pds1.test", "?cursor=0", (events) => {
      const last = events.at(-1)
      return last?._tag === "Commit" && last.rev === commit!.rev
    })
    return events.filter((event) => event._tag === "Commit" ? event.repo === alice.did : "did" in event && event.did === alice.did)
  }))

export const stateOf = ({ run }: Place, did: string) => run(Effect.flatMap(PlcClient.make("https://plc.test"), (plc) => plc.state(did)))

/** An operation by her own key over the last one. */
export const signed = (did: string, change: (state: Operation.PlcState) => Operation.PlcState) =>
  Effect.gen(function*() {
    const plc = yield* PlcClient.make("https://plc.test")
    const last = yield* plc.last(did)
    const operation = { type: "plc_operation" as const, ...change(Operation.stateOf(last)!), prev: Operation.cidOf(last).toString() }
    return Operation.sign(operation, own, (bytes, key) => ring.sign(bytes, key))
  })

/** By her own key, past her server. */
export const rewrite = (did: string, change: (state: Operation.PlcState) => Operation.PlcState) =>
  Effect.gen(function*() {
    const plc = yield* PlcClient.make("https://plc.test")
    yield* plc.submit(did, yield* signed(did, change))
  })

/** Makes the call, and crashes the PDS after so many steps of the world; whether the call was done by then. */
export const crashAfter = ({ world }: Place, steps: number, call: Call) => {
  world.setDisk("pds1.test", { syncMillis: 20 })
  const fiber = world.fork("a change", "device.test", Effect.asVoid(call))
  for (let step = 0; step < steps && fiber.pollUnsafe() === undefined; step++) world.step(1)
  world.crash("pds1.test")
  return fiber.pollUnsafe() !== undefined
}

/** Makes the call, and crashes the PDS before that SQL statement, its own or the directory's; whether the call was done by then. */
export const crashBefore = ({ world }: Place, statement: number, call: Call) => {
  const fiber = world.fork("a change", "device.test", Effect.asVoid(call))
  const disarm = PowerCut.before(statement, () => world.crash("pds1.test"))
  while (fiber.pollUnsafe() === undefined && world.isUp("pds1.test")) world.step(1)
  const struck = disarm()
  if (!struck) world.crash("pds1.test")
  return !struck
}

export const cuts = { "after any step": crashAfter, "before any statement": crashBefore }

/** When the power fails after the operation was sent, and where. */
export interface Cut {
  readonly afterMillis: number
  readonly hosts: ReadonlyArray<string>
}
/** The directory has taken the operation, and the server does not know. */
export const taken: Cut = { afterMillis: 1_000, hosts: ["pds1.test"] }
/** The operation never reached the directory. */
export const lost: Cut = { afterMillis: 0, hosts: ["plc.test", "pds1.test"] }

/** Makes the call, by which alice's server is to send an operation, and the power fails. */
export const cutShort = (town: Place, did: string, call: Call, { afterMillis, hosts }: Cut) => {
  const { run, world } = town
  world.setDisk("pds1.test", { syncMillis: 5_000 })
  let sent = false
  world.observe((o) => {
    if (sent || o._tag !== "HttpRequestSent" || o.method !== "POST" || o.path !== `/${did}`) return
    sent = true
    world.at(world.now + afterMillis, () => hosts.forEach((host) => world.crash(host)))
  })
  run(Effect.ignore(Effect.timeout(call, 20_000)))
  if (!sent || world.isUp("pds1.test")) throw new Error("the power did not fail")
  world.setDisk("pds1.test", { syncMillis: 0 })
  for (const host of hosts) if (host !== "pds1.test") world.start(host)
}

export const restart = ({ world }: Place, forMillis: number) => {
  world.start("pds1.test")
  world.runUntil(world.now + forMillis)
}
