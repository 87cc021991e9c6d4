/** What a scenario's timeline says, as a report shows it. */
import type { Bound } from "../report/ReportData.ts"
import type { Scenario } from "../scenario/Scenario.ts"

type Said = Scenario["timeline"][number]

/** How long all of it takes to begin, or lasts, in milliseconds. */
const lasting = (said: Said): number | undefined => "within" in said ? said.within : "for" in said ? said.for : undefined

export const of = (said: Said): Bound => {
  const { at, what, ...rest } = said
  const lastsMillis = lasting(said)
  return {
    what,
    detail: Object.values(rest).filter((value) => typeof value === "string").join(", "),
    at,
    ...(lastsMillis === undefined ? {} : { until: at + lastsMillis })
  }
}
