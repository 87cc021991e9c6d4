/**
 * Finds where a CBOR item ends without decoding it. [data-model]
 *
 * For bytes that were decoded or encoded before: it trusts them to be DRISL
 * and only keeps within the input. Linear, and without recursion.
 */

export interface Head {
  readonly major: number
  readonly argument: number
  /** Offset behind the head. */
  readonly end: number
}

/** The head at `offset`; undefined if there is no whole one of definite length. */
export const readHead = (bytes: Uint8Array, offset: number): Head | undefined => {
  const first = bytes[offset]
  if (first === undefined) return undefined
  const info = first & 31
  if (info < 24) return { major: first >> 5, argument: info, end: offset + 1 }
  if (info > 27) return undefined
  const end = offset + 1 + (1 << (info - 24))
  if (end > bytes.length) return undefined
  let argument = 0
  for (let i = offset + 1; i < end; i++) argument = argument * 256 + bytes[i]!
  return { major: first >> 5, argument, end }
}

/** The offset behind the item at `offset`; undefined if it runs past the end. */
export const skip = (bytes: Uint8Array, offset: number): number | undefined => {
  let pending = 1
  while (pending > 0) {
    const head = readHead(bytes, offset)
    if (head === undefined) return undefined
    pending--
    offset = head.end
    if (head.major === 2 || head.major === 3) offset += head.argument
    else if (head.major === 4) pending += head.argument
    else if (head.major === 5) pending += head.argument * 2
    else if (head.major === 6) pending++
    if (offset > bytes.length || pending > bytes.length - offset) return undefined
  }
  return offset
}
