/**
 * Types for TypeScript from `lexicons/`: one file a document under
 * `src/protocol/lexicon/generated/`, and two maps by NSID, `Methods` and
 * `Records`. `--check` writes nothing and fails if anything would change.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { documentFile } from "./codegen/DocumentFile.ts"
import { methodsFile, recordsFile } from "./codegen/MapFiles.ts"
import type { Document } from "./codegen/Schema.ts"

const root = join(import.meta.dirname, "..")
const target = join(root, "src/protocol/lexicon/generated")

const documents = globSync("**/*.json", { cwd: join(root, "lexicons") }).sort()
  .map((path) => JSON.parse(readFileSync(join(root, "lexicons", path), "utf8")) as Document)

export const generate = (): ReadonlyMap<string, string> =>
  new Map([
    ...documents.map((document): [string, string] => [`${document.id.replaceAll(".", "/")}.ts`, documentFile(document)]),
    ["Methods.ts", methodsFile(documents)],
    ["Records.ts", recordsFile(documents)]
  ])

const stale = (files: ReadonlyMap<string, string>): ReadonlyArray<string> => [
  ...[...files].filter(([path, text]) => !existsSync(join(target, path)) || readFileSync(join(target, path), "utf8") !== text)
    .map(([path]) => path),
  ...(existsSync(target) ? globSync("**/*.ts", { cwd: target }) : []).filter((path) => !files.has(path))
]

if (import.meta.main) {
  const files = generate()
  const changed = stale(files)
  if (!process.argv.includes("--check")) {
    rmSync(target, { recursive: true, force: true })
    for (const [path, text] of files) {
      mkdirSync(dirname(join(target, path)), { recursive: true })
      writeFileSync(join(target, path), text)
    }
    console.log(`${files.size} files, ${changed.length} of them changed`)
  } else if (changed.length > 0) {
    console.error(`Out of date, run npm run codegen:\n${changed.slice(0, 20).join("\n")}`)
    process.exitCode = 1
  }
}
