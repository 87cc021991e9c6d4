import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Block from "../../../src/protocol/consortium/Block.ts"
import * as Vote from "../../../src/protocol/consortium/Vote.ts"
import * as Wire from "../../../src/protocol/consortium/Wire.ts"
import * as Ceremony from "./Ceremony.ts"

const { blockOf, founders, names, operatorKey, signUp, situation } = Ceremony
const block = blockOf(situation(), [signUp("alice.test"), signUp("bob.test")])
const vote: Vote.Vote = { kind: "precommit", height: 1, round: 0, block: Block.idOf(block) }
const signed = names.map((from) => ({ ...vote, from, signature: operatorKey(from).sign(Vote.statement(founders, vote)) }))
const certificate = Vote.certificateOf(0, Block.idOf(block), signed.slice(0, 3))

const packet: Wire.Packet = {
  from: "plc1.test",
  messages: [
    { type: "proposal", from: "plc1.test", proposal: { height: 1, round: 2, block, polka: certificate } },
    { type: "proposal", from: "plc1.test", proposal: { height: 1, round: 0, block } },
    { type: "vote", vote: signed[0]! },
    { type: "vote", vote: { ...signed[0]!, kind: "prevote", block: null } },
    { type: "decided", from: "plc1.test", height: 1, certificate },
    { type: "offer", did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", operation: signUp("carol.test").operation, deadline: 7 },
    { type: "change", item: { type: "leave", name: "plc1.test", signature: new Uint8Array(64) } },
    { type: "cosigned", size: 3, signature: { name: "plc1.test", keyId: 7, bytes: new Uint8Array(72) } }
  ]
}

describe("a packet", () => {
  it("is read as it was written", () => {
    expect(Result.getOrThrow(Wire.decode(Wire.encode(packet)))).toEqual(packet)
    expect(Result.getOrThrow(Wire.decodeDecided(Wire.encodeDecided([{ block, certificate }])))).toEqual([{ block, certificate }])
  })

  it("with any byte changed or missing is read as another, or refused, and never breaks its reader", () => {
    const bytes = Wire.encode(packet)
    fc.assert(fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, mask, cut) => {
      const changed = cut ? bytes.slice(0, at) : bytes.map((byte, i) => i === at ? byte ^ mask : byte)
      const read = Wire.decode(changed)
      if (Result.isSuccess(read)) expect(Wire.encode(read.success)).not.toEqual(bytes)
    }), { seed: 4, numRuns: 300 })
  })

  it("gives a block the same name to everybody", () => {
    const [first] = Result.getOrThrow(Wire.decode(Wire.encode(packet))).messages
    expect(first?.type === "proposal" ? Block.idOf(first.proposal.block) : "").toBe(Block.idOf(block))
  })
})

describe("a vote", () => {
  it("counts for its member, block, round, height, log and epoch only", () => {
    expect(signed.every((each) => Vote.verify(founders, each))).toBe(true)
    for (const other of [{ round: 1 }, { height: 2 }, { block: null }, { kind: "prevote" as const }, { from: "plc2.test" }]) {
      expect(Vote.verify(founders, { ...signed[0]!, ...other })).toBe(false)
    }
    expect(Vote.verify({ ...founders, epoch: 1 }, signed[0]!)).toBe(false)
    expect(Vote.verify({ ...founders, origin: "other.test/log" }, signed[0]!)).toBe(false)
  })
})
