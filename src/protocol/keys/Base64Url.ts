/**
 * base64url without padding, in its only spelling (RFC 4648 §5, §3.5): no `=`,
 * no white space, unused trailing bits zero. A lenient decoder would let
 * anybody respell a signature, and so mint a second CID for one operation or
 * a second text for one token. [plc] [PLC-11]
 */
const shape = /^[A-Za-z0-9_-]*$/

export const encode = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url")

/** undefined for any other spelling. */
export const decode = (text: string): Uint8Array | undefined => {
  if (text.length % 4 === 1 || !shape.test(text)) return undefined
  const bytes = Buffer.from(text, "base64url")
  return bytes.toString("base64url") === text ? new Uint8Array(bytes) : undefined
}
