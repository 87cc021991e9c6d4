/**
 * Memory for small results. An `ArrayBuffer` of one's own costs more than what
 * is mostly written into it, so views of shared slabs are given out instead.
 *
 * A view keeps its whole slab alive: hold it until it is stored or sent, and
 * copy what is kept for long. Mind its `byteOffset`.
 */

const SLAB_BYTES = 64 << 10
/** At most an eighth of a slab is lost at its end. */
const MAX_SHARED_BYTES = 8 << 10

/** Memory as it comes. To have a slab zeroed takes eight times as long as to have it. */
export const raw = (size: number): ArrayBuffer => Buffer.allocUnsafeSlow(size).buffer

let slab = new ArrayBuffer(0)
let used = 0

/** `size` bytes that are the caller's alone, and may be anything until it has written all of them. */
export const allocate = (size: number): Uint8Array<ArrayBuffer> => {
  if (size > MAX_SHARED_BYTES) return new Uint8Array(size)
  if (used + size > slab.byteLength) {
    slab = raw(SLAB_BYTES)
    used = 0
  }
  const view = new Uint8Array(slab, used, size)
  used += size
  return view
}
