import * as atcute from "@atcute/car"
import * as repo from "@atproto/repo"
import * as fc from "fast-check"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { describe, expect, it } from "vitest"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import * as Car from "../../../src/protocol/car/Car.ts"
import { CarParser } from "../../../src/protocol/car/CarStream.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as arbitrary from "../data/arbitrary.ts"

type Block = readonly [Cid, Uint8Array]

const block = (bytes: Uint8Array, raw = false): Block => [raw ? Cid.ofRaw(bytes) : Cid.ofCbor(bytes), bytes]
const blocks = fc.array(fc.tuple(arbitrary.bytes(200), fc.boolean()).map(([bytes, raw]) => block(bytes, raw)), { maxLength: 12 })
const asObject = (entries: Iterable<Block>) =>
  Object.fromEntries([...entries].map(([cid, bytes]) => [cid.toString(), Buffer.from(bytes).toString("hex")]))
const reason = (bytes: Uint8Array, limits?: Partial<Car.Limits>): string | undefined => {
  const result = Car.read(bytes, limits)
  return Result.isFailure(result) ? result.failure.reason : undefined
}
const varint = (value: number): Array<number> => value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
const file = (header: Uint8Array, ...sections: ReadonlyArray<Uint8Array>): Uint8Array =>
  Uint8Array.from([header, ...sections].flatMap((part) => [...varint(part.length), ...part]))
const section = ([cid, bytes]: Block): Uint8Array => Uint8Array.from([...cid.bytes, ...bytes])

const one = block(Cbor.encode({ a: 1 }))
const two = block(Uint8Array.of(1, 2, 3), true)
const header = Cbor.encode({ roots: [one[0]], version: 1 })

describe("CAR-1: reading gives back what was written", () => {
  it("keeps roots and set, whatever the order, with duplicates and unrelated blocks", () => {
    fc.assert(fc.property(blocks, fc.infiniteStream(fc.nat()), (blocks, order) => {
      const roots = blocks.slice(0, 1).map(([cid]) => cid)
      const shuffled = [...blocks, ...blocks.slice(0, 3)].map((block) => [order.next().value, block] as const)
        .toSorted(([a], [b]) => a - b).map(([, block]) => block)
      const car = Result.getOrThrow(Car.read(Car.write(roots, shuffled)))
      expect(car.roots).toEqual(roots)
      expect(asObject(car.blocks)).toEqual(asObject(blocks))
    }), { numRuns: 100, seed: 1 })
  })

  it("streamed in chunks of any size gives the same", () => {
    fc.assert(fc.property(blocks, fc.integer({ min: 1, max: 300 }), (blocks, size) => {
      const roots = blocks.map(([cid]) => cid)
      const bytes = Car.write(roots, blocks)
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
      const items = Effect.runSync(Stream.runCollect(Car.readStream(Stream.fromIterable(chunks))))
      expect(items[0]).toEqual({ _tag: "Roots", roots })
      expect(items.slice(1).map((item) => item._tag === "Block" ? [item.cid, item.bytes] : [])).toEqual(blocks)
      const written = Effect.runSync(Stream.runCollect(Car.writeStream(roots, Stream.fromIterable(blocks))))
      expect(Buffer.concat(written).equals(bytes)).toBe(true)
    }), { numRuns: 60, seed: 2 })
  })

  it("a streamed block does not change when its chunk does", () => {
    const parser = new CarParser()
    const chunk = Car.write([], [one])
    const items = Result.getOrThrow(parser.push(chunk))
    chunk.fill(0)
    expect(items[1]).toEqual({ _tag: "Block", cid: one[0], bytes: one[1] })
  })

  it.each([1_000, 60_000, 65_536, 300_000])("a streamed file larger than the parser's buffer is read in chunks of %i bytes, and its blocks stay as they were", (size) => {
    const large = [7, 100_000, 1, 65_000, 90_000, 3, 66_000].map((length, i) => block(new Uint8Array(length).fill(i), true))
    const bytes = Car.write([large[0]![0]], large)
    const parser = new CarParser()
    const items = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => Result.getOrThrow(parser.push(bytes.subarray(i * size, (i + 1) * size)))).flat()
    Result.getOrThrow(parser.finish())
    expect(items.slice(1).map((item) => item._tag === "Block" && item.cid.matches(item.bytes) ? item.cid : item._tag)).toEqual(large.map(([cid]) => cid))
  })
})

describe("CAR-3: what is not sound is refused", () => {
  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "bad varint"],
    ["a header that runs past the end", Uint8Array.from([100, ...header]), "header runs past the end"],
    ["a header of version 2", file(Cbor.encode({ roots: [], version: 2 })), "CAR version is not 1"],
    ["a header without roots", file(Cbor.encode({ version: 1 })), "header is not {version, roots}"],
    ["a header with more fields", file(Cbor.encode({ roots: [], version: 1, x: 1 })), "header has unknown fields"],
    ["a header whose roots are text", file(Cbor.encode({ roots: [one[0].toString()], version: 1 })), "header's roots are not links"],
    ["a header that is a list", file(Cbor.encode([1])), "header is not {version, roots}"],
    ["a header with keys in the wrong order", file(Uint8Array.from([0xa2, 0x67, ...Buffer.from("version"), 1, 0x65, ...Buffer.from("roots"), 0x80])), "header: map keys not in canonical order at byte 11"],
    ["a block whose bytes were changed", file(header, section([one[0], Uint8Array.of(9)])), "block does not hash to its CID"],
    ["a block of a codec that is not blessed", file(header, Uint8Array.from([1, 0x70, 0x12, 0x20, ...section(one).subarray(4)])), "block's CID is not a blessed CIDv1"],
    ["a block with a CIDv0", file(header, Uint8Array.from([0x12, 0x20, ...section(one).subarray(4), 0, 0])), "block's CID is not a blessed CIDv1"],
    ["a section too short for a CID", file(header, section(one).subarray(0, 35)), "section too short for a CID"],
    ["an empty section", file(header, new Uint8Array()), "section too short for a CID"],
    ["a block cut short", file(header, section(one)).subarray(0, -1), "block runs past the end"],
    ["half a varint behind the last block", Uint8Array.from([...file(header, section(one)), 0x80]), "bad varint"],
    ["a long varint", Uint8Array.from([...file(header), 0xa8, 0x80, 0x00, ...section(one)]), "bad varint"],
    ["a varint without end", Uint8Array.from([...file(header), ...Array.from({ length: 20 }, () => 0xff)]), "bad varint"]
  ])("%s", (_name, bytes, expected) => {
    expect(reason(bytes)).toBe(expected)
    const parser = new CarParser()
    expect(Result.isFailure(Result.flatMap(parser.push(bytes), () => parser.finish()))).toBe(true)
  })

  it("any single changed bit behind the header", () => {
    const bytes = Car.write([one[0]], [one, two])
    const start = 1 + header.length
    fc.assert(fc.property(fc.integer({ min: start * 8, max: bytes.length * 8 - 1 }), (bit) => {
      const mutant = bytes.slice()
      mutant[bit >> 3]! ^= 1 << (bit & 7)
      const result = Car.read(mutant)
      expect(Result.isFailure(result)).toBe(true)
    }), { numRuns: 300, seed: 3 })
  })

  it("more than the limits allow, in memory and streamed", () => {
    const bytes = Car.write([one[0]], [one, two])
    const cases: ReadonlyArray<[Partial<Car.Limits>, RegExp]> = [
      [{ maxBytes: bytes.length - 1 }, /file above/],
      [{ maxBlocks: 1 }, /more than 1 blocks/],
      [{ maxBlockBytes: 2 }, /block above 2 bytes/]
    ]
    for (const [limits, expected] of cases) {
      expect(reason(bytes, limits)).toMatch(expected)
      const streamed = new CarParser(limits).push(bytes)
      expect(Result.isFailure(streamed) && streamed.failure.reason).toMatch(expected)
    }
    const just = { maxBytes: bytes.length, maxBlocks: 2, maxBlockBytes: 4 }
    expect(reason(bytes, just)).toBeUndefined()
    const parser = new CarParser(just)
    expect(Result.isSuccess(Result.flatMap(parser.push(bytes), () => parser.finish()))).toBe(true)
  })

  it("a section that lies about its size is refused before it arrives", () => {
    const parser = new CarParser()
    const lie = Uint8Array.from([...file(header), ...varint(1 << 30)])
    const result = parser.push(lie)
    expect(Result.isFailure(result) && result.failure.reason).toMatch(/block above/)
  })

  it("a stream fails with the error and with what came before it", () => {
    const bytes = file(header, section(one), section([two[0], Uint8Array.of(0)]))
    const cut = file(header, section(one)).length
    const seen: Array<string> = []
    const exit = Effect.runSync(Effect.result(Stream.runForEach(
      Car.readStream(Stream.make(bytes.subarray(0, cut), bytes.subarray(cut))),
      (item) => Effect.sync(() => seen.push(item._tag))
    )))
    expect(seen).toEqual(["Roots", "Block"])
    expect(Result.isFailure(exit) && exit.failure).toMatchObject({ _tag: "CarError", offset: cut })
  })
})

describe("beside the peers", () => {
  it("@atcute/car and @atproto/repo read what we write, and the other way round", async () => {
    const blocks = [one, two]
    const bytes = Car.write([one[0]], blocks)
    const atcuteEntries = [...atcute.fromUint8Array(bytes)].map(({ bytes, cid }) =>
      [Result.getOrThrow(Cid.fromBytes(cid.bytes)), bytes] as const)
    expect(asObject(atcuteEntries)).toEqual(asObject(blocks))
    const theirs = await repo.readCarWithRoot(bytes)
    expect(theirs.root.toString()).toBe(one[0].toString())
    const written = await repo.blocksToCarFile(theirs.root, theirs.blocks)
    const car = Result.getOrThrow(Car.read(written))
    expect(car.roots).toEqual([one[0]])
    expect(asObject(car.blocks)).toEqual(asObject(blocks))
  })

  it("what we accept of mutated files, both accept; what they accept beyond is named", async () => {
    const named = {
      // "A block whose bytes do not match its CID is not fine" [repository]; this one leaves hashing to its caller.
      atcute: /does not hash|unknown fields/,
      // Only blessed CIDs name blocks [data-model]; this one hashes by other functions too. A last block shorter
      // than it claims is truncated [car v1]; this one takes what is there.
      repo: /blessed|runs past the end/
    }
    const bytes = Car.write([one[0]], [one, two])
    const mutants = fc.sample(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), fc.nat({ max: 2 })), { numRuns: 400, seed: 4 })
    for (const [at, byte, kind] of mutants) {
      const mutant = Uint8Array.from([...bytes.subarray(0, at), ...(kind === 2 ? [] : [byte]), ...bytes.subarray(at + (kind === 0 ? 0 : 1))])
      const ours = reason(mutant)
      const accepts = {
        atcute: (() => {
          try {
            return [...atcute.fromUint8Array(mutant)].length >= 0
          } catch {
            return false
          }
        })(),
        repo: await repo.readCar(mutant).then(() => true, () => false)
      }
      if (ours === undefined) expect(accepts, Buffer.from(mutant).toString("hex")).toEqual({ atcute: true, repo: true })
      else {
        if (accepts.atcute) expect(ours).toMatch(named.atcute)
        if (accepts.repo) expect(ours).toMatch(named.repo)
      }
    }
  })
})

describe("BlockMap", () => {
  it("finds blocks by the value of their CID", () => {
    const map = BlockMap.of([one, two])
    const again = Result.getOrThrow(Cid.parse(one[0].toString()))
    expect([map.size, map.byteLength, map.has(again), map.get(again)]).toEqual([2, one[1].length + 3, true, one[1]])
    expect(map.delete(again)).toBe(true)
    expect([...map.cids()]).toEqual([two[0]])
    expect(map.get(again)).toBeUndefined()
  })
})
