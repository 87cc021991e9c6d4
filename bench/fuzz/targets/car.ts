import * as Result from "effect/Result"
import * as Car from "../../../src/protocol/car/Car.ts"
import { type CarItem, CarParser } from "../../../src/protocol/car/CarStream.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { assert, sameBytes, type Target } from "../Target.ts"
import { values } from "./cbor.ts"

/** The file in two or more chunks, cut where its own bytes say, so that a case repeats. */
const streamed = (bytes: Uint8Array): ReadonlyArray<CarItem> | undefined => {
  const parser = new CarParser()
  const items: Array<CarItem> = []
  for (let at = 0; at < bytes.length;) {
    const size = 1 + (bytes[at]! * 7) % 200
    const result = parser.push(bytes.subarray(at, at + size))
    if (Result.isFailure(result)) return undefined
    items.push(...result.success)
    at += size
  }
  return Result.isSuccess(parser.finish()) ? items : undefined
}

export const target: Target = {
  name: "car",
  form: "car",
  seeds: () => {
    const blocks = values.map(Cbor.encode).map((bytes) => [Cid.ofCbor(bytes), bytes] as const)
    const raw = new Uint8Array(200)
    return [Car.write([blocks[0]![0]], blocks), Car.write([], [blocks[2]!, blocks[2]!, [Cid.ofRaw(raw), raw]]), Car.write([blocks[1]![0]], [])]
  },
  run: (bytes) => {
    const whole = Car.read(bytes)
    const items = streamed(bytes)
    assert(Result.isSuccess(whole) === (items !== undefined), "whole and streamed reading do not agree")
    if (Result.isFailure(whole) || items === undefined) return false
    const { blocks, roots } = whole.success
    const sections = items.flatMap((item) => item._tag === "Block" ? [[item.cid, item.bytes] as const] : [])
    assert(sameBytes(Car.write(roots, sections), bytes), "an accepted file is not written back the same")
    for (const [cid, block] of blocks) assert(cid.matches(block), "a block does not hash to its CID")
    return true
  }
}
