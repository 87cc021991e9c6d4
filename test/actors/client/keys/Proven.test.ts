/** A device and its consortium: what an operator says, and what the device believes. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import * as Actor from "../../../../src/actors/Actor.ts"
import * as Keyring from "../../../../src/actors/client/keys/Keyring.ts"
import * as OwnIdentity from "../../../../src/actors/client/keys/OwnIdentity.ts"
import { ActorSpec } from "../../../../src/actors/Network.ts"
import type { Conduct } from "../../../../src/actors/operator/conduct/Options.ts"
import * as Operation from "../../../../src/protocol/plc/Operation.ts"
import { World } from "../../../../src/sim/World.ts"
import { hostsOf, json } from "../../operator/Town.ts"

const operators = hostsOf(4)
const auditors = ["auditor.test"]
const decode = Schema.decodeUnknownSync(ActorSpec)

const town = (conducts: Readonly<Record<string, typeof Conduct.Type>> = {}) => {
  const world = World.make({
    actors: [
      ...operators.map((host) =>
        decode({ kind: "operator", host, options: { founders: operators, ...(conducts[host] === undefined ? {} : { conduct: conducts[host] }) } })),
      decode({ kind: "auditor", host: "auditor.test", options: { operators } })
    ]
  }, { seed: 1, layerOf: Actor.layerOf })
  world.startAll()
  world.runUntil(5_000)
  return { world, run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]): A => world.run("alice.test", effect) }
}

const identityOf = (host = "plc1.test") => OwnIdentity.make([host, ...operators.filter((each) => each !== host)].map((each) => `https://${each}`), { operators, auditors })

const state = (keys: ReadonlyArray<string>, handle: string): Operation.PlcState => ({
  rotationKeys: keys,
  verificationMethods: { atproto: keys[0]! },
  alsoKnownAs: [`at://${handle}`],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } }
})

const signUp = (name = "alice", host = "plc1.test") =>
  Effect.gen(function*() {
    const identity = yield* identityOf(host)
    const ring = yield* Keyring.generate(["k256", "k256"])
    const { did } = yield* identity.create(ring, state(ring.didKeys, `${name}.test`))
    return { did, ring }
  })

/**
 * What every operator answers on the directory's own routes, for whoever
 * believes it: another's keys, another's handle.
 */
const forge = (text: string): string => text.replaceAll("at://alice.test", "at://mallet.test")

const renamed = (handle: string) => (now: Operation.PlcState): Operation.PlcState => ({ ...now, alsoKnownAs: [`at://${handle}`] })

describe("a device with keys of its own, in a consortium", () => {
  it("builds on what is proven, though every operator lies on the routes of a directory", () => {
    const { run, world } = town()
    const alice = run(signUp())
    const asked: Array<string> = []
    world.interpose((_, message) => {
      if (message.kind !== "response" || !message.path.startsWith("/did:plc:") || message.method !== "GET") return message.bytes
      asked.push(message.path)
      return new TextEncoder().encode(forge(Buffer.from(message.bytes).toString()))
    })
    const now = run(Effect.gen(function*() {
      const identity = yield* identityOf()
      const before = yield* identity.state(alice.did)
      yield* identity.update(alice.ring, alice.did, (now) => ({ ...now, rotationKeys: now.rotationKeys.slice(0, 1) }))
      return { before, after: yield* identity.state(alice.did) }
    }))
    expect(now.before.alsoKnownAs).toEqual(["at://alice.test"])
    expect(now.after).toEqual({ ...state(alice.ring.didKeys, "alice.test"), rotationKeys: alice.ring.didKeys.slice(0, 1) })
    expect(asked).toEqual([])
  })

  it("is not done when an operator says so, but when the log proves it; receipts go to auditors, who convict", () => {
    const { run, world } = town({ "plc1.test": { kind: "omit", deadlineMillis: 2_000 } })
    // bob's entry comes while alice waits, after the deadline that she was promised.
    const [alice] = run(Effect.all([signUp(), Effect.delay(signUp("bob", "plc2.test"), 5_000)], { concurrency: "unbounded" }))
    for (const host of operators.slice(1)) expect(run(json(host, `/${alice.did}`))).toMatchObject({ alsoKnownAs: ["at://alice.test"] })
    world.runUntil(world.now + 10_000)
    // Another operator brought her operation into the log, when plc1's promise had been broken already: both is proven.
    const { evidence } = run(json("auditor.test", "/evidence"))
    expect((evidence as ReadonlyArray<{ charge: string; accused: ReadonlyArray<string> }>).map(({ accused, charge }) => `${charge}: ${accused.join(" ")}`))
      .toEqual(["omission: plc1.test", "late merge: plc1.test"])
  })

  it("does nothing while fewer than f + 1 operators prove anything", () => {
    const { run, world } = town()
    const alice = run(signUp())
    world.interpose((_, message) =>
      message.kind === "response" && message.path.startsWith("/consortium/history") ? new TextEncoder().encode("{}") : message.bytes)
    const updated = run(Effect.result(Effect.flatMap(identityOf(), (identity) => identity.update(alice.ring, alice.did, renamed("alice.two.test")))))
    expect(Result.getOrThrow(Result.flip(updated))).toMatchObject({ _tag: "PlcUnreachable" })
    expect(run(json("plc1.test", `/${alice.did}`))).toMatchObject({ alsoKnownAs: ["at://alice.test"] })
  })

  it("goes back behind nothing that it has believed: operators that lag are no answer", () => {
    const { run, world } = town()
    const alice = run(signUp())
    const old = new Map<string, Uint8Array>()
    world.interpose((host, message) => {
      if (message.kind !== "response" || !message.path.startsWith("/consortium/history")) return message.bytes
      if (!old.has(host)) old.set(host, message.bytes)
      return message.bytes
    })
    const seen = run(Effect.gen(function*() {
      const identity = yield* identityOf()
      // All answer as before the update from here on, each with a history that was true and is proven.
      yield* identity.state(alice.did)
      yield* identity.update(alice.ring, alice.did, renamed("alice.two.test"))
      world.interpose((host, message) =>
        message.kind === "response" && message.path.startsWith("/consortium/history") ? old.get(host) ?? "drop" : message.bytes)
      return yield* Effect.result(identity.state(alice.did))
    }))
    expect(Result.getOrThrow(Result.flip(seen))).toMatchObject({ _tag: "PlcUnreachable" })
  })
})
