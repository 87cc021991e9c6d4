/** What the Schema alone cannot see: that the names in a scenario are names of this scenario. */
import { devicesHost, network } from "./Build.ts"
import type { Scenario } from "./Scenario.ts"
import { nearest } from "./Suggest.ts"

export interface StrangeName {
  readonly path: ReadonlyArray<string | number>
  readonly found: string
  readonly expected: string
  readonly suggestion: string | undefined
}

export const strangeNames = (scenario: Scenario): ReadonlyArray<StrangeName> => {
  const actors = network(scenario).actors.map(({ host }) => host)
  const known = (name: string, hosts: ReadonlyArray<string>, ...path: ReadonlyArray<string | number>): ReadonlyArray<StrangeName> =>
    hosts.includes(name) ? [] : [{
      path,
      found: `the unknown host "${name}"`,
      expected: `one of ${hosts.join(", ")}`,
      suggestion: nearest(name, hosts)
    }]
  const ofFaults = scenario.faults.flatMap((fault, i) => {
    switch (fault.kind) {
      case "crash":
        return known(fault.target, actors, "faults", i, "target")
      case "partition":
        return fault.between.flatMap((host) => known(host, [...actors, devicesHost], "faults", i, "between"))
      default:
        return []
    }
  })
  const moves = scenario.timeline.findIndex(({ what }) => what === "move")
  const nowhere = moves < 0 || scenario.topology.pds > 1 ? [] : [{
    path: ["timeline", moves, "what"],
    found: "a move where there is one PDS",
    expected: "topology.pds of 2 or more",
    suggestion: undefined
  }]
  return [...ofFaults, ...nowhere]
}
