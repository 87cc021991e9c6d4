/** Planted bugs of a PLC directory, and the oracles that notice. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import { type KeyPair, Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import type { ActorLayer } from "../../../src/sim/World.ts"
import * as Town from "./SmallTown.ts"

const plc = "plc.test"

interface Line {
  did: string
  cid: string
  nullified?: boolean
}

/** Changes the lines of one of the two export forms. */
const exported = (form: "sequenced" | "dated", change: (lines: Array<Line>) => ReadonlyArray<Line>): Interpose => (from, message) => {
  if (from !== plc || message.kind !== "response" || !message.path.startsWith("/export") || message.bytes.length === 0) return message.bytes
  const lines = Buffer.from(message.bytes).toString().split("\n").map((line) => JSON.parse(line) as Line)
  if (("nullified" in lines[0]!) !== (form === "dated")) return message.bytes
  return new TextEncoder().encode(change(lines).map((line) => JSON.stringify(line)).join("\n"))
}

const paths = (fits: (path: string) => boolean, change: (json: never) => unknown): Interpose => (from, message) => {
  if (from !== plc || message.kind !== "response" || message.status !== 200 || !fits(message.path)) return message.bytes
  return new TextEncoder().encode(JSON.stringify(change(JSON.parse(Buffer.from(message.bytes).toString()) as never)))
}

/** Everybody signs operations as ever, but for the first key's holder nothing is checked by the directory. */
const credulous = (spec: ActorSpec): ActorLayer => {
  const isOperation = (message: Uint8Array): boolean => Buffer.from(message.subarray(0, 80)).includes("plc_operation")
  switch (spec.kind) {
    case "plc":
      return Layer.provide(layerOf(spec), Layer.effect(Keys)(Effect.map(Keys, (keys) => ({ ...keys, verify: () => true }))))
    case "pds":
      // A PDS whose operations are signed over something else.
      return Layer.provide(layerOf(spec), Layer.effect(Keys)(Effect.map(Keys, (keys) => ({
        ...keys,
        sign: (key: KeyPair, message: Uint8Array) => keys.sign(key, isOperation(message) ? message.subarray(1) : message)
      }))))
    default:
      return layerOf(spec)
  }
}

describe("PLC-1 notices", () => {
  it("a directory that calls an operation by another's name", () => {
    Town.expectCaught({
      interpose: exported("sequenced", (lines) => lines.map((line, n) => n === 1 ? { ...line, cid: lines[0]!.cid } : line))
    }, "PLC-1", ["PLC-8", "PLC-13", "PLC-3"])
  })
})

describe("PLC-3 notices", () => {
  it("a directory that takes operations that no rotation key signed", () => {
    Town.expectCaught({ layerOf: credulous }, "PLC-3", ["PLC-8", "PLC-9"])
  })

  it("a log told in another order", () => {
    Town.expectCaught({
      town: { population: { ...Town.people, customHandles: "100%" } },
      interpose: exported("sequenced", (lines) => lines.toReversed())
    }, "PLC-3", ["PLC-1", "PLC-8", "PLC-9", "PLC-13"])
  })
})

/** Thefts, and owners who come a minute too late, or in the last minute. */
const robbed = (fates: object, fault: object = {}) => ({
  duration: "73h",
  topology: { pds: 1, hosts: [{ host: "appview.test", options: { handleRecheckMillis: 1_800_000 } }] },
  population: { ...Town.people, accounts: 4, graph: { meanFollows: 1, clusterSize: 4 }, habits: { post: 0.1, like: 0.1, readTimeline: 0.1 } },
  timeline: [
    { what: "claim", at: "1m", share: "100%", within: "1m" },
    { what: "theft", at: "5m", share: "100%", within: "1m", ...fates }
  ],
  ...fault
})

describe("PLC-7 notices", () => {
  it("a directory whose clock is slow, so that who comes too late is let in", () => {
    Town.expectCaught({
      town: robbed({ late: "100%", lastMinute: 0 }, { faults: [{ kind: "clock", target: "plc.test", at: "71h", for: "90m", offset: "-5m" }] })
    }, "PLC-7")
  })

  it("a directory whose clock is fast, so that who comes in time is turned away", () => {
    Town.expectCaught({
      town: robbed({ late: 0, lastMinute: "100%" }, { faults: [{ kind: "clock", target: "plc.test", at: "71h", for: "90m", offset: "5m" }] })
    }, "PLC-7")
  })

  it("operators all of whose clocks are slow, so that who comes too late is let in", () => {
    const town = robbed({ late: "100%", lastMinute: 0 }, {
      faults: ["plc1.test", "plc2.test", "plc3.test", "plc4.test"].map((target) => ({ kind: "clock", target, at: "71h", for: "90m", offset: "-5m" }))
    })
    Town.expectCaught({ town: { ...town, topology: { ...town.topology, operators: 4 } } }, "PLC-7")
  })
})

describe("PLC-8 notices", () => {
  it("a directory that serves the document of before", () => {
    const first = new Map<string, unknown>()
    Town.expectCaught({
      town: { population: { ...Town.people, customHandles: "100%" } },
      interpose: paths((path) => /^\/did:plc:[a-z2-7]{24}$/.test(path), (document: { readonly id: string }) => {
        if (!first.has(document.id)) first.set(document.id, document)
        return first.get(document.id)
      })
    }, "PLC-8", ["HANDLE-1", "HANDLE-4"])
  })

  it("a directory that tells an observer a log without its last operation", () => {
    Town.expectCaught({
      town: { population: { ...Town.people, customHandles: "100%" } },
      interpose: paths((path) => path.endsWith("/log/audit"), (lines: ReadonlyArray<unknown>) => lines.slice(0, -1))
    }, "PLC-8")
  })
})

describe("PLC-9 notices", () => {
  it("a directory that marks as fallen what stands", () => {
    Town.expectCaught({
      interpose: exported("dated", (lines) => lines.map((line, n) => n === 0 ? { ...line, nullified: true } : line))
    }, "PLC-9")
  })
})

describe("PLC-13 notices", () => {
  it("a directory that has lost what it acknowledged, without a trace", () => {
    const lost = (lines: Array<Line>): ReadonlyArray<Line> => lines.filter(({ did }) => did !== gone)
    let gone: string | undefined
    const sequenced = exported("sequenced", (lines) => {
      gone ??= lines[1]!.did
      return lost(lines)
    })
    Town.expectCaught({ interpose: Town.both(sequenced, exported("dated", lost)) }, "PLC-13")
  })

  it("an operator whose export lacks what another took", () => {
    Town.expectCaught({
      town: { duration: "60s", topology: { pds: 1, operators: 4 } },
      interpose: (host, message) =>
        host === "plc2.test" && message.kind === "response" && message.path.startsWith("/export?")
          ? new TextEncoder().encode(Buffer.from(message.bytes).toString().split("\n").slice(1).join("\n"))
          : message.bytes
    }, "PLC-13", ["PLC-1", "PLC-3", "PLC-8", "PLC-9"])
  })
})

describe("PLC-12 notices", () => {
  it("a directory that has forgotten its limits, under people who change their handles all the time", () => {
    const limits = Log.rateLimits as Array<(typeof Log.rateLimits)[number]>
    const known = limits.splice(0)
    try {
      Town.expectCaught({
        town: {
          duration: "3m",
          population: { ...Town.people, accounts: 3, habits: { post: 60, reply: 60, like: 60, readTimeline: 120 } },
          timeline: Array.from({ length: 12 }, (_, n) => ({ what: "rename", at: `${20 + n * 10}s`, share: "100%", within: "1s" }))
        }
      }, "PLC-12")
    } finally {
      limits.push(...known)
    }
  })
})
