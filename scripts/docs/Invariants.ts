/**
 * docs/invariants.md: the oracles as they are in the catalogue, each with the
 * planted bugs that it catches. The bugs are the names of the tests in
 * `test/sim/oracles`, whose suites begin with the oracle's code.
 */
import { readdirSync, readFileSync } from "node:fs"
import { catalogue } from "../../src/sim/oracles/Catalogue.ts"

const tests = new URL("../../test/sim/oracles/", import.meta.url)

interface Bug {
  readonly code: string
  readonly sentence: string
}

/** `describe("CODE notices WHOM", …)` and, under it, `it("WHAT", …)`. */
const bugsIn = (source: string): ReadonlyArray<Bug> => {
  const bugs: Array<Bug> = []
  let suite: { readonly code: string; readonly whom: string } | undefined
  for (const [, kind, name] of source.matchAll(/^\s*(describe|it)\("((?:[^"\\]|\\.)*)"/gm)) {
    if (kind === "it") {
      if (suite !== undefined) bugs.push({ code: suite.code, sentence: `${suite.whom} ${name}`.trim() })
      continue
    }
    const match = /^([A-Z]+-\d+) notices(.*)$/.exec(name!)
    suite = match === null ? undefined : { code: match[1]!, whom: match[2]!.trim() }
  }
  return bugs
}

const bugs = readdirSync(tests).filter((file) => file.endsWith(".test.ts")).sort()
  .flatMap((file) => bugsIn(readFileSync(new URL(file, tests), "utf8")))

const cell = (text: string): string => text.replaceAll("|", "\\|")

export const render = (): string =>
  [
    "<!-- Written by `npm run docs` from src/sim/oracles and test/sim/oracles. -->",
    "# Invariants",
    "",
    "Every run is watched by these oracles. Each has a naive model of its own, made of what can be observed from",
    "outside, and counts its checks; an invariant that was never checked fails a run as a violation does. Under each",
    "stand the bugs that were planted in a small town to see that it notices.",
    "",
    "| code | invariant | source |",
    "|---|---|---|",
    ...catalogue.map(({ code, source, title }) => `| [${code}](#${code.toLowerCase()}) | ${cell(title)} | ${cell(source)} |`),
    ...catalogue.flatMap(({ code, source, title }) => [
      "",
      `## ${code}`,
      "",
      title,
      "",
      `Source: ${source}`,
      "",
      "It notices",
      "",
      ...bugs.filter((bug) => bug.code === code).map(({ sentence }) => `- ${sentence}`)
    ]),
    ""
  ].join("\n")
