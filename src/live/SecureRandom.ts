/**
 * The system's entropy, a page at a time: what a draw costs hardly depends on
 * its size. What is given out is a copy, and its place in the page is wiped, so
 * that nothing drawn can be read there later.
 */
import * as EffectSecureRandom from "effect/crypto/SecureRandom"
import * as Layer from "effect/Layer"

const pageBytes = 4096

export const make = (fill: (page: Uint8Array<ArrayBuffer>) => void): EffectSecureRandom.SecureRandom["Service"] => {
  const page = new Uint8Array(pageBytes)
  let used = pageBytes
  return EffectSecureRandom.make((size) => {
    if (size > pageBytes) return EffectSecureRandom.randomBytesUnsafe(size)
    if (used + size > pageBytes) {
      fill(page)
      used = 0
    }
    const drawn = page.slice(used, used + size)
    page.fill(0, used, used + size)
    used += size
    return drawn
  })
}

export const layer = Layer.sync(EffectSecureRandom.SecureRandom)(() => make((page) => void crypto.getRandomValues(page)))
