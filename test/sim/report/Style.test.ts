import { describe, expect, it } from "vitest"
import { style } from "../../../src/sim/report/page/Style.ts"

const schemes = [...style.matchAll(/:root \{(.*?)\}/gs)].map(([, rules]) => new Map([...rules!.matchAll(/--(\w+): (#\w{6})/g)].map(([, name, color]) => [name!, color!])))

/** [WCAG 2.2] relative luminance. */
const luminance = (color: string): number => {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16) / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}
const contrast = (a: string, b: string): number => {
  const [high, low] = [luminance(a), luminance(b)].sort((a, b) => b - a)
  return (high! + 0.05) / (low! + 0.05)
}

describe("The colours of the report", () => {
  it.each([["light", 0], ["dark", 1]] as const)("have the contrast of WCAG's level AA, %s", (_, scheme) => {
    const of = (pair: string): number => {
      const [front, behind] = pair.split(" on ").map((name) => schemes[scheme]!.get(name)!)
      return contrast(front!, behind!)
    }
    const text = [
      "ink on page", "ink on card", "ink on badbg", "ink on tint", "ink on found", "soft on page", "soft on card", "a on page",
      "good on card", "bad on card", "card on good", "card on bad", "card on soft"
    ]
    const lines = ["a on card", "b on card", "c on card", "d on card", "fault on card", "bad on card"]
    expect(text.filter((pair) => of(pair) < 4.5)).toEqual([])
    expect(lines.filter((pair) => of(pair) < 3)).toEqual([])
  })
})
