import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { CID } from "multiformats/cid"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as arbitrary from "./arbitrary.ts"

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"))
const ofHex = (text: string) => Cid.fromBytes(hex(text))

describe("Cid", () => {
  it("hashes, prints and parses as multiformats does", () => {
    fc.assert(fc.property(arbitrary.bytes(200), fc.boolean(), (bytes, raw) => {
      const cid = raw ? Cid.ofRaw(bytes) : Cid.ofCbor(bytes)
      const digest = createHash("sha256").update(bytes).digest()
      expect(Buffer.from(cid.bytes).equals(Buffer.concat([hex(raw ? "01551220" : "01711220"), digest]))).toBe(true)
      const theirs = CID.decode(cid.bytes)
      expect(cid.toString()).toBe(theirs.toString())
      expect(cid.codec).toBe(theirs.code)
      for (const again of [Cid.parse(cid.toString()), Cid.fromBytes(cid.bytes), Cid.fromBytes(Buffer.from(cid.bytes))]) {
        expect(Result.getOrThrow(again)).toEqual(cid)
      }
      expect(Cid.ofDigest(cid.isRaw ? 0x55 : 0x71, digest).equals(cid)).toBe(true)
      expect(cid.matches(bytes)).toBe(true)
      expect(cid.matches(Uint8Array.from([...bytes, 0]))).toBe(false)
    }), { numRuns: 100, seed: 1 })
  })

  it("has the lengths of the sheet: 36 bytes, 59 characters", () => {
    const cid = Cid.ofCbor(new Uint8Array())
    expect([cid.bytes.length, cid.toString().length, cid.toString().slice(0, 7)]).toEqual([36, 59, "bafyrei"])
    expect(Cid.ofRaw(new Uint8Array()).toString().slice(0, 7)).toBe("bafkrei")
  })

  it("does not change when the bytes it was read from do", () => {
    const bytes = Cid.ofRaw(hex("00")).bytes.slice()
    const cid = Result.getOrThrow(Cid.fromBytes(bytes))
    const text = cid.toString()
    bytes.fill(0)
    expect(Result.getOrThrow(Cid.parse(text)).equals(cid)).toBe(true)
  })

  it.each([
    ["another codec (dag-pb)", "01701220" + "00".repeat(32)],
    ["another hash (sha-512)", "01711340" + "00".repeat(64)],
    ["the identity hash", "01550003616263"],
    ["a codec of two bytes", "0180021220" + "00".repeat(32)]
  ])("keeps %s as it is, though not blessed", (_name, bytes) => {
    const cid = Result.getOrThrow(ofHex(bytes))
    expect(cid.isBlessed).toBe(false)
    expect(Buffer.from(cid.bytes).toString("hex")).toBe(bytes)
    expect(cid.toString()).toBe(CID.decode(hex(bytes)).toString())
    expect(Result.getOrThrow(Cid.parse(cid.toString())).equals(cid)).toBe(true)
    expect(cid.matches(hex("616263"))).toBe(false)
  })

  it.each([
    ["nothing", ""],
    ["version 0", "1220" + "00".repeat(32)],
    ["version 2", "02711220" + "00".repeat(32)],
    ["a digest too short", "01711220" + "00".repeat(31)],
    ["a digest too long", "01711220" + "00".repeat(33)],
    ["more than 100 bytes", "01710064" + "00".repeat(100)],
    ["a long varint", "01f1001220" + "00".repeat(32)],
    ["an endless varint", "01" + "ff".repeat(40)],
    ["a version alone", "01"]
  ])("refuses %s", (_name, bytes) => {
    expect(Result.isFailure(ofHex(bytes))).toBe(true)
  })

  it("is of 100 bytes at the most, in bytes, in text and within other bytes", () => {
    const ofSize = (size: number) => hex(`017100${(size - 4).toString(16)}${"00".repeat(size - 4)}`)
    for (const [size, taken] of [[99, true], [100, true], [101, false]] as const) {
      const bytes = ofSize(size)
      const text = CID.decode(bytes).toString()
      expect(Result.isSuccess(Cid.fromBytes(bytes))).toBe(taken)
      expect(Result.isSuccess(Cid.parse(text))).toBe(taken)
      expect(Cid.at(Uint8Array.of(7, ...bytes, 7), 1, 1 + size)?.toString()).toBe(taken ? text : undefined)
    }
  })

  it("refuses text that is not the one canonical form", () => {
    const text = Cid.ofCbor(hex("00")).toString()
    const last = text.at(-1)!
    const sibling = "abcdefghijklmnopqrstuvwxyz234567"["abcdefghijklmnopqrstuvwxyz234567".indexOf(last) ^ 1]!
    for (
      const bad of ["", "b", text.toUpperCase(), text.slice(1), `z${text.slice(1)}`, `${text}a`, `${text}=`, text.slice(0, -1), text.slice(0, -1) + sibling,
        text.replace("b", "B"), `${text} `, `b${"a".repeat(10_000)}`, "bafyé", CID.decode(Cid.ofCbor(hex("00")).bytes).toString().replace("bafy", "baf1")]
    ) expect(Result.isFailure(Cid.parse(bad)), bad.slice(0, 80)).toBe(true)
  })
})
