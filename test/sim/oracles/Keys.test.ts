/** Planted bugs of key managers and of PDSes that take delegated keys, and the oracles that notice. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import type { ActorLayer } from "../../../src/sim/World.ts"
import * as Town from "./SmallTown.ts"

/** Few people, all with phones, all of which are stolen or lost. */
const town = {
  duration: "4m",
  topology: { pds: 1, keyManagers: 1 },
  population: { ...Town.people, habits: { post: 8, reply: 12, like: 20, readTimeline: 30, readThread: 2 } },
  timeline: [
    { what: "keep-keys", at: "20s", share: "100%", managed: "100%", posts: "20s", within: "20s" },
    { what: "lose-phones", at: "100s", share: "60%", stolen: "100%", forgotten: "0%", noticed: "40s", within: "10s" }
  ]
}

const pds = (change: (layer: ActorLayer, options: Extract<ActorSpec, { readonly kind: "pds" }>) => ActorLayer) => (spec: ActorSpec): ActorLayer =>
  spec.kind === "pds" ? change(layerOf(spec), spec) : layerOf(spec)

const isRevocation = (message: Uint8Array): boolean => Buffer.from(message.subarray(0, 7)).toString() === "REVOKE:"

describe("KEY-1 notices", () => {
  it("a PDS that trusts what it knows of revocations for far too long", () => {
    Town.expectCaught({ town, layerOf: pds((_, { kind, host, options }) => layerOf({ kind, host, options: { ...options, revocationBoundMillis: 3_600_000 } })) }, "KEY-1")
  })

  it("a PDS that takes no revocation's signature for good", () => {
    const deaf = pds((layer) =>
      Layer.provide(layer, Layer.effect(Keys)(Effect.map(Keys, (keys) => ({
        ...keys,
        verify: (key: string, message: Uint8Array, signature: Uint8Array) => !isRevocation(message) && keys.verify(key, message, signature)
      })))))
    Town.expectCaught({ town, layerOf: deaf }, "KEY-1")
  })
})

describe("KEY-2 notices", () => {
  it("a key manager that no longer lists what it revoked", () => {
    const forgetful: Interpose = (from, message) =>
      from === "keys.test" && message.kind === "response" && message.path.includes("listRevocations") && message.status === 200
        ? new TextEncoder().encode('{"revocations":[]}')
        : message.bytes
    Town.expectCaught({ town, interpose: forgetful }, "KEY-2", ["KEY-1"])
  })
})

describe("KEY-3 notices", () => {
  it("a PDS that refuses keys that were delegated", () => {
    // Of the tokens of chains, some signatures are found wanting, the same ones each time.
    const picky = pds((layer) =>
      Layer.provide(layer, Layer.effect(Keys)(Effect.map(Keys, (keys) => ({
        ...keys,
        verify: (key: string, message: Uint8Array, signature: Uint8Array) =>
          !(message[0] === 0x65 && signature[63]! % 8 === 0) && keys.verify(key, message, signature)
      })))))
    Town.expectCaught({ town, layerOf: picky }, "KEY-3")
  })
})
