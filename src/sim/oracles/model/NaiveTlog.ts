/**
 * Transparency logs once more, plain and slow: trees by their definition, notes
 * by their lines. [RFC 6962] §2.1, [C2SP]
 */
import * as DagCbor from "@ipld/dag-cbor"
import { createHash, createPublicKey, verify } from "node:crypto"

const sha256 = (...parts: ReadonlyArray<Uint8Array>): Buffer => {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const leafHashes = new WeakMap<Uint8Array, Buffer>()
const leafHash = (leaf: Uint8Array): Buffer => {
  const hash = leafHashes.get(leaf) ?? sha256(Uint8Array.of(0), leaf)
  leafHashes.set(leaf, hash)
  return hash
}

/**
 * The root of leaves `from` to before `to`, by the recursion that defines it;
 * roots of whole subtrees are remembered.
 */
const rootOf = (leaves: ReadonlyArray<Uint8Array>, from: number, to: number, known: Map<string, Buffer>): Buffer => {
  if (to === from) return sha256()
  if (to - from === 1) return leafHash(leaves[from]!)
  const name = `${from} ${to}`
  const found = known.get(name)
  if (found !== undefined) return found
  let k = 1
  while (k * 2 < to - from) k *= 2
  const root = sha256(Uint8Array.of(1), rootOf(leaves, from, from + k, known), rootOf(leaves, from + k, to, known))
  known.set(name, root)
  return root
}

/** The root, in base64, of the first `size` leaves, for any size up to all. */
export const roots = (leaves: ReadonlyArray<Uint8Array>): (size: number) => string => {
  const known = new Map<string, Buffer>()
  return (size) => rootOf(leaves, 0, size, known).toString("base64")
}

export interface Note {
  readonly text: string
  readonly lines: ReadonlyArray<string>
  readonly signatures: ReadonlyArray<{ readonly name: string; readonly keyId: string; readonly bytes: Buffer }>
}

export const readNote = (text: string): Note | undefined => {
  const end = text.lastIndexOf("\n\n")
  if (end < 0) return undefined
  const signatures = text.slice(end + 2).split("\n").filter((line) => line !== "").map((line) => {
    const [, name = "", encoded = ""] = line.split(" ")
    const bytes = Buffer.from(encoded, "base64")
    return { name, keyId: bytes.subarray(0, 4).toString("hex"), bytes: bytes.subarray(4) }
  })
  const said = text.slice(0, end + 1)
  return { text: said, lines: said.split("\n").slice(0, -1), signatures }
}

/** A verifier key: name, and the Ed25519 key behind its type byte. */
export const readVkey = (vkey: string): { readonly name: string; readonly key: Buffer } => {
  const [name = "", , ...encoded] = vkey.split("+")
  // Base64 has pluses of its own.
  return { name, key: Buffer.from(encoded.join("+"), "base64").subarray(1) }
}

const keyOf = (raw: Buffer) => createPublicKey({ key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]), format: "der", type: "spki" })

/** Names of those whose cosignature under a checkpoint holds, under any of the keys that they ever had. */
export const cosignersOf = (note: Note, vkeys: ReadonlyArray<string>): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const { bytes, name } of note.signatures) {
    if (bytes.length !== 72) continue
    const message = Buffer.from(`cosignature/v1\ntime ${bytes.readBigUInt64BE(0)}\n${note.text}`)
    if (vkeys.map(readVkey).some((each) => each.name === name && verify(null, message, keyOf(each.key), bytes.subarray(8)))) names.add(name)
  }
  return names
}

/** Who signed a receipt or a statement. */
export const signerOf = (note: Note, vkeys: ReadonlyArray<string>): string | undefined =>
  note.signatures.find(({ bytes, name }) =>
    vkeys.map(readVkey).some((each) => each.name === name && bytes.length === 64 && verify(null, Buffer.from(note.text), keyOf(each.key), bytes)))?.name

export interface Entry {
  readonly type: string
  readonly time: number
  /** Of an inherited one: the leaf of the old log. */
  readonly leaf?: Uint8Array
  /** Of a genesis: what it says of the log that it is founded upon. */
  readonly inherits?: { readonly from: string; readonly size: number; readonly root: Uint8Array }
  readonly did?: string
  readonly operation?: unknown
  /** Of a genesis: verifier keys. */
  readonly members?: ReadonlyArray<string>
  /** Of a join or a rotation: a verifier key. */
  readonly member?: string
  readonly name?: string
}

/** An inherited one with the DID and operation of the leaf that it holds, however often that was inherited before. */
export const readEntry = (bytes: Uint8Array): Entry => {
  const entry: Entry = DagCbor.decode(bytes)
  if (entry.type !== "inherited" || entry.leaf === undefined) return entry
  const { did, operation } = readEntry(entry.leaf)
  return { ...entry, ...(did === undefined ? {} : { did, operation }) }
}
