/**
 * The rules of a stream, applied to some frames in a row: which are to be
 * handled, how far the cursor goes, and whether to hang up. Pure.
 * [event-stream]; STREAM-1, STREAM-4, STREAM-5, STREAM-6
 */
import * as Result from "effect/Result"
import * as Frame from "../../../protocol/frames/Frame.ts"

export interface Received {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly frame: Frame.Message
}

export interface End {
  readonly _tag: "FutureCursor" | "Refused" | "Broken" | "Lost"
  readonly reason: string
}

export interface Batch {
  readonly received: ReadonlyArray<Received>
  /** `seq` of the last received; meaningless without one. */
  readonly last: number
  /** The stream said that the cursor lay before its window. */
  readonly outdated: boolean
  readonly end: End | undefined
}

const broken = (reason: string): End => ({ _tag: "Broken", reason })

/** `cursor` is the last `seq` handled before, if any; `opening`: these are the first frames of their connection. */
export const read = (frames: ReadonlyArray<Uint8Array>, cursor: number | undefined, opening: boolean): Batch => {
  const received: Array<Received> = []
  let last = cursor ?? -1
  let outdated = false
  const done = (end?: End): Batch => ({ received, last, outdated, end })
  for (const bytes of frames) {
    const decoded = Frame.decode(bytes)
    if (Result.isFailure(decoded)) return done(broken(decoded.failure.message))
    const frame = decoded.success
    if (frame._tag === "Unknown") continue
    if (frame._tag === "Error") {
      const reason = frame.message === undefined ? frame.error : `${frame.error}: ${frame.message}`
      return done({ _tag: frame.error === "FutureCursor" ? "FutureCursor" : "Refused", reason })
    }
    const { seq } = frame.payload
    if (typeof seq !== "number") {
      if (frame.t === "#info" && frame.payload.name === "OutdatedCursor") outdated = true
      continue
    }
    // The specification replays from `seq ≥ cursor`, every implementation from `>`: one repeat is no fault.
    if (opening && seq === cursor && received.length === 0) continue
    if (seq <= last) return done(broken(`seq ${seq} after ${last}`))
    last = seq
    received.push({ seq, bytes, frame })
  }
  return done()
}
