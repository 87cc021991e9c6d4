/**
 * Mutations that know what the bytes mean: values are decoded, changed at one
 * place or a few, and encoded again. What comes out is well-formed, so it gets
 * past the first gate and tries those behind. Blocks of a CAR are hashed anew,
 * and links to them follow, up to the root: a hostile host can do that too.
 */
import * as Result from "effect/Result"
import * as Car from "../../src/protocol/car/Car.ts"
import * as Cbor from "../../src/protocol/data/Cbor.ts"
import { Cid } from "../../src/protocol/data/Cid.ts"
import type { Data, DataObject } from "../../src/protocol/data/Data.ts"
import * as Frame from "../../src/protocol/frames/Frame.ts"
import { mutateBytes } from "./MutateBytes.ts"
import type { Prng } from "./Prng.ts"

const CIDS = [Cid.ofCbor(new Uint8Array()), Cid.ofRaw(new Uint8Array()), Cid.ofCbor(Cbor.encode({ e: [], l: null }))]

const isContainer = (value: unknown): value is ReadonlyArray<unknown> | Record<string, unknown> =>
  typeof value === "object" && value !== null && !(value instanceof Cid) && !(value instanceof Uint8Array)

const scalars: ReadonlyArray<(prng: Prng) => unknown> = [
  () => null,
  (prng) => prng.chance(0.5),
  (prng) => prng.pick([0, 1, -1, 23, 24, 255, 256, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -(2 ** 53 - 1)]),
  (prng) => prng.pick(["", "a", "$type", "\0", "\ufffd", "é", "../..", "at://did:plc:alice/a.b.c/d", "did:web:x", "#", "2026-02-30T00:00:00Z", "x".repeat(10_000)]),
  () => [],
  () => ({})
]

const binary: ReadonlyArray<(prng: Prng) => unknown> = [
  (prng) => Uint8Array.from({ length: prng.pick([0, 1, 32, 64, 65, 2000]) }, () => prng.below(256)),
  (prng) => prng.pick(CIDS)
]

/** A replacement for `value`: near to it, or something else altogether. */
const substitute = (prng: Prng, value: unknown, json: boolean): unknown => {
  if (prng.chance(0.4)) {
    if (typeof value === "number") return value + prng.pick([1, -1, 1000])
    if (typeof value === "string" && value.length > 0) {
      const at = prng.below(value.length)
      return value.slice(0, at) + prng.pick(["", "a", "Z", "0", ":", "/", ".", "\u00e9", value]) + value.slice(at + prng.below(2))
    }
    if (value instanceof Uint8Array && value.length > 0) {
      const bytes = value.slice(0, prng.chance(0.3) ? prng.below(value.length) : value.length)
      if (bytes.length > 0) bytes[prng.below(bytes.length)] = prng.below(256)
      return bytes
    }
    if (isContainer(value)) return prng.chance(0.5) ? [value] : { a: value }
  }
  return prng.pick(json ? scalars : [...scalars, ...binary])(prng)
}

/** `value` with one place changed: replaced, removed, repeated or renamed. Copies along the path only. */
export const mutateValue = (prng: Prng, value: unknown, json: boolean): unknown => {
  if (!isContainer(value) || prng.chance(0.08)) return substitute(prng, value, json)
  if (Array.isArray(value)) {
    const copy: Array<unknown> = value.slice()
    const at = prng.below(copy.length + 1)
    const kind = prng.below(10)
    if (at === copy.length) copy.push(substitute(prng, null, json))
    else if (kind === 0) copy.splice(at, 1)
    else if (kind === 1) copy.splice(at, 0, copy[at])
    else if (kind === 2) copy.reverse()
    else copy[at] = mutateValue(prng, copy[at], json)
    return copy
  }
  const entries = Object.entries(value)
  const at = prng.below(entries.length + 1)
  const entry = entries[at]
  const kind = prng.below(10)
  if (entry === undefined) entries.push([prng.pick(["a", "$type", "$link", "__proto__", "prev", "sig", ""]), substitute(prng, null, json)])
  else if (kind === 0) entries.splice(at, 1)
  else if (kind === 1) entry[0] += prng.pick(["a", "\u00e9", "2"])
  else entry[1] = mutateValue(prng, entry[1], json)
  const copy: Record<string, unknown> = {}
  for (const [key, value] of entries) Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true })
  return copy
}

export const mutateJson = (prng: Prng, bytes: Uint8Array): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(mutateValue(prng, JSON.parse(new TextDecoder().decode(bytes)), true)))

export const mutateCbor = (prng: Prng, bytes: Uint8Array): Uint8Array =>
  Cbor.encode(mutateValue(prng, Result.getOrThrow(Cbor.decode(bytes)), false) as Data)

/** One block changed; every block that links to it, and the roots, follow. */
export const mutateCar = (prng: Prng, bytes: Uint8Array): Uint8Array => {
  const car = Result.getOrThrow(Car.read(bytes))
  const blocks = [...car.blocks.entries()].map(([cid, bytes]): Block => ({ cid, data: Result.getOrUndefined(Cbor.decode(bytes)), bytes }))
  if (blocks.length === 0) return bytes
  const moved = new Map<string, Cid>()
  const chosen = prng.below(blocks.length)
  if (prng.chance(0.1)) blocks.splice(chosen, 1)
  else {
    const block = blocks[chosen]!
    // A third of the time the block is not even DRISL any more, but still hashes to its name.
    if (block.data === undefined || prng.chance(0.3)) rewrite(block, mutateBytes(prng, block.bytes, bytes.subarray(0, 200)), moved)
    else change(block, mutateValue(prng, block.data, false) as Data, moved)
  }
  // Links form a tree of no great depth: at most so many rounds until the root has followed.
  for (let round = 0; round < 40; round++) {
    const before = moved.size
    for (const block of blocks) {
      if (block.data === undefined) continue
      const data = relink(block.data, moved)
      if (data !== block.data) change(block, data, moved)
    }
    if (moved.size === before) break
  }
  if (prng.chance(0.1)) blocks.reverse()
  const roots = car.roots.map((root) => follow(root, moved))
  return Car.write(prng.chance(0.03) ? [] : roots, blocks.map(({ bytes, cid }) => [cid, bytes] as const))
}

interface Block {
  cid: Cid
  data: Data | undefined
  bytes: Uint8Array
}

const change = (block: Block, data: Data, moved: Map<string, Cid>): void => {
  rewrite(block, Cbor.encode(data), moved)
  block.data = data
}

const rewrite = (block: Block, bytes: Uint8Array, moved: Map<string, Cid>): void => {
  block.data = undefined
  block.bytes = bytes
  const cid = block.cid.isRaw ? Cid.ofRaw(bytes) : Cid.ofCbor(bytes)
  if (!cid.equals(block.cid)) moved.set(block.cid.key, cid)
  block.cid = cid
}

const follow = (cid: Cid, moved: Map<string, Cid>): Cid => {
  let at = cid
  for (let hops = 0; hops < 50; hops++) {
    const next = moved.get(at.key)
    if (next === undefined) break
    at = next
  }
  return at
}

const relink = (data: Data, moved: Map<string, Cid>): Data => {
  if (data instanceof Cid) return follow(data, moved)
  if (!isContainer(data)) return data
  if (Array.isArray(data)) {
    const items = data.map((item: Data) => relink(item, moved))
    return items.some((item, i) => item !== data[i]) ? items : data
  }
  const object = data as DataObject
  const entries = Object.entries(object).map(([key, value]) => [key, relink(value, moved)] as const)
  if (entries.every(([key, value]) => value === object[key])) return data
  const copy: Record<string, Data> = {}
  for (const [key, value] of entries) Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true })
  return copy
}

/** The payload changed; or, of a frame with blocks, the blocks, and `commit` follows. */
export const mutateFrame = (prng: Prng, bytes: Uint8Array): Uint8Array => {
  const frame = Result.getOrThrow(Frame.decode(bytes))
  if (frame._tag !== "Message") return bytes
  const { payload, t } = frame
  if (payload["blocks"] instanceof Uint8Array && prng.chance(0.5)) {
    const blocks = mutateCar(prng, payload["blocks"])
    const root = Result.getOrThrow(Car.read(blocks)).roots[0]
    return Frame.encode(t, { ...payload, blocks, ...(root === undefined || payload["commit"] === undefined ? {} : { commit: root }) })
  }
  return Frame.encode(t, mutateValue(prng, payload, false) as Data)
}
