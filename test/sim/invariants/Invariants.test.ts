/** The table of invariants is whole, and what it says of oracles and tests is so. */
import { existsSync, globSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { invariants } from "../../../src/sim/invariants/Invariants.ts"
import { catalogue } from "../../../src/sim/oracles/Catalogue.ts"

const codes = invariants.map(({ code }) => code)
/** Codes that tests make up, to see them refused or told. */
const madeUp = ["REPO-33", "MST-0"]
const familyOf = (code: string): string => code.slice(0, code.indexOf("-"))
const read = (path: string): string => readFileSync(path, "utf8")
const names = (text: string, code: string): boolean => new RegExp(`\\b${code}(?![\\d-])`).test(text)

describe("the table of invariants", () => {
  it("has each code once, and each family's codes are numbered from one without a gap", () => {
    expect(new Set(codes).size).toBe(codes.length)
    for (const [family, members] of Map.groupBy(codes, familyOf)) {
      expect(members).toEqual(members.map((_, i) => `${family}-${i + 1}`))
    }
  })

  it("has each code that code, tests, scenarios or documents name", () => {
    const families = [...new Set(codes.map(familyOf))].join("|")
    const files = ["src", "test", "bench", "scenarios", "docs"].flatMap((folder) => globSync(`${folder}/**/*.{ts,md,yaml}`))
    const unknown = files.flatMap((path) =>
      [...read(path).matchAll(new RegExp(`\\b(?:${families})-\\d+\\b(?!-)`, "g"))].filter(([code]) => !codes.includes(code)).map(([code]) => `${path}: ${code}`))
    expect(unknown.filter((line) => !madeUp.some((code) => line.endsWith(`: ${code}`)))).toEqual([])
  })

  it("names every oracle at its own code", () => {
    const watched = invariants.filter(({ code, oracles }) => oracles.some((oracle) => oracle.code === code))
    expect(watched.map(({ code }) => code).sort()).toEqual(catalogue.map(({ code }) => code).sort())
  })

  it("says what holds an invariant, or that nothing does, and never both", () => {
    expect(invariants.filter(({ missing, oracles, tests }) => (missing === undefined) !== (oracles.length + tests.length > 0))).toEqual([])
  })

  it.each(invariants.flatMap(({ code, tests }) => tests.map(({ file }) => [code, `test/${file}`] as const)))("%s: %s is there and names it", (code, path) => {
    expect(existsSync(path)).toBe(true)
    expect(names(read(path), code)).toBe(true)
  })

  it.each(invariants.flatMap(({ code, oracles }) => oracles.filter((oracle) => oracle.code !== code).map((oracle) => [code, oracle.code] as const)))(
    "%s: the oracle of %s says that it holds that too",
    (code, oracle) => {
      const file = globSync("src/sim/oracles/*.ts").find((path) => read(path).includes(`code: "${oracle}"`))
      expect(names(read(file!), code)).toBe(true)
    }
  )

  it.each(catalogue.map(({ code }) => code))("%s: a planted bug shows that its oracle can fail", (code) => {
    const tests = globSync("test/sim/oracles/*.test.ts").map(read).join("\n")
    expect(tests.includes(`describe("${code} notices`) || new RegExp(`it\\(".* noticed .*\\[${code}\\]`).test(tests)).toBe(true)
  })
})
