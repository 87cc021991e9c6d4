/**
 * A node to its DRISL bytes. [repository]
 *
 *   a2 "e" [ a4 "k" bytes "p" int "t" link|null "v" link … ] "l" link|null
 *
 * The shape never varies, so it is written straight into a slab. Returned
 * views share slabs of 64 KiB: hold them until they are stored or sent, not
 * for good. The last `KEPT` nodes above layer 0 keep their bytes: the path that
 * the next edit of a busy tree will patch. On layer 0 is nothing to patch.
 */
import { Cid } from "../data/Cid.ts"
import { raw } from "../data/Slab.ts"
import { sharedPrefix } from "./Key.ts"
import { TreeLimit } from "./MstError.ts"
import { type Child, type Encoded, Node } from "./Node.ts"

/** With a fan-out of 4 a node of this many entries has probability (3/4)^512: only mined keys make one. */
export const MAX_ENTRIES = 512

const SLAB_BYTES = 1 << 16
const KEPT = 1 << 15
let slab = new Uint8Array(raw(SLAB_BYTES))
let end = 0

const latin1Write = Buffer.prototype.latin1Write

/** All subtrees must be sealed. Throws `TreeLimit`. */
export const encodeNode = (node: Node): Uint8Array => {
  const { keys, values, children } = node
  const count = keys.length
  if (count > MAX_ENTRIES) throw new TreeLimit({ reason: `${count} entries in one node` })
  let most = 64
  for (let i = 0; i < count; i++) most += 104 + keys[i]!.length
  const out = room(most)
  const start = end
  let at = start
  out[at++] = 0xa2
  out[at++] = 0x61
  out[at++] = 0x65
  at = writeHead(out, at, 0x80, count)
  let previous = ""
  for (let i = 0; i < count; i++) {
    const key = keys[i]!
    const length = key.length
    const shared = sharedPrefix(previous, key)
    out[at++] = 0xa4
    out[at++] = 0x61
    out[at++] = 0x6b
    at = writeHead(out, at, 0x40, length - shared)
    for (let j = shared; j < length; j++) out[at++] = key.charCodeAt(j)
    out[at++] = 0x61
    out[at++] = 0x70
    at = writeHead(out, at, 0, shared)
    out[at++] = 0x61
    out[at++] = 0x74
    at = writeChild(out, at, children[i + 1]!)
    out[at++] = 0x61
    out[at++] = 0x76
    at = writeLink(out, at, values[i]!.key)
    previous = key
  }
  out[at++] = 0x61
  out[at++] = 0x6c
  at = writeChild(out, at, children[0]!)
  end = at
  return new Uint8Array(out.buffer, start, at - start)
}

/** The slab, with at least `most` bytes left from `end` on. */
const room = (most: number): Uint8Array => {
  if (end + most > slab.length) {
    slab = new Uint8Array(raw(Math.max(SLAB_BYTES, most)))
    end = 0
  }
  return slab
}

/** `template` with the link of the subtree in `gap`, which it has, set to `key`. */
const patch = (template: Uint8Array, gap: number, key: string): Uint8Array => {
  const size = template.length
  const out = room(size)
  const start = end
  out.set(template, start)
  latin1Write.call(out, key, start + subtreeEnd(template, gap) - 36, 36)
  end = start + size
  return new Uint8Array(out.buffer, start, size)
}

/** Where the link of gap `gap`, if there is one, ends in a node's bytes. */
const subtreeEnd = (bytes: Uint8Array, gap: number): number => {
  if (gap === 0) return bytes.length
  let at = 3 + headSize(bytes[3]!)
  for (let entry = 1; ; entry++) {
    const head = bytes[at + 3]!
    const size = head < 0x58 ? head - 0x40 : head === 0x58 ? bytes[at + 4]! : (bytes[at + 4]! << 8) | bytes[at + 5]!
    at += 3 + headSize(head) + size
    at += 2 + headSize(bytes[at + 2]!)
    at += 2
    at += bytes[at] === 0xf6 ? 1 : 41
    if (entry === gap) return at
    at += 43
  }
}

const headSize = (head: number): number => {
  const size = head & 31
  return size < 24 ? 1 : size === 24 ? 2 : 3
}

const writeHead = (out: Uint8Array, at: number, major: number, argument: number): number => {
  if (argument < 24) {
    out[at] = major | argument
    return at + 1
  }
  if (argument < 256) {
    out[at] = major | 24
    out[at + 1] = argument
    return at + 2
  }
  out[at] = major | 25
  out[at + 1] = argument >> 8
  out[at + 2] = argument
  return at + 3
}

const writeChild = (out: Uint8Array, at: number, child: Child): number => {
  if (child === null) {
    out[at] = 0xf6
    return at + 1
  }
  return writeLink(out, at, linkKey(child))
}

const linkKey = (child: Child): string => child instanceof Node ? child.cid!.key : child!.key

const writeLink = (out: Uint8Array, at: number, key: string): number => {
  out[at] = 0xd8
  out[at + 1] = 0x2a
  out[at + 2] = 0x58
  out[at + 3] = 0x25
  out[at + 4] = 0
  latin1Write.call(out, key, at + 5, 36)
  return at + 41
}

const kept: Array<Uint8Array | undefined> = Array.from({ length: KEPT }, () => undefined)
let keptEver = 0

/** Nobody need hold, or look at, the node whose bytes this drives out: its number is too old then. */
const keep = (bytes: Uint8Array): Encoded => {
  kept[keptEver % KEPT] = bytes
  return keptEver++
}

const recall = (encoded: Encoded | undefined): Uint8Array | undefined =>
  typeof encoded !== "number" ? encoded : keptEver - encoded <= KEPT ? kept[encoded % KEPT] : undefined

/** The bytes of a node that has a CID. */
export const bytesOf = (node: Node): Uint8Array => recall(node.encoded) ?? encodeNode(node)

/**
 * Encodes and names all nodes that have no CID yet, children first; `sink`
 * receives each with its bytes. Gives the root's CID. Throws `TreeLimit`.
 */
export const seal = (node: Node, sink?: (node: Node, cid: Cid, bytes: Uint8Array) => void): Cid => {
  if (node.cid !== undefined) return node.cid
  const { children, patched } = node
  // Of a patched node's subtrees one alone can be new; the others need not be looked at,
  // which in a large tree are far away.
  const end = patched < 0 ? children.length : patched + 1
  for (let i = Math.max(patched, 0); i < end; i++) {
    const child = children[i]!
    if (child instanceof Node && child.cid === undefined) seal(child, sink)
  }
  const bytes = freshBytes(node)
  const cid = Cid.ofCbor(bytes)
  node.cid = cid
  node.encoded = node.layer === 0 ? undefined : keep(bytes)
  node.patched = -1
  if (sink !== undefined) sink(node, cid, bytes)
  return cid
}

const freshBytes = (node: Node): Uint8Array => {
  const { children, patched } = node
  const template = patched < 0 ? undefined : recall(node.encoded)
  return template === undefined ? encodeNode(node) : patch(template, patched, linkKey(children[patched]!))
}

/**
 * The CID of the root of a tree that is asked for nothing more: its nodes get
 * their CIDs as by `seal`, but nobody will want their bytes, which lie one
 * over another in the slab. Throws `TreeLimit`.
 */
export const rootCid = (node: Node): Cid => {
  if (node.cid !== undefined) return node.cid
  for (const child of node.children) if (child instanceof Node && child.cid === undefined) rootCid(child)
  const bytes = freshBytes(node)
  node.cid = Cid.ofCbor(bytes)
  node.encoded = undefined
  node.patched = -1
  end = bytes.byteOffset
  return node.cid
}
