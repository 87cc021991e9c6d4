/** The network that a scenario's topology stands for, and its links. */
import * as Schema from "effect/Schema"
import { type ActorSpec, ActorSpec as ActorSpecSchema, type Network } from "../../actors/Network.ts"
import type { LinkOptions } from "../network/Link.ts"
import type { Weather } from "./Conditions.ts"
import type { Scenario } from "./Scenario.ts"

export const plcHost = "plc.test"
export const namesHost = "names.test"
/** The domain under which people have handles of their own. */
export const peopleDomain = "people.test"
/** The host of all people's devices. */
export const devicesHost = "devices.test"
export const adminPassword = "admin"

/** `relay.test` for one of a kind, `relay1.test` … for several. PDSes are numbered always. */
const hostsOf = (name: string, count: number, numbered = count > 1): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => numbered ? `${name}${i + 1}.test` : `${name}.test`)

export const pdsHosts = (scenario: Scenario): ReadonlyArray<string> => hostsOf("pds", scenario.topology.pds, true)

const decode = Schema.decodeUnknownSync(ActorSpecSchema)

/** The work factor of password hashing: people in a simulation are not attacked by guessing, and have no time for it. */
const simulatedPasswordCostLog2 = 1

export const network = (scenario: Scenario, world: "simulated" | "live" = "simulated"): Network => {
  const { topology } = scenario
  const pds = pdsHosts(scenario)
  const relays = hostsOf("relay", topology.relays)
  const appViews = hostsOf("appview", topology.appViews)
  const labelers = hostsOf("labeler", topology.labelers)
  const feeds = hostsOf("feeds", topology.feedGenerators)
  const upstream = (i: number): string => relays.length === 0 ? pds[0]! : relays[i % relays.length]!
  const spec = (kind: ActorSpec["kind"], host: string, options: Readonly<Record<string, unknown>>) => decode({ kind, host, options })
  return {
    actors: [
      spec("names", namesHost, { domains: [peopleDomain] }),
      spec("plc", plcHost, {}),
      ...pds.map((host, i) =>
        spec("pds", host, {
          plc: plcHost,
          appView: appViews[i % Math.max(1, appViews.length)] ?? "appview.test",
          ...(labelers.length === 0 ? {} : { labeler: labelers[0] }),
          relays,
          handleDomains: [`.${host}`],
          inviteRequired: topology.inviteRequired,
          adminPassword,
          ...(world === "simulated" ? { passwordCostLog2: simulatedPasswordCostLog2 } : {})
        })),
      ...relays.map((host) => spec("relay", host, { plc: plcHost, crawl: pds, adminPassword })),
      ...labelers.map((host, i) => spec("labeler", host, { plc: plcHost, relay: upstream(i), rules: topology.labelRules, adminPassword })),
      ...feeds.map((host, i) => spec("feedgen", host, { plc: plcHost, relay: upstream(i), feeds: topology.feeds })),
      ...appViews.map((host, i) => spec("appview", host, { plc: plcHost, relay: upstream(i), labelers }))
    ]
  }
}

export const link = ({ latency, loss, resets }: Weather): Partial<LinkOptions> => ({
  latency: latency.distribution === "constant"
    ? { kind: "constant", millis: latency.median }
    : latency.distribution === "pareto"
    // The median of a Pareto distribution is min · 2^(1/shape).
    ? { kind: "pareto", minMillis: latency.median / 2 ** latency.tail, shape: 1 / Math.max(latency.tail, 0.01), capMillis: latency.cap }
    : { kind: "lognormal", medianMillis: latency.median, sigma: latency.tail, capMillis: latency.cap },
  lossProbability: loss,
  resetProbability: resets
})
