import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import type { Data } from "../../../src/protocol/data/Data.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as arbitrary from "../data/arbitrary.ts"

const join = (...items: ReadonlyArray<Data>): Uint8Array => Uint8Array.from(items.flatMap((item) => [...Cbor.encode(item)]))
const reason = (bytes: Uint8Array): string | undefined => {
  const result = Frame.decode(bytes)
  return Result.isFailure(result) ? result.failure.reason : undefined
}

describe("STREAM-4: frames", () => {
  it("come back as they were sent", () => {
    fc.assert(fc.property(fc.string({ maxLength: 12 }), arbitrary.dataObject, (t, payload) => {
      expect(Result.getOrThrow(Frame.decode(Frame.encode(t, payload)))).toEqual({ _tag: "Message", t, payload })
    }), { numRuns: 200, seed: 1 })
  })

  it("have the header bytes of the specification", () => {
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")
    expect(hex(Frame.encode("#commit", {}))).toBe("a261746723636f6d6d6974626f7001a0")
    expect(hex(Frame.encodeError("FutureCursor")).slice(0, 10)).toBe("a1626f7020")
  })

  it("carry errors", () => {
    expect(Result.getOrThrow(Frame.decode(Frame.encodeError("FutureCursor", "not yet"))))
      .toEqual({ _tag: "Error", error: "FutureCursor", message: "not yet" })
    expect(Result.getOrThrow(Frame.decode(Frame.encodeError("ConsumerTooSlow"))))
      .toEqual({ _tag: "Error", error: "ConsumerTooSlow" })
  })

  it("from the future are no failure", () => {
    expect(Result.getOrThrow(Frame.decode(join({ op: 2 }, { x: 1 })))).toEqual({ _tag: "Unknown", op: 2 })
    expect(Result.getOrThrow(Frame.decode(join({ op: 1, t: "#new", zip: true }, { seq: 1 }))))
      .toEqual({ _tag: "Message", t: "#new", payload: { seq: 1 } })
  })

  it.each<[string, Uint8Array, RegExp]>([
    ["zero items", new Uint8Array(), /^header: unexpected end/],
    ["one item", join({ op: 1, t: "#commit" }), /^payload: unexpected end/],
    ["three items", join({ op: 1, t: "#commit" }, {}, {}), /^bytes after the payload$/],
    ["a trailing byte", Uint8Array.from([...join({ op: 1, t: "#commit" }, {}), 0]), /^bytes after the payload$/],
    ["a header that is a list", join([1], {}), /^header is not an object$/],
    ["a header that is bytes", join(new Uint8Array(2), {}), /^header is not an object$/],
    ["a payload that is text", join({ op: 1, t: "#commit" }, "x"), /^payload is not an object$/],
    ["a message without t", join({ op: 1 }, {}), /^message without t$/],
    ["a message whose t is a number", join({ op: 1, t: 1 }, {}), /^message without t$/],
    ["a header without op", join({ t: "#commit" }, {}), /^header without an integer op$/],
    ["an op that is text", join({ op: "1", t: "#commit" }, {}), /^header without an integer op$/],
    ["an error without its name", join({ op: -1 }, { message: "x" }), /^error frame without error$/],
    ["an error whose message is a number", join({ op: -1 }, { error: "x", message: 1 }), /^error frame whose message/],
    ["a payload that is not DRISL", Uint8Array.from([...join({ op: 1, t: "#x" }), 0xa1, 0x61, 0x61, 0xf7]), /^payload: simple value/],
    ["more than 5 MB", new Uint8Array(Frame.MAX_BYTES + 1), /^frame of 5000001 bytes$/]
  ])("with %s are a typed failure", (_name, bytes, expected) => {
    expect(reason(bytes)).toMatch(expected)
  })

  it("above 5 MB are not sent", () => {
    expect(() => Frame.encode("#commit", { blocks: new Uint8Array(Frame.MAX_BYTES) })).toThrow(RangeError)
    expect(Frame.encode("#commit", { blocks: new Uint8Array(Frame.MAX_BYTES - 64) }).length).toBeLessThanOrEqual(Frame.MAX_BYTES)
  })
})

describe("a new seq", () => {
  it("is what encoding with it would have given, for any payload", () => {
    fc.assert(fc.property(arbitrary.dataObject, fc.integer({ min: 1, max: 2 ** 53 - 1 }), fc.nat({ max: 70_000 }), (rest, seq, old) => {
      const frame = Frame.encode("#any", { ...rest, seq: old })
      const moved = Frame.withSeq(frame, seq)
      expect(Buffer.from(moved).equals(Frame.encode("#any", { ...rest, seq }))).toBe(true)
      expect([Frame.seqOf(frame), Frame.seqOf(moved)]).toEqual([old, seq])
    }), { numRuns: 300, seed: 2 })
  })

  it("leaves the frame that it was made from alone", () => {
    const frame = Frame.encode("#any", { seq: 1 })
    const copy = frame.slice()
    Frame.withSeq(frame, 2)
    expect(frame).toEqual(copy)
  })

  it("is refused where there is none", () => {
    for (const payload of [{}, { sek: 1 }, { seq: "1" }, { seq: -1 }, { long: { seq: 1 } }]) {
      expect(Frame.seqOf(Frame.encode("#info", payload))).toBeUndefined()
      expect(() => Frame.withSeq(Frame.encode("#info", payload), 1)).toThrow(RangeError)
    }
    expect(Frame.seqOf(new Uint8Array())).toBeUndefined()
  })
})
