/**
 * What the Schema alone cannot see: that the names in a scenario are names of
 * this scenario, and its shares make a whole.
 */
import { complaints } from "../happenings/All.ts"
import { devicesHost, network } from "./Build.ts"
import { strangeOptions } from "./HostOptions.ts"
import type { Scenario } from "./Scenario.ts"
import { nearest } from "./Suggest.ts"

export interface StrangeName {
  readonly path: ReadonlyArray<string | number>
  readonly found: string
  readonly expected: string
  readonly suggestion: string | undefined
}

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, n) => total + n, 0)

export const strangeNames = (scenario: Scenario): ReadonlyArray<StrangeName> => {
  // Without these the network cannot be built, nor its names be known.
  const ofHosts = strangeOptions(scenario)
  if (ofHosts.length > 0) return ofHosts
  const actors = network(scenario).actors.map(({ host }) => host)
  const ends = [...actors, devicesHost]
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
      case "restart":
      case "clock":
      case "disk":
        return known(fault.target, actors, "faults", i, "target")
      case "restore":
        return [
          ...known(fault.target, actors, "faults", i, "target"),
          ...(fault.backup < fault.at ? [] : [{
            path: ["faults", i, "backup"],
            found: "a backup that is taken after the disk was lost",
            expected: "a time before `at`",
            suggestion: undefined
          }])
        ]
      case "partition":
      case "clog":
        return fault.between.flatMap((host) => known(host, ends, "faults", i, "between"))
      case "storm":
        return []
    }
  })
  const ofLinks = scenario.network.links.flatMap(({ between }, i) => between.flatMap((host) => known(host, ends, "network", "links", i, "between")))
  const { homes, kinds } = scenario.population
  const ofHomes = homes === undefined || (homes.length === scenario.topology.pds && Math.abs(sum(homes) - 1) < 0.001) ? [] : [{
    path: ["population", "homes"],
    found: `${homes.length} shares that sum to ${Math.round(sum(homes) * 100)} %`,
    expected: `${scenario.topology.pds}, one for each PDS, that sum to 100 %`,
    suggestion: undefined
  }]
  const ofKinds = sum(kinds.map(({ share }) => share)) < 1.001 ? [] : [{
    path: ["population", "kinds"],
    found: "shares that sum to more than 100 %",
    expected: "100 % at most",
    suggestion: undefined
  }]
  const forks = scenario.topology.hosts.filter(({ options }) => (options["conduct"] as { readonly kind?: unknown } | undefined)?.kind === "fork").length
  // Whoever can come to rest shall.
  const ofRest = scenario.rest === "quiet" || forks > Math.max(0, Math.floor((scenario.topology.operators - 1) / 3)) ? [] : [{
    path: ["rest"],
    found: "a network that can come to rest, and need not",
    expected: "more operators of conduct `fork` than the consortium tolerates, or `quiet`",
    suggestion: undefined
  }]
  const ofSuccessors = scenario.topology.operators === 0 || scenario.topology.successors === 0 ? [] : [{
    path: ["topology", "successors"],
    found: "successors of a directory that is not there",
    expected: "`operators: 0`, for they succeed the one directory",
    suggestion: undefined
  }]
  const ofTimeline = scenario.timeline.flatMap((said, i) => complaints(said, scenario, ["timeline", i]))
  return [...ofFaults, ...ofLinks, ...ofHomes, ...ofKinds, ...ofRest, ...ofSuccessors, ...ofTimeline]
}
