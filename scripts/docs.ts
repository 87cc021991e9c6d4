/**
 * Writes the documents that are made from code:
 *
 *     docs/scenarios.md            tables of all that a scenario may say
 *     docs/scenario.schema.json    the same for editors
 *     docs/invariants.md           the oracles, and the bugs that they were seen to catch
 *
 * `node scripts/docs.ts` writes, `--check` fails if a file is not current.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { jsonSchema } from "../src/sim/scenario/Shape.ts"
import * as Invariants from "./docs/Invariants.ts"
import * as ScenarioPage from "./docs/ScenarioPage.ts"

const folder = new URL("../docs/", import.meta.url)

const files: ReadonlyArray<readonly [name: string, content: string]> = [
  ["invariants.md", Invariants.render()],
  ["scenarios.md", ScenarioPage.render()],
  ["scenario.schema.json", `${JSON.stringify(jsonSchema(), null, 2)}\n`]
]

const present = (url: URL): string | undefined => {
  try {
    return readFileSync(url, "utf8")
  } catch {
    return undefined
  }
}

if (process.argv.includes("--check")) {
  const stale = files.filter(([name, content]) => present(new URL(name, folder)) !== content).map(([name]) => `docs/${name}`)
  for (const name of stale) console.error(`${name} is not current: npm run docs`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of files) writeFileSync(new URL(name, folder), content)
}
