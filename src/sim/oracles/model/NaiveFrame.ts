/** A frame of an event stream: two CBOR items back to back, the second decoded by an outside library. [event-stream] */
import * as DagCbor from "@ipld/dag-cbor"

export interface NaiveFrame {
  /** `#commit` …; absent on an error frame. */
  readonly t: string | undefined
  readonly payload: Readonly<Record<string, unknown>>
}

/** The header is one of two shapes, both shorter than 64 bytes: find the cut at which both halves decode. */
export const decode = (bytes: Uint8Array): NaiveFrame => {
  const end = headerEnd(bytes)
  const header = DagCbor.decode<{ op: number; t?: string }>(bytes.subarray(0, end))
  return { t: header.t, payload: DagCbor.decode(bytes.subarray(end)) }
}

const headerEnd = (bytes: Uint8Array): number => {
  // {"op": -1} is 5 bytes; {"t": "#…", "op": 1} is 8 bytes and the text, whose length is one byte below 24, else two.
  if (bytes[0] === 0xa1) return 5
  const length = bytes[3]! - 0x60
  return length < 24 ? 8 + length : 9 + bytes[4]!
}
