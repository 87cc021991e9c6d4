import * as EffectSecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as SecureRandom from "../../src/live/SecureRandom.ts"

/** A system whose entropy counts, from 1 to 251 and again. */
const counting = () => {
  const pages: Array<Uint8Array> = []
  let drawn = 0
  const random = SecureRandom.make((page) => {
    pages.push(page)
    for (let i = 0; i < page.length; i++) page[i] = 1 + (drawn++ % 251)
  })
  return { pages, draw: (size: number) => Effect.runSync(random.randomBytes(size)) }
}

describe("the system's entropy by the page", () => {
  it("gives each byte out once and asks for a page only when one is used up", () => {
    const { draw, pages } = counting()
    const bytes = Array.from({ length: 100 }, () => [...draw(32)]).flat()
    expect(bytes).toEqual(Array.from({ length: 3200 }, (_, i) => 1 + (i % 251)))
    expect(pages).toHaveLength(1)
    draw(1000)
    expect(pages).toHaveLength(2)
  })

  it("keeps nothing of what it gave out, and what it gave out is the taker's own", () => {
    const { draw, pages } = counting()
    const taken = draw(48)
    expect([...pages[0]!.subarray(0, 48)]).toEqual(Array.from({ length: 48 }, () => 0))
    expect(pages[0]![48]).toBe(49)
    draw(4096)
    expect([...taken]).toEqual(Array.from({ length: 48 }, (_, i) => i + 1))
  })

  it("fills what is larger than a page, and never the same twice", () => {
    const random = Effect.runSync(Effect.provide(Effect.service(EffectSecureRandom.SecureRandom), SecureRandom.layer))
    const drawn = [5000, 5000, 32, 32, 4096, 4096].map((size) => Effect.runSync(random.randomBytes(size)))
    expect(drawn.map((bytes) => bytes.length)).toEqual([5000, 5000, 32, 32, 4096, 4096])
    expect(new Set(drawn.map((bytes) => Buffer.from(bytes).toString("hex"))).size).toBe(6)
    expect(drawn.every((bytes) => bytes.some((byte) => byte !== 0))).toBe(true)
  })
})
