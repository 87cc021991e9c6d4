/**
 * CAR v1 as a stream: the same checks as Car.ts, in memory of one block.
 *
 * `CarParser` is the pure machine: chunks in, items out. `readStream` and
 * `writeStream` are its Effect shell. Blocks are copies, so a block does not
 * keep its chunk alive.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Cid } from "../data/Cid.ts"
import { CarError } from "./CarError.ts"
import { CID_BYTES, decodeHeader, DEFAULT_LIMITS, encodeHeader, type Limits, MAX_HEADER_BYTES, readBlock, readVarint, varintSize, writeVarint } from "./CarSection.ts"

export type CarItem =
  | { readonly _tag: "Roots"; readonly roots: ReadonlyArray<Cid> }
  | { readonly _tag: "Block"; readonly cid: Cid; readonly bytes: Uint8Array }

export class CarParser {
  readonly #limits: Limits
  /** What arrived and is not parsed yet is [#start, #end) of #buffer. */
  #buffer = new Uint8Array(64 << 10)
  #start = 0
  #end = 0
  /** Offset of #start in the file. */
  #offset = 0
  #blocks = 0
  #header = false

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
  }

  /** The items that `chunk` completes. After a failure the parser is of no more use. */
  push(chunk: Uint8Array): Result.Result<ReadonlyArray<CarItem>, CarError> {
    this.#append(chunk)
    const items: Array<CarItem> = []
    if (this.#offset + this.#end - this.#start > this.#limits.maxBytes) {
      return this.#fail(`file above ${this.#limits.maxBytes} bytes`)
    }
    for (;;) {
      const size = readVarint(this.#buffer, this.#start, this.#end)
      if (size === undefined) break
      if (size === "invalid") return this.#fail("bad varint")
      if (size.value > (this.#header ? this.#limits.maxBlockBytes + CID_BYTES : MAX_HEADER_BYTES)) {
        return this.#fail(this.#header ? `block above ${this.#limits.maxBlockBytes} bytes` : "header too large")
      }
      const end = size.end + size.value
      if (end > this.#end) break
      const item = this.#header ? this.#block(size.end, end) : this.#roots(size.end, end)
      if (Result.isFailure(item)) return Result.fail(item.failure)
      items.push(item.success)
      this.#offset += end - this.#start
      this.#start = end
    }
    return Result.succeed(items)
  }

  /** To be called when no more chunks come. */
  finish(): Result.Result<void, CarError> {
    if (!this.#header) return this.#fail("no header")
    return this.#start === this.#end ? Result.succeed(undefined) : this.#fail("file ends inside a section")
  }

  #roots(start: number, end: number): Result.Result<CarItem, CarError> {
    this.#header = true
    return Result.map(
      decodeHeader(this.#buffer.slice(start, end), this.#offset),
      (roots): CarItem => ({ _tag: "Roots", roots })
    )
  }

  #block(start: number, end: number): Result.Result<CarItem, CarError> {
    if (++this.#blocks > this.#limits.maxBlocks) return this.#fail(`more than ${this.#limits.maxBlocks} blocks`)
    const block = readBlock(this.#buffer, start, end, this.#limits)
    // The buffer moves on; what leaves it is a copy.
    return typeof block === "string"
      ? this.#fail(block)
      : Result.succeed({ _tag: "Block", cid: block[0], bytes: block[1].slice() })
  }

  #fail(reason: string): Result.Result<never, CarError> {
    return Result.fail(new CarError({ reason, offset: this.#offset }))
  }

  /** Moves the rest to the front only when space runs out, and doubles: linear however small the chunks are. */
  #append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) {
      const rest = this.#end - this.#start
      const needed = rest + chunk.length
      const target = needed * 2 > this.#buffer.length ? new Uint8Array(needed * 2) : this.#buffer
      target.set(this.#buffer.subarray(this.#start, this.#end))
      this.#buffer = target
      this.#start = 0
      this.#end = rest
    }
    this.#buffer.set(chunk, this.#end)
    this.#end += chunk.length
  }
}

/** First the roots, then each block, its hash verified. What came before a failure is sound; the file is not. */
export const readStream = <E, R>(
  chunks: Stream.Stream<Uint8Array, E, R>,
  limits: Partial<Limits> = {}
): Stream.Stream<CarItem, E | CarError, R> =>
  chunks.pipe(
    Stream.concat(Stream.succeed(undefined)),
    Stream.mapAccumEffect(
      () => new CarParser(limits),
      (parser, chunk) => {
        const items: Result.Result<ReadonlyArray<CarItem>, CarError> = chunk === undefined
          ? Result.map(parser.finish(), () => [])
          : parser.push(chunk)
        return Effect.fromResult(Result.map(items, (items) => [parser, items] as const))
      }
    )
  )

/** One chunk for the header, then one for each block. */
export const writeStream = <E, R>(
  roots: ReadonlyArray<Cid>,
  blocks: Stream.Stream<readonly [Cid, Uint8Array], E, R>
): Stream.Stream<Uint8Array, E, R> =>
  Stream.concat(
    Stream.sync(() => {
      const header = encodeHeader(roots)
      const out = new Uint8Array(varintSize(header.length) + header.length)
      out.set(header, writeVarint(out, 0, header.length))
      return out
    }),
    Stream.map(blocks, ([cid, bytes]) => {
      const size = cid.key.length + bytes.length
      const out = new Uint8Array(varintSize(size) + size)
      const start = writeVarint(out, 0, size)
      cid.copyTo(out, start)
      out.set(bytes, start + cid.key.length)
      return out
    })
  )
