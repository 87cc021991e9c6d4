/**
 * Frames of event streams: a header and a payload, two DRISL objects back to
 * back. [event-stream]
 *
 *     {op: 1, t: "#commit"} {seq, …}      a message
 *     {op: -1} {error, message?}          the last thing before the close
 *
 * `decode` fails on what is not a frame: then the connection is to be dropped.
 * An `op` from the future is a frame to be skipped; unknown `t` likewise, but
 * that is for the event types to say. Unknown header fields are ignored.
 */
import * as Result from "effect/Result"
import * as Cbor from "../data/Cbor.ts"
import * as CborSkip from "../data/CborSkip.ts"
import { Cid } from "../data/Cid.ts"
import type { Data, DataObject } from "../data/Data.ts"
import { FrameError } from "./FrameError.ts"

export { FrameError } from "./FrameError.ts"

export interface Message {
  readonly _tag: "Message"
  /** `#commit`, `#labels`, … */
  readonly t: string
  readonly payload: DataObject
}

export interface ErrorFrame {
  readonly _tag: "Error"
  readonly error: string
  readonly message?: string
}

export interface UnknownFrame {
  readonly _tag: "Unknown"
  readonly op: number
}

export type Frame = Message | ErrorFrame | UnknownFrame

/** Hard limit of one WebSocket message. [sync] */
export const MAX_BYTES = 5_000_000

/** Headers repeat: one for each `t` that was ever sent, which are a handful. */
const headers = new Map<string, Uint8Array>()

const headerOf = (t: string): Uint8Array => {
  let header = headers.get(t)
  if (header === undefined) {
    header = Cbor.encode({ op: 1, t })
    if (headers.size < 64) headers.set(t, header)
  }
  return header
}

const ERROR_HEADER = Cbor.encode({ op: -1 })

/** Throws `CborEncodeError` if the payload has no DRISL form, RangeError above `MAX_BYTES`. */
export const encode = (t: string, payload: Data): Uint8Array => sendable(Cbor.encodeAfter(headerOf(t), payload))

/** The same of a payload that `write` writes, as in `CborEncoder.encodeBy`. */
export const encodeBy = <A>(t: string, write: (payload: A) => void, payload: A): Uint8Array =>
  sendable(Cbor.encodeBy(headerOf(t), write, payload))

const sendable = (frame: Uint8Array): Uint8Array => {
  if (frame.length > MAX_BYTES) throw new RangeError(`a frame of ${frame.length} bytes; at most ${MAX_BYTES} may be sent`)
  return frame
}

export const encodeError = (error: string, message?: string): Uint8Array =>
  Cbor.encodeAfter(ERROR_HEADER, message === undefined ? { error } : { error, message })

export const decode = (bytes: Uint8Array): Result.Result<Frame, FrameError> => {
  if (bytes.length > MAX_BYTES) return fail(`frame of ${bytes.length} bytes`)
  const first = Cbor.decodeFirst(bytes)
  if (Result.isFailure(first)) return fail(`header: ${first.failure.message}`)
  const header = first.success.value
  if (!isObject(header)) return fail("header is not an object")
  const second = Cbor.decodeFirst(bytes, first.success.end)
  if (Result.isFailure(second)) return fail(`payload: ${second.failure.message}`)
  if (second.success.end !== bytes.length) return fail("bytes after the payload")
  const payload = second.success.value
  if (!isObject(payload)) return fail("payload is not an object")
  const { op, t } = header
  if (typeof op !== "number") return fail("header without an integer op")
  if (op === 1) {
    return typeof t === "string" ? Result.succeed({ _tag: "Message", t, payload }) : fail("message without t")
  }
  if (op !== -1) return Result.succeed({ _tag: "Unknown", op })
  const { error, message } = payload
  if (typeof error !== "string") return fail("error frame without error")
  if (message !== undefined && typeof message !== "string") return fail("error frame whose message is not text")
  return Result.succeed(message === undefined ? { _tag: "Error", error } : { _tag: "Error", error, message })
}

/**
 * The same frame under another `seq`: everything else keeps its bytes, and
 * nothing is decoded. For frames that were decoded or encoded before; throws
 * RangeError if the payload has no `seq`.
 */
export const withSeq = (frame: Uint8Array, seq: number): Uint8Array => {
  const at = findSeq(frame)
  const old = at === undefined ? undefined : CborSkip.readHead(frame, at)
  if (at === undefined || old?.major !== 0) throw new RangeError("a frame without seq")
  const head = Cbor.encode(seq)
  const out = new Uint8Array(frame.length - (old.end - at) + head.length)
  out.set(frame.subarray(0, at))
  out.set(head, at)
  out.set(frame.subarray(old.end), at + head.length)
  return out
}

/** The `seq` of a frame that was decoded or encoded before; undefined if it has none. */
export const seqOf = (frame: Uint8Array): number | undefined => {
  const at = findSeq(frame)
  const head = at === undefined ? undefined : CborSkip.readHead(frame, at)
  return head?.major === 0 ? head.argument : undefined
}

/** Where the value of `seq` begins. Keys are in order of length, so a longer key ends the search. */
const findSeq = (frame: Uint8Array): number | undefined => {
  const payload = CborSkip.skip(frame, 0)
  const map = payload === undefined ? undefined : CborSkip.readHead(frame, payload)
  if (map?.major !== 5) return undefined
  let offset = map.end
  for (let i = 0; i < map.argument; i++) {
    const key = CborSkip.readHead(frame, offset)
    if (key === undefined || key.argument > 3) return undefined
    const value = key.end + key.argument
    // "seq" is 73 65 71.
    if (
      key.argument === 3 && frame[key.end] === 0x73 && frame[key.end + 1] === 0x65 && frame[key.end + 2] === 0x71
    ) return value
    const next = CborSkip.skip(frame, value)
    if (next === undefined) return undefined
    offset = next
  }
  return undefined
}

const fail = (reason: string) => Result.fail(new FrameError({ reason }))

const isObject = (data: Data): data is DataObject =>
  typeof data === "object" && data !== null && !Array.isArray(data) && !(data instanceof Cid) &&
  !(data instanceof Uint8Array)
