/**
 * Keys of the tree: repo paths `collection/rkey`. [repository]
 *
 * The tree itself asks less than the syntax of NSIDs and record keys: one
 * slash, both halves non-empty and of `[A-Za-z0-9_~:.-]`, at most 1024 bytes.
 * All ASCII, so string order is byte order and length is byte length.
 */
import { hash } from "node:crypto"

export const MAX_KEY_BYTES = 1024
/** 64 leading zero bits: beyond what anybody mines, and it bounds all recursion. */
export const MAX_LAYER = 32

export const SLASH = 0x2f

/** 1 for a byte that may stand in a half of a key. */
export const KEY_BYTES = new Uint8Array(256)
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~:.-") {
  KEY_BYTES[char.charCodeAt(0)] = 1
}

export const isKey = (key: string): boolean => {
  const length = key.length
  if (length > MAX_KEY_BYTES) return false
  let slash = 0
  for (let i = 0; i < length; i++) {
    const code = key.charCodeAt(i)
    if (code === SLASH) {
      if (slash > 0) return false
      slash = i
      if (i === 0) return false
    } else if (code > 127 || KEY_BYTES[code] === 0) {
      return false
    }
  }
  return slash > 0 && slash < length - 1
}

/** Leading zero bits of the key's SHA-256, in pairs: a fan-out of 4. */
export const depthOf = (key: string): number => {
  const digest = hash("sha256", key, "binary")
  let depth = 0
  for (let i = 0; i < digest.length; i++) {
    const byte = digest.charCodeAt(i)
    if (byte !== 0) return depth + ((Math.clz32(byte) - 24) >> 1)
    depth += 4
  }
  return depth
}

/** How many bytes two keys have in common from their start. */
export const sharedPrefix = (left: string, right: string): number => {
  const most = Math.min(left.length, right.length)
  let shared = 0
  while (shared < most && left.charCodeAt(shared) === right.charCodeAt(shared)) shared++
  return shared
}
