/**
 * A scenario file as a value, or all that is wrong with it: each complaint
 * names line and path, what was found, what was expected, and the near word.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Yaml from "effect/encoding/Yaml"
import { Streams } from "../kernel/Stream.ts"
import { expectedOf } from "./Expected.ts"
import { locate } from "./Locate.ts"
import * as Open from "./Open.ts"
import { Scenario } from "./Scenario.ts"
import { strangeNames } from "./Names.ts"
import { keysAt, literalsAt, titleAt } from "./Shape.ts"
import { nearest } from "./Suggest.ts"

export interface Complaint {
  readonly line: number
  readonly column: number
  /** The mistake came by a setting, so line and column say nothing. */
  readonly bySetting: boolean
  /** `population.accounts`, `faults[0].at`; empty for the document. */
  readonly path: string
  readonly found: string
  readonly expected: string
  readonly suggestion: string | undefined
}

/** `population.accounts=500`, as `--set` takes it. */
export interface Setting {
  readonly path: ReadonlyArray<string | number>
  readonly value: unknown
}

const printPath = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>((text, part) => typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`, "")

const valueAt = (document: unknown, path: ReadonlyArray<PropertyKey>): unknown =>
  path.reduce<unknown>(
    (value, part) => typeof value === "object" && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[part] : undefined,
    document
  )

const show = (value: unknown): string => {
  if (value === undefined) return "nothing"
  // JSON has no word for these.
  if (typeof value === "number" && !Number.isFinite(value)) return Number.isNaN(value) ? "no number" : "a number beyond all bounds"
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** More than these are not listed where a near word is. */
const fewChoices = 24

const oneOf = (choices: ReadonlyArray<string>, suggestion: string | undefined): string =>
  suggestion !== undefined && choices.length > fewChoices ? `one of ${choices.length} that docs/scenario.schema.json lists` : `one of ${choices.join(", ")}`

/** By its first of these keys a member of a union is told. */
const tags = ["kind", "what"]

const complaint = (source: string, document: unknown, path: ReadonlyArray<PropertyKey>, message: string): Complaint => {
  const parent = path.slice(0, -1)
  const last = path[path.length - 1]
  const base = { path: printPath(path), bySetting: false }
  if (/no excess property/.test(message)) {
    const known = keysAt(parent)
    return {
      ...base,
      ...locate(source, path),
      found: `the unknown key "${String(last)}"`,
      expected: known.length === 0 ? "no key here" : `one of ${known.join(", ")}`,
      suggestion: nearest(String(last), known)
    }
  }
  if (/Missing key/.test(message)) {
    return { ...base, ...locate(source, parent), found: "nothing", expected: `the key "${String(last)}"`, suggestion: undefined }
  }
  const value = valueAt(document, path)
  if (path.length === 0) return { ...base, line: 1, column: 1, found: value == null ? "nothing" : show(value), expected: "a scenario: name, description, duration, population", suggestion: undefined }
  const literals = literalsAt(path)
  const tag = typeof value === "object" && value !== null ? tags.find((key) => key in value) : undefined
  const choices = tag === undefined ? [] : literalsAt([...path, tag])
  if (tag !== undefined && choices.length > 0) {
    const given = String((value as Readonly<Record<string, unknown>>)[tag])
    return {
      ...base,
      path: printPath([...path, tag]),
      ...locate(source, [...path, tag]),
      found: JSON.stringify(given),
      expected: `one of ${choices.join(", ")}`,
      suggestion: nearest(given, choices)
    }
  }
  const untold = tags.find((key) => literalsAt([...path, key]).length > 0)
  if (untold !== undefined) {
    return { ...base, ...locate(source, path), found: show(value), expected: `the key "${untold}", one of ${literalsAt([...path, untold]).join(", ")}`, suggestion: undefined }
  }
  const suggestion = typeof value === "string" ? nearest(value, literals) : undefined
  return {
    ...base,
    ...locate(source, path),
    found: show(value),
    expected: (literals.length > 0 ? oneOf(literals, suggestion) : titleAt(path) ?? expectedOf(message))
      + (typeof value === "string" && value.includes("..") && !Open.shut.has(String(path[0])) ? ", or two of one kind as a range from low to high" : ""),
    suggestion
  }
}

const standardFormatter = SchemaIssue.makeFormatterStandardSchemaV1()

const assign = (target: unknown, path: ReadonlyArray<string | number>, value: unknown): unknown => {
  const [part, ...rest] = path
  if (part === undefined) return value
  if (typeof part === "number") {
    const items = Array.isArray(target) ? [...target] : []
    items[part] = assign(items[part], rest, value)
    return items
  }
  const object = typeof target === "object" && target !== null && !Array.isArray(target) ? target as Readonly<Record<string, unknown>> : {}
  return { ...object, [part]: assign(object[part], rest, value) }
}

/** An item that would stand beyond the end of its list, as the complaint about it. */
const beyond = (target: unknown, { path }: Setting): Complaint | undefined => {
  for (const [i, part] of path.entries()) {
    const list = valueAt(target, path.slice(0, i))
    const length = Array.isArray(list) ? list.length : 0
    if (typeof part !== "number" || part <= length) continue
    const next = printPath([...path.slice(0, i), length])
    return { line: 1, column: 1, bySetting: true, path: printPath(path), found: `a place beyond the end of a list of ${length}`, expected: `${next} at most, which adds to it`, suggestion: undefined }
  }
  return undefined
}

/** The document with all settings put in, one after the other. */
const withSettings = (written: unknown, settings: ReadonlyArray<Setting>): Result.Result<unknown, ReadonlyArray<Complaint>> => {
  let document = written
  for (const setting of settings) {
    const complaint = beyond(document, setting)
    if (complaint !== undefined) return Result.fail([complaint])
    document = assign(document, setting.path, setting.value)
  }
  return Result.succeed(document)
}

/** Of several complaints about one place, the last: it knows the bounds, too. */
const oneEach = (complaints: ReadonlyArray<Complaint>): ReadonlyArray<Complaint> => [...new Map(complaints.map((each) => [`${each.path} ${each.found}`, each])).values()]

/** Reads `a.b[0].c=value`; the value is YAML. Undefined if it is not of that form. */
export const parseSetting = (text: string): Setting | undefined => {
  const match = /^([A-Za-z]\w*(?:\.[A-Za-z]\w*|\[\d+\])*)=(.*)$/s.exec(text)
  if (match === null) return undefined
  const path = [...match[1]!.matchAll(/([A-Za-z]\w*)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index))
  return { path, value: Yaml.parse(match[2]!) }
}

/** The line with which a text stops being YAML: some of the parser's errors do not say. */
const breakingLine = (source: string): number => {
  const lines = source.split("\n")
  const isYaml = (text: string): boolean => {
    try {
      Yaml.parse(text)
      return true
    } catch {
      return false
    }
  }
  for (let n = lines.length - 1; n > 0; n--) if (isYaml(lines.slice(0, n).join("\n"))) return n + 1
  return 1
}

const yamlOf = (source: string): Result.Result<unknown, ReadonlyArray<Complaint>> => {
  try {
    return Result.succeed(Yaml.parse(source))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const line = Number(/ at line (\d+)$/.exec(message)?.[1] ?? breakingLine(source))
    return Result.fail([{ line, column: 1, bySetting: false, path: "", found: `what cannot be read (${message.replace(/ at (?:line|flow offset) \d+$/, "")})`, expected: "YAML", suggestion: undefined }])
  }
}

const startsWith = (path: ReadonlyArray<PropertyKey>, start: ReadonlyArray<PropertyKey>): boolean => start.every((part, i) => path[i] === part)

/** `seed` draws what is left open; in want of one, the scenario's own. */
export const parse = (source: string, settings: ReadonlyArray<Setting> = [], seed?: number): Result.Result<Scenario, ReadonlyArray<Complaint>> =>
  Result.flatMap(Result.flatMap(yamlOf(source), (written) => withSettings(written, settings)), (open) => {
    const blame = (path: ReadonlyArray<PropertyKey>, complaint: Complaint): Complaint => ({
      ...complaint,
      bySetting: settings.some((setting) => startsWith(path, setting.path) || startsWith(setting.path, path) && path.length > 0)
    })
    const decode = (choose: Open.Choose): Result.Result<Scenario, ReadonlyArray<Complaint>> => {
      const { closed, document } = Open.close(open, choose)
      const decoded = Schema.decodeUnknownResult(Scenario)(document, { errors: "all", onExcessProperty: "error" })
      if (Result.isFailure(decoded)) {
        return Result.fail(oneEach(standardFormatter(decoded.failure.issue).issues.map((issue) => {
          const path = (issue.path ?? []).map((part) => typeof part === "object" ? part.key : part)
          return blame(path, complaint(source, document, path, issue.message))
        })))
      }
      const strange = strangeNames(decoded.success).map(({ path, ...rest }) =>
        blame(path, { ...rest, ...locate(source, path), path: printPath(path), bySetting: false }))
      if (strange.length > 0) return Result.fail(strange)
      const opened = closed.map(({ path, value, written }) => ({ name: printPath(path), value: `${value} (${written})` }))
      return Result.succeed(opened.length === 0 ? decoded.success : { ...decoded.success, opened })
    }
    // A file must not be right under one seed and wrong under another: its corners are looked at first.
    const [lowest, ...others] = Open.corners(open)
    return Result.flatMap(
      others.reduce((before, corner) => Result.flatMap(before, () => decode(corner)), decode(lowest!)),
      (scenario) => decode(Open.bySeed(Streams(seed ?? scenario.seed).fork("scenario")))
    )
  })

/** `town.yaml:12:3: population.acounts: found …, expected …. Did you mean "accounts"?` */
export const printComplaint = (file: string, { bySetting, column, expected, found, line, path, suggestion }: Complaint): string =>
  `${bySetting ? "--set" : `${file}:${line}:${column}:`} ${path === "" ? "" : `${path}: `}found ${found}, expected ${expected}.`
  + (suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`)
