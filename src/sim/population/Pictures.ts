/**
 * Pictures that people take: a PNG's signature and some bytes of chance. There
 * are few motifs, so that several people, or one person twice, have the very
 * same bytes.
 */
import type { Stream } from "../kernel/Stream.ts"

const motifs = 12
const bytes = 400

export const take = (stream: Stream): Uint8Array => {
  const motif = stream.below(motifs)
  const picture = new Uint8Array(bytes).fill(motif + 1)
  picture.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return picture
}
