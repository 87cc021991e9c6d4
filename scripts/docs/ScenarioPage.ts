/** `docs/scenarios.md`: the scenario's shape as tables a person can read, section by section. */
import { scenarioShape, type Shape } from "../../src/sim/scenario/Shape.ts"

/** The smallest scenario that shows the form. A test decodes it. */
export const example = `# yaml-language-server: $schema=../docs/scenario.schema.json
name: outage-at-noon
description: A PDS loses power for a minute while twenty people talk.
seed: 3
duration: 10m
topology:
  pds: 2
population:
  accounts: 20
  habits:
    post: 12
    like: 20
network:
  latency:
    median: 30ms
  loss: 1%
faults:
  - kind: crash
    target: pds1.test
    at: 4m
    for: 1m
expect:
  minRecords: 100
`

interface Section {
  readonly path: string
  readonly shape: Shape
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")

const isObject = (shape: Shape): boolean => shape.properties !== undefined

/** The members of an array of tagged objects, such as the faults. */
const members = (shape: Shape): ReadonlyArray<Shape> => (shape.items?.anyOf ?? (shape.items === undefined ? [] : [shape.items])).filter(isObject)

const tagOf = (member: Shape): readonly [key: string, value: string, description: string] | undefined => {
  for (const [key, { description, enum: literals }] of Object.entries(member.properties ?? {})) {
    if (literals?.length === 1) return [key, String(literals[0]), description ?? ""]
  }
  return undefined
}

const anchor = (path: string): string => path.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-")

const typeOf = (path: string, shape: Shape): string => {
  if (shape.additionalProperties === true) return "options by name"
  if (isObject(shape)) return `[section](#${anchor(path)})`
  if (members(shape).length > 0) return `list, [section](#${anchor(path)})`
  if (shape.enum !== undefined) return shape.enum.map((literal) => `\`${String(literal)}\``).join(", ")
  if (shape.prefixItems !== undefined) return `list of ${shape.prefixItems.length}`
  if (shape.items !== undefined) return "list"
  const alternatives = shape.anyOf ?? [shape]
  return [...new Set(alternatives.map(({ title, type }) => title ?? (type === "integer" ? "a whole number" : type === "boolean" ? "`true` or `false`" : type === "number" ? "a number" : "text")))].join("; or ")
}

const defaultOf = (parent: Shape, key: string, shape: Shape): string => {
  if (parent.required?.includes(key)) return "**required**"
  if (isObject(shape) || shape.default === undefined) return ""
  return `\`${typeof shape.default === "string" ? shape.default : JSON.stringify(shape.default)}\``
}

const table = (path: string, shape: Shape, skip?: string): string => {
  const rows = Object.entries(shape.properties ?? {}).filter(([key]) => key !== skip).map(([key, child]) =>
    `| \`${key}\` | ${cell(child.description ?? "")} | ${cell(typeOf(path === "" ? key : `${path}.${key}`, child))} | ${cell(defaultOf(shape, key, child))} |`
  )
  return ["| key | meaning | value | default |", "|---|---|---|---|", ...rows, ""].join("\n")
}

const sections = (path: string, shape: Shape): ReadonlyArray<Section> =>
  Object.entries(shape.properties ?? {}).flatMap(([key, child]) => {
    const childPath = path === "" ? key : `${path}.${key}`
    if (child.additionalProperties === true) return []
    if (isObject(child)) return [{ path: childPath, shape: child }, ...sections(childPath, child)]
    const items = members(child)
    if (items.length === 0) return []
    return [{ path: childPath, shape: child }, ...items.filter((item) => tagOf(item) === undefined).flatMap((item) => sections(`${childPath}[]`, item))]
  })

const section = ({ path, shape }: Section): string => {
  const head = `## \`${path}\`\n\n${shape.description ?? ""}\n`
  if (isObject(shape)) return `${head}\n${table(path, shape)}`
  const parts = members(shape).map((member) => {
    const tag = tagOf(member)
    return tag === undefined
      ? `Each item:\n\n${table(`${path}[]`, member)}`
      : `### \`${tag[0]}: ${tag[1]}\`\n\n${tag[2]}\n\n${table(path, member, tag[0])}`
  })
  return `${head}\n${parts.join("\n")}`
}

export const render = (): string =>
  [
    "# Scenario files",
    "",
    "<!-- Generated from the Schema in src/sim/scenario by `npm run docs`. -->",
    "",
    "A scenario is a YAML file that says who is there, what they do, and what goes wrong. Whatever it leaves out has a default;",
    "what it leaves to chance is drawn from the seed, and printed before the run.",
    "",
    "```yaml",
    example.trimEnd(),
    "```",
    "",
    "- `orrery run FILE` runs it; `--seed N` takes another seed, `--set path=value` changes any key: `--set population.accounts=500`, `--set faults[0].at=2m`.",
    "- A wrong file is refused with every mistake in it: line, path, what was found, what was expected, and the word that was probably meant.",
    "- The first line of the example gives editors with a YAML language server completion and checks, from [`scenario.schema.json`](scenario.schema.json).",
    "- Durations are written `250ms`, `90s`, `5m`, `1h30m`, `7d`; shares `5%` or `0.05`. Times count from the beginning of the run.",
    "- What the seed shall decide is written as a range, `at: 4m..20m`, `loss: 0%..3%`, `pds: 2..5`, or as a choice, `target: any of pds1.test, pds2.test` (in quotes within `[…]` or `{…}`). Each is drawn from a stream of its own, printed before the run, and every corner of what may be drawn must be right.",
    "- Hosts that faults and links may name: `names.test` and `plc.test` are always there; PDSes are `pds1.test`, `pds2.test` …; one of a kind is `relay.test`, `appview.test`, `labeler.test`, `feeds.test`, `auditor.test` or `keys.test`, several are `relay1.test`, `relay2.test` …; people's devices, all together, are `devices.test`, for links and cuts.",
    "- A run passes when every invariant was checked and held, every fault fired, and what `expect` names came true: a small or short scenario gives some invariants no occasion, and says with `expect.unchecked` which.",
    "",
    "## The file",
    "",
    table("", scenarioShape),
    ...sections("", scenarioShape).map(section)
  ].join("\n").trimEnd() + "\n"
