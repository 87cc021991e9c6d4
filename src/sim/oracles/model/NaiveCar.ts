/** CAR v1, read the slow and obvious way: every block, hashed, by the string of its CID. */
import { hash } from "node:crypto"
import * as DagCbor from "@ipld/dag-cbor"
import { CID } from "multiformats/cid"

export interface NaiveCar {
  readonly roots: ReadonlyArray<string>
  readonly blocks: ReadonlyMap<string, Uint8Array>
  /** CIDs whose block hashes to something else. */
  readonly lies: ReadonlyArray<string>
}

const varint = (bytes: Uint8Array, offset: number): { readonly value: number; readonly end: number } => {
  let value = 0
  let scale = 1
  for (let i = offset; i < bytes.length; i++) {
    const byte = bytes[i]!
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return { value, end: i + 1 }
    scale *= 128
  }
  throw new Error("varint runs past the end")
}

export const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer")

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/** Throws on bytes that are no CAR: the caller counts that as a violation. */
export const read = (bytes: Uint8Array): NaiveCar => {
  const header = varint(bytes, 0)
  const { roots } = DagCbor.decode<{ roots: ReadonlyArray<CID> }>(bytes.subarray(header.end, header.end + header.value))
  const blocks = new Map<string, Uint8Array>()
  const lies: Array<string> = []
  let offset = header.end + header.value
  while (offset < bytes.length) {
    const section = varint(bytes, offset)
    const cid = CID.decode(bytes.subarray(section.end, section.end + 36))
    const data = bytes.subarray(section.end + 36, section.end + section.value)
    if (!sameBytes(sha256(data), cid.multihash.digest)) lies.push(cid.toString())
    blocks.set(cid.toString(), data)
    offset = section.end + section.value
  }
  return { roots: roots.map(String), blocks, lies }
}
