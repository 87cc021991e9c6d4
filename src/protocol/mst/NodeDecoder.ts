/**
 * Node bytes to a node. [repository] [MST-3] [MST-4] [MST-5]
 *
 * Always checked: the exact shape and canonical heads, blessed links (dag-cbor
 * ones for subtrees), keys well-formed, ≤ 1024 bytes, strictly rising, prefix
 * lengths maximal, at most `MAX_ENTRIES` entries, no node without entries and
 * subtree but the empty root, no root without entry but a subtree, no subtree
 * under layer 0. The root's layer is the depth of its first key.
 * Checked unless `trusted`: each key's depth is the node's layer (one hash a key).
 * Not checked: that the bytes hash to `cid`; that keys lie between the
 * parent's (see `Load.ts`).
 */
import { Cid, DAG_CBOR, RAW } from "../data/Cid.ts"
import { depthOf, KEY_BYTES, MAX_KEY_BYTES, MAX_LAYER, SLASH } from "./Key.ts"
import { depth, keyBytes, knownKey } from "./KnownKey.ts"
import { InvalidNode } from "./MstError.ts"
import { type Child, Node } from "./Node.ts"
import { MAX_ENTRIES } from "./NodeEncoder.ts"

const latin1Slice = Buffer.prototype.latin1Slice

let input: Uint8Array = keyBytes
/**
 * The input once more, to cut links from: cutting a string is far cheaper than
 * making one. The parts hold the whole, so not for nodes that live long: there "".
 */
let text = ""
let at = 0
let name: Cid

const refuse = (reason: string, offset = at): never => {
  throw new InvalidNode({ cid: name, reason, offset })
}

/** `layer` undefined: this is a root. Throws `InvalidNode`. */
export const decodeNode = (bytes: Uint8Array, cid: Cid, layer: number | undefined, trusted: boolean): Node => {
  input = bytes
  text = trusted ? "" : latin1Slice.call(bytes, 0, bytes.length)
  at = 0
  name = cid
  expect3(0xa2, 0x61, 0x65)
  const count = readHead(0x80)
  if (count > MAX_ENTRIES) refuse(`${count} entries`)
  // Not sized from `count` beforehand: it is a claim until the entries are there.
  const keys: Array<string> = []
  const values: Array<Cid> = []
  const children: Array<Child> = [null]
  let length = 0
  let slash = 0
  let links = 0
  for (let i = 0; i < count; i++) {
    expect3(0xa4, 0x61, 0x6b)
    const size = readHead(0x40)
    const suffix = at
    if (suffix + size > bytes.length) refuse("key beyond the end")
    at += size
    expect2(0x61, 0x70)
    const shared = readHead(0)
    if (shared > length) refuse("prefix longer than the previous key")
    if (size === 0) refuse("key not above the previous")
    if (shared + size > MAX_KEY_BYTES) refuse("key too long")
    if (shared < length) {
      const before = keyBytes[shared]!
      const now = bytes[suffix]!
      if (now === before) refuse("prefix not maximal", suffix)
      if (now < before) refuse("key not above the previous", suffix)
    }
    if (slash >= shared) slash = 0
    for (let j = 0; j < size; j++) {
      const byte = bytes[suffix + j]!
      if (byte === SLASH) {
        if (slash !== 0 || shared + j === 0) refuse("slash out of place", suffix + j)
        slash = shared + j
      } else if (KEY_BYTES[byte] === 0) {
        refuse("byte not allowed in a key", suffix + j)
      }
      keyBytes[shared + j] = byte
    }
    length = shared + size
    if (slash === 0 || slash === length - 1) refuse("key without both halves", suffix)
    let key: string
    if (trusted) {
      key = latin1Slice.call(keyBytes, 0, length)
      layer ??= depthOf(key)
    } else {
      key = knownKey(length)
      layer ??= depth
      if (depth !== layer) refuse(`key of another layer than ${layer}`, suffix)
    }
    expect2(0x61, 0x74)
    const child = readSubtree()
    if (child !== null) links++
    expect2(0x61, 0x76)
    const value = readLink()
    keys.push(key)
    values.push(value)
    children.push(child)
  }
  expect2(0x61, 0x6c)
  const first = readSubtree()
  if (first !== null) links++
  children[0] = first
  if (at !== bytes.length) refuse("bytes after the end")
  if (count === 0) {
    if (layer === undefined) {
      if (first !== null) refuse("root without an entry")
      layer = 0
    } else if (first === null) refuse("node without entry and subtree")
  }
  if (layer! > MAX_LAYER) refuse(`layer ${layer}`)
  if (layer === 0 && links > 0) refuse("subtree under layer 0")
  text = ""
  const node = new Node(layer!, keys, values, children, cid)
  if (!trusted) node.encoded = bytes
  return node
}

const expect2 = (a: number, b: number): void => {
  if (input[at] !== a || input[at + 1] !== b) refuse("not the shape of a node")
  at += 2
}

const expect3 = (a: number, b: number, c: number): void => {
  if (input[at] !== a || input[at + 1] !== b || input[at + 2] !== c) refuse("not the shape of a node")
  at += 3
}

/** A head of `major` with an argument below 65536, in its shortest form. */
const readHead = (major: number): number => {
  const head = (input[at] ?? 0xff) ^ major
  if (head < 24) {
    at++
    return head
  }
  let value = -1
  if (head === 24) {
    value = input[at + 1] ?? 0
    if (value < 24) refuse("head not in its shortest form")
    at += 2
  } else if (head === 25) {
    value = ((input[at + 1] ?? 0) << 8) | (input[at + 2] ?? 0)
    if (value < 256) refuse("head not in its shortest form")
    at += 3
  } else {
    refuse("not the shape of a node")
  }
  return value
}

const readSubtree = (): Cid | null => {
  if (input[at] === 0xf6) {
    at++
    return null
  }
  if (input[at + 6] !== DAG_CBOR) refuse("subtree link is not dag-cbor")
  return readLink()
}

/** d8 2a, 37 bytes: 00, then 01 · codec · sha-256 · 32 bytes. */
const readLink = (): Cid => {
  const start = at + 5
  at += 41
  if (
    at > input.length || input[start - 5] !== 0xd8 || input[start - 4] !== 0x2a || input[start - 3] !== 0x58 ||
    input[start - 2] !== 0x25 || input[start - 1] !== 0 || input[start] !== 1 ||
    (input[start + 1] !== DAG_CBOR && input[start + 1] !== RAW) || input[start + 2] !== 0x12 ||
    input[start + 3] !== 0x20
  ) refuse("not a blessed link", start - 5)
  return Cid.ofKey(text === "" ? latin1Slice.call(input, start, at) : text.slice(start, at))
}
