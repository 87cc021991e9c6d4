/**
 * What is agreed on at once: items, the time that all of them get, and the
 * place in the log that they go to. A block is named by the hash of its bytes.
 */
import * as Result from "effect/Result"
import { hash } from "node:crypto"
import * as Cbor from "../data/Cbor.ts"
import type { Data as DataValue, DataObject } from "../data/Data.ts"
import type { Hash } from "../tlog/Merkle.ts"
import * as Entry from "./Entry.ts"

export interface Block {
  /** How many blocks came before; the genesis is one. */
  readonly height: number
  /** Milliseconds since 1970, above that of the block before. */
  readonly time: number
  /** Entries of the log before this block, and the root of their tree. */
  readonly size: number
  readonly previous: Hash
  readonly items: ReadonlyArray<Entry.Item>
}

export const maxItems = 200
export const maxBytes = 1_000_000

export const toData = ({ height, items, previous, size, time }: Block): DataObject => ({
  height,
  time,
  size,
  previous,
  items: items.map(Entry.toData)
})

export const encode = (block: Block): Uint8Array => Cbor.encode(toData(block))

const ids = new WeakMap<Block, string>()

export const idOf = (block: Block): string => {
  const known = ids.get(block)
  if (known !== undefined) return known
  const id = hash("sha256", encode(block), "hex")
  ids.set(block, id)
  return id
}

/** The entries that the block adds to the log. */
export const entriesOf = ({ items, time }: Block): ReadonlyArray<Entry.Entry> => items.map((item) => ({ ...item, time }))

const isIndex = (value: DataValue | undefined): value is number => typeof value === "number" && value >= 0

export const fromData = (value: DataValue | undefined): Result.Result<Block, Entry.InvalidEntry> =>
  Result.gen(function*() {
    const bad = (reason: string) => Result.fail(new Entry.InvalidEntry({ reason: `${reason} of a block` }))
    if (typeof value !== "object" || value === null || Array.isArray(value)) return yield* bad("shape")
    const { height, items, previous, size, time } = value as DataObject
    if (!isIndex(height) || !isIndex(size) || !isIndex(time)) return yield* bad("numbers")
    if (!(previous instanceof Uint8Array) || Object.keys(value).length !== 5) return yield* bad("fields")
    if (!Array.isArray(items) || items.length === 0 || items.length > maxItems) return yield* bad("items")
    const those: Array<Entry.Item> = []
    for (const item of items as ReadonlyArray<DataValue>) those.push(yield* Entry.itemOf(item))
    return { height, time, size, previous, items: those }
  })
