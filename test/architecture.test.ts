/** The arrows of docs/architecture.md: which room may import which, and how large a file may be. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve, sep } from "node:path"
import { describe, expect, it } from "vitest"

const root = resolve(import.meta.dirname, "..")
const source = join(root, "src")
const maxLines = 400

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()

const generated = (file: string) => file.includes(`${sep}generated${sep}`)
const roomOf = (file: string) => relative(source, file).split(sep)[0] as string

interface Import {
  readonly file: string
  readonly specifier: string
}

/** Comments are dropped first: examples in them import what they like. */
const imports: ReadonlyArray<Import> = files.flatMap((file) => {
  const code = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "")
  const specifiers = [
    ...code.matchAll(/^\s*(?:import|export)\b[^"'`;]*?from\s*["']([^"']+)["']/gm),
    ...code.matchAll(/^\s*import\s*["']([^"']+)["']/gm),
    ...code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)
  ]
  return specifiers.map((match) => ({ file, specifier: match[1] as string }))
})

/** JSON is data: the package's own version, documents. */
const ours = imports.filter(({ specifier }) => specifier.startsWith(".") && !specifier.endsWith(".json"))
const targetOf = ({ file, specifier }: Import) => resolve(dirname(file), specifier)
const show = (bad: ReadonlyArray<Import>) => bad.map(({ file, specifier }) => `${relative(root, file)} imports ${specifier}`)

const allowed: Record<string, ReadonlyArray<string>> = {
  protocol: ["protocol"],
  actors: ["protocol", "actors"],
  sim: ["protocol", "actors", "sim"],
  live: ["protocol", "actors", "live"],
  cli: ["protocol", "actors", "sim", "live", "cli"]
}

describe("the rooms of the house", () => {
  it("are the five of the plan", () => {
    expect(new Set(files.map(roomOf)).difference(new Set(Object.keys(allowed)))).toEqual(new Set())
    expect(imports.length).toBeGreaterThan(100)
  })

  for (const [room, mayImport] of Object.entries(allowed)) {
    it(`${room} imports ${mayImport.length === 1 ? "nothing of ours outside itself" : `only ${mayImport.join(", ")}`}`, () => {
      const bad = ours.filter((each) => roomOf(each.file) === room && !mayImport.includes(roomOf(targetOf(each))))
      expect(show(bad)).toEqual([])
    })
  }

  it("point at files that exist, with their extension, inside src", () => {
    const bad = ours.filter((each) => !existsSync(targetOf(each)) || relative(source, targetOf(each)).startsWith(".."))
    expect(show(bad)).toEqual([])
  })

  it("take Effect by subpath, so that a module's cost shows in its imports", () => {
    expect(show(imports.filter(({ specifier }) => specifier === "effect"))).toEqual([])
  })

  it("hold node's servers and Effect's Node platform in live and cli only", () => {
    const platform = /^(?:@effect\/platform-node|ws$|node:(?:http|https|net|dns|fs|child_process|worker_threads|os)\b)/
    // The lexicon documents are data of the package, read once when the module loads.
    const documents = "src/protocol/lexicon/Documents.ts imports node:fs"
    const bad = imports.filter(({ file, specifier }) => ["protocol", "actors"].includes(roomOf(file)) && platform.test(specifier))
    expect(show(bad).filter((line) => line !== documents)).toEqual([])
  })

  it("have simulated and live services under the same names", () => {
    for (const service of ["Dns", "Hosts", "HttpClient", "Keys", "SecureRandom", "SqlClient", "WebSocketConstructor"]) {
      for (const room of ["sim", "live"]) expect(existsSync(join(source, room, `${service}.ts`)), `${room}/${service}.ts`).toBe(true)
    }
  })
})

describe("the files", () => {
  it(`have at most ${maxLines} lines`, () => {
    const long = files
      .filter((file) => !generated(file))
      .map((file) => ({ file: relative(root, file), lines: readFileSync(file, "utf8").split("\n").length - 1 }))
      .filter(({ lines }) => lines > maxLines)
    expect(long).toEqual([])
  })

  it("are no barrels and no heaps of leftovers", () => {
    expect(files.filter((file) => /[/\\](?:index|[Uu]tils?|[Hh]elpers?|[Mm]isc|[Cc]ommon)\.ts$/.test(file)).map((file) => relative(root, file))).toEqual([])
  })

  it("leave no fiber behind: an actor's daemons end with its scope, or a crash would not end them", () => {
    const bad = files
      .filter((file) => roomOf(file) === "actors" && /\bEffect\.(?:forkDetach|runFork|runPromise|runSync)\b/.test(readFileSync(file, "utf8")))
      .map((file) => relative(root, file))
    expect(bad).toEqual([])
  })
})
