/**
 * RFC 4648 base32, lower case, no padding: the string form of CIDs. [data-model]
 *
 * Decoding is strict: an impossible length or a leftover bit that is not zero
 * is refused, so that one string names one value.
 */
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

const VALUES = new Int8Array(128).fill(-1)
for (let i = 0; i < 32; i++) VALUES[ALPHABET.charCodeAt(i)] = i

const DIGITS = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))

const latin1Slice = Buffer.prototype.latin1Slice

/** Where the text of a CID, which is a hundred bytes at the most, is put together. */
let scratch = new Uint8Array(160)

/**
 * `bytes` is a string of char codes 0–255. The text is made in one piece: added
 * up character by character it would be a string for each of them.
 */
export const encode = (bytes: string): string => {
  const most = Math.ceil((bytes.length * 8) / 5)
  if (scratch.length < most) scratch = new Uint8Array(most)
  let length = 0
  let buffer = 0
  let bits = 0
  for (let i = 0; i < bytes.length; i++) {
    buffer = ((buffer << 8) | bytes.charCodeAt(i)) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      scratch[length++] = DIGITS[(buffer >> bits) & 31]!
    }
  }
  if (bits > 0) scratch[length++] = DIGITS[(buffer << (5 - bits)) & 31]!
  return latin1Slice.call(scratch, 0, length)
}

/** The bytes as a string of char codes 0–255, or undefined if `text` is not canonical base32. */
export const decode = (text: string): string | undefined => {
  const codes: Array<number> = []
  let buffer = 0
  let bits = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const value = code < 128 ? VALUES[code]! : -1
    if (value < 0) return undefined
    buffer = ((buffer << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      codes.push((buffer >> bits) & 0xff)
    }
  }
  // What remains must be less than one whole character and all zero.
  return bits < 5 && (buffer & ((1 << bits) - 1)) === 0 ? String.fromCharCode(...codes) : undefined
}
