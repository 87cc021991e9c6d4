/** Blocks by CID, in the order in which they were first set. Checks no hashes. */
import { Cid } from "../data/Cid.ts"

/** Anything that blocks can be looked up in. */
export interface Blocks {
  get(cid: Cid): Uint8Array | undefined
}

export class BlockMap implements Blocks {
  readonly #blocks = new Map<string, Uint8Array>()

  static of(blocks: Iterable<readonly [Cid, Uint8Array]>): BlockMap {
    const map = new BlockMap()
    for (const [cid, bytes] of blocks) map.set(cid, bytes)
    return map
  }

  get size(): number {
    return this.#blocks.size
  }

  get(cid: Cid): Uint8Array | undefined {
    return this.#blocks.get(cid.key)
  }

  has(cid: Cid): boolean {
    return this.#blocks.has(cid.key)
  }

  set(cid: Cid, bytes: Uint8Array): this {
    this.#blocks.set(cid.key, bytes)
    return this
  }

  delete(cid: Cid): boolean {
    return this.#blocks.delete(cid.key)
  }

  *entries(): IterableIterator<[Cid, Uint8Array]> {
    for (const [key, bytes] of this.#blocks) yield [Cid.ofKey(key), bytes]
  }

  *cids(): IterableIterator<Cid> {
    for (const key of this.#blocks.keys()) yield Cid.ofKey(key)
  }

  [Symbol.iterator](): IterableIterator<[Cid, Uint8Array]> {
    return this.entries()
  }

  /** Bytes of all blocks, without their CIDs. */
  get byteLength(): number {
    let total = 0
    for (const bytes of this.#blocks.values()) total += bytes.length
    return total
  }
}
