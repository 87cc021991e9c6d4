/** What a stranger reads leads to what is there, and what is there is told. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { parse } from "../src/sim/scenario/Parse.ts"

const root = join(import.meta.dirname, "..")
const read = (path: string): string => readFileSync(join(root, path), "utf8")
const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)]

/** As a reader of Markdown on the web names a heading. */
const anchorsOf = (page: string): ReadonlySet<string> =>
  new Set([...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replaceAll(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-")))

const leadsNowhere = (page: string, link: string): boolean => {
  const [path = "", anchor] = link.split("#")
  const target = path === "" ? page : join(dirname(page), path)
  return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).has(anchor))
}

describe("The documentation", () => {
  it.each(pages)("has no link in %s that leads nowhere", (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link))
    expect(links.filter((link) => leadsNowhere(page, link))).toEqual([])
  })

  it("names every scenario that comes with the house, and no other", () => {
    const table = /\| scenario \|[^]*?\n\n/.exec(read("README.md"))![0]
    const named = [...table.matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!))
    expect(named.toSorted()).toEqual(readdirSync(join(root, "scenarios")).filter((name) => name.endsWith(".yaml")).map((name) => name.slice(0, -5)).toSorted())
  })

  it("shows a scenario that can be run", () => {
    const shown = /```yaml\n([^]*?)```/.exec(read("README.md"))![1]!
    expect(Result.isSuccess(parse(shown))).toBe(true)
  })

  it("speaks of no command that npm does not have", () => {
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> }
    const spoken = pages.flatMap((page) => [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!))
    expect(spoken.length).toBeGreaterThan(20)
    expect([...new Set(spoken)].filter((name) => !(name in scripts))).toEqual([])
  })
})
