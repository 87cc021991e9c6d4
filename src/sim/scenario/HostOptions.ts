/**
 * What is wrong with `topology.hosts`: hosts that are none of the scenario's,
 * options that their actors do not know.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { ActorSpec } from "../../actors/Network.ts"
import { type Blueprint, blueprints } from "./Build.ts"
import type { StrangeName } from "./Names.ts"
import type { Scenario } from "./Scenario.ts"
import { expectedOf } from "./Expected.ts"
import { nearest } from "./Suggest.ts"

const decode = Schema.decodeUnknownResult(ActorSpec)
const format = SchemaIssue.makeFormatterStandardSchemaV1()

const optionNames = (kind: Blueprint["kind"]): ReadonlyArray<string> =>
  ActorSpec.members.flatMap(({ fields }) => fields.kind.literal === kind ? Object.keys(fields.options.fields) : [])

const valueAt = (value: unknown, [key, ...rest]: ReadonlyArray<string | number>): unknown =>
  key === undefined ? value : valueAt((value as Readonly<Record<string | number, unknown>> | null | undefined)?.[key], rest)

const strangeIn = ({ kind, ...spec }: Blueprint, index: number): ReadonlyArray<StrangeName> => {
  const decoded = decode({ kind, ...spec }, { errors: "all", onExcessProperty: "error" })
  if (Result.isSuccess(decoded)) return []
  return format(decoded.failure.issue).issues.map(({ message, path: parts = [] }) => {
    const inside = parts.map((part) => typeof part === "object" ? part.key : part).map((part) => typeof part === "number" ? part : String(part))
    const path = ["topology", "hosts", index, ...inside]
    if (!/no excess property/.test(message)) {
      return {
        path,
        found: JSON.stringify(valueAt(spec, inside)) ?? "nothing",
        expected: expectedOf(message),
        suggestion: undefined
      }
    }
    const name = String(inside.at(-1))
    const known = inside.length === 2 ? optionNames(kind) : []
    return {
      path,
      found: `the unknown option "${name}"`,
      expected: known.length === 0 ? "no key here" : `one of ${known.join(", ")}`,
      suggestion: nearest(name, known)
    }
  })
}

export const strangeOptions = (scenario: Scenario): ReadonlyArray<StrangeName> => {
  const specs = blueprints(scenario)
  const names = specs.map(({ host }) => host)
  return scenario.topology.hosts.flatMap(({ host }, i) => {
    const spec = specs.find((each) => each.host === host)
    return spec !== undefined ? strangeIn(spec, i) : [{
      path: ["topology", "hosts", i, "host"],
      found: `the unknown host "${host}"`,
      expected: `one of ${names.join(", ")}`,
      suggestion: nearest(host, names)
    }]
  })
}
