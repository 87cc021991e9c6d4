/** Scenario files, from disk: by path, or by the name of one in `scenarios/`. */
import { existsSync, readdirSync, readFileSync, type Stats, statSync } from "node:fs"
import { basename, extname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { parse, parseSetting, printComplaint, type Setting } from "../sim/scenario/Parse.ts"
import type { Scenario } from "../sim/scenario/Scenario.ts"
import { nearest } from "../sim/scenario/Suggest.ts"
import { type Failure, wrongUsage } from "./Failure.ts"

/** Those that come with the house. */
const folder = fileURLToPath(new URL("../../scenarios", import.meta.url))

const isScenario = (name: string): boolean => [".yaml", ".yml"].includes(extname(name))

/** Paths of the scenarios that come with the house, as one would type them here. */
export const known = (): ReadonlyArray<string> =>
  existsSync(folder) ? readdirSync(folder).filter(isScenario).sort().map((name) => relative(process.cwd(), join(folder, name))) : []

const nameOf = (path: string): string => basename(path, extname(path))

/** Nothing there is no error; a folder on the way that may not be entered is one. */
const look = (file: string): Stats | Error | undefined => {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch (error) {
    return error as Error
  }
}

const unreadable = (path: string) => (error: unknown): Failure =>
  wrongUsage(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)

const find = (file: string): Effect.Effect<string, Failure> =>
  Effect.suspend(() => {
    const found = look(file)
    if (found instanceof Error) return Effect.fail(unreadable(file)(found))
    if (found?.isFile() === true) return Effect.succeed(file)
    const paths = known()
    // A folder may have the name of a scenario.
    const named = paths.find((path) => nameOf(path) === file)
    if (named !== undefined) return Effect.succeed(named)
    if (found?.isDirectory() === true) return Effect.fail(wrongUsage(`${file} is a folder, expected a scenario file`))
    // Each run of a campaign reads it again.
    if (found !== undefined) return Effect.fail(wrongUsage(`${file} is no file that can be read more than once: save the scenario as one`))
    const near = nearest(nameOf(file), paths.map(nameOf))
    return Effect.fail(wrongUsage(
      `There is no file ${file}.${near === undefined ? "" : ` Did you mean ${paths.find((path) => nameOf(path) === near)}?`}`,
      ...(paths.length === 0 ? [] : [`Scenarios that come with Orrery: ${paths.map(nameOf).join(", ")}`])
    ))
  })

const read = (path: string): Effect.Effect<string, Failure> =>
  Effect.flatMap(
    Effect.try({
      try: () => readFileSync(path),
      catch: unreadable(path)
    }),
    (bytes) =>
      Effect.try({
        try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
        catch: () => wrongUsage(`${path} is no text in UTF-8, as a scenario is`)
      })
  )

const settingOf = (text: string): Effect.Effect<Setting, Failure> => {
  const expected = () => Effect.fail(wrongUsage(`--set ${text}: expected path=value, such as population.accounts=500 or faults[0].at=10m`))
  return Effect.flatMap(
    Effect.try({ try: () => parseSetting(text), catch: () => wrongUsage(`--set ${text}: what stands after = cannot be read as YAML`) }),
    (setting) => setting === undefined ? expected() : Effect.succeed(setting)
  )
}

export const load = Effect.fnUntraced(function*(file: string, settings: ReadonlyArray<string> = [], seed?: number): Effect.fn.Return<Scenario, Failure> {
  const path = yield* find(file)
  const source = yield* read(path)
  const decoded = parse(source, yield* Effect.forEach(settings, settingOf), seed)
  if (Result.isSuccess(decoded)) return decoded.success
  return yield* wrongUsage(...decoded.failure.map((complaint) => printComplaint(path, complaint)))
})
