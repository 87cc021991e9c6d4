/**
 * base58btc, as multibase `z` uses it. Quadratic in length by nature, so both
 * ways refuse input longer than any public key needs.
 */
const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

const valueOf = new Int8Array(128).fill(-1)
for (let i = 0; i < alphabet.length; i++) valueOf[alphabet.charCodeAt(i)] = i

const maxTextLength = 256

export const encode = (bytes: Uint8Array): string => {
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++
  const digits: Array<number> = []
  for (let i = zeros; i < bytes.length; i++) {
    let carry = bytes[i]!
    for (let j = 0; j < digits.length; j++) {
      carry += digits[j]! << 8
      digits[j] = carry % 58
      carry = (carry / 58) | 0
    }
    while (carry > 0) {
      digits.push(carry % 58)
      carry = (carry / 58) | 0
    }
  }
  let text = "1".repeat(zeros)
  for (let i = digits.length - 1; i >= 0; i--) text += alphabet[digits[i]!]!
  return text
}

/** undefined for a character outside the alphabet, or more than 256 of them. */
export const decode = (text: string): Uint8Array | undefined => {
  if (text.length > maxTextLength) return undefined
  let zeros = 0
  while (zeros < text.length && text.charCodeAt(zeros) === 0x31) zeros++
  const bytes: Array<number> = []
  for (let i = zeros; i < text.length; i++) {
    const code = text.charCodeAt(i)
    let carry = code < 128 ? valueOf[code]! : -1
    if (carry < 0) return undefined
    for (let j = 0; j < bytes.length; j++) {
      carry += bytes[j]! * 58
      bytes[j] = carry & 0xff
      carry >>= 8
    }
    while (carry > 0) {
      bytes.push(carry & 0xff)
      carry >>= 8
    }
  }
  const out = new Uint8Array(zeros + bytes.length)
  for (let i = 0; i < bytes.length; i++) out[zeros + i] = bytes[bytes.length - 1 - i]!
  return out
}
