/** The network that a scenario's topology stands for, and its links. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Hosts } from "../../actors/Hosts.ts"
import type { ConsortiumOptions } from "../../actors/identity/Consortium.ts"
import { listOf } from "../../actors/identity/Directory.ts"
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

/** Where the PLC directory is, and of whom proofs are demanded. */
export interface Directory {
  /** The one, or the operators. */
  readonly plc: string | ReadonlyArray<string>
  /** Of whom everybody demands proofs, and who hears what they signed; none where there is one directory. */
  readonly consortium?: ConsortiumOptions
}

/** The directory that everybody is pointed at when the world begins. */
export const directory = (scenario: Scenario): Directory => scenario.topology.operators === 0 ? { plc: plcHost } : ofOperators(scenario)

/** The directory of the operators, whether they keep it from the beginning or take over. */
export const ofOperators = (scenario: Scenario): Directory => {
  const operators = operatorHosts(scenario)
  return { plc: operators, consortium: { operators, auditors: auditorHosts(scenario) } }
}

/** Where a device looks for the directory. */
export const originsOf = ({ plc }: Directory): Effect.Effect<ReadonlyArray<string>, never, Hosts> =>
  Effect.map(Hosts, ({ originOf }) => listOf(plc).map(originOf))

const auditorHosts = (scenario: Scenario): ReadonlyArray<string> => hostsOf("auditor", scenario.topology.auditors)

/** The operators that keep the PLC log together, or will; none where there is one directory. */
export const operatorHosts = ({ topology }: Scenario): ReadonlyArray<string> => hostsOf("plc", topology.operators + topology.successors, true)

export const pdsHosts = (scenario: Scenario): ReadonlyArray<string> => hostsOf("pds", scenario.topology.pds, true)

export const appViewHosts = (scenario: Scenario): ReadonlyArray<string> => hostsOf("appview", scenario.topology.appViews)

const decode = Schema.decodeUnknownSync(ActorSpecSchema)

/** Days of a scenario are long, and a directory's hours quiet. */
const mirrorPollMillis = 60_000

/**
 * The work factor of password hashing: people in a simulation are not attacked
 * by guessing, and have no time for it.
 */
const simulatedPasswordCostLog2 = 1

/** An actor to be: its options are not decoded yet. */
export interface Blueprint {
  readonly kind: ActorSpec["kind"]
  readonly host: string
  readonly options: Readonly<Record<string, unknown>>
}

export const network = (scenario: Scenario, world: "simulated" | "live" = "simulated", pointedAt = directory(scenario)): Network => ({
  actors: blueprints(scenario, world, pointedAt).map((each) => decode(each))
})

export const blueprints = (
  scenario: Scenario,
  world: "simulated" | "live" = "simulated",
  { consortium, plc } = directory(scenario)
): ReadonlyArray<Blueprint> => {
  const { topology } = scenario
  const pds = pdsHosts(scenario)
  const relays = hostsOf("relay", topology.relays)
  const appViews = appViewHosts(scenario)
  const labelers = hostsOf("labeler", topology.labelers)
  const feeds = hostsOf("feeds", topology.feedGenerators)
  const operators = operatorHosts(scenario)
  const auditors = auditorHosts(scenario)
  const proofs = consortium === undefined ? {} : { consortium }
  const founding = { founders: operators, adminPassword, ...(topology.successors === 0 ? {} : { inherits: { from: plcHost, waits: true, pollMillis: mirrorPollMillis } }) }
  const upstream = (i: number): string => relays.length === 0 ? pds[0]! : relays[i % relays.length]!
  const own = new Map(topology.hosts.map(({ host, options }) => [host, options]))
  const spec = (kind: ActorSpec["kind"], host: string, options: Blueprint["options"]): Blueprint =>
    ({ kind, host, options: { ...options, ...own.get(host) } })
  return [
    spec("names", namesHost, { domains: [peopleDomain], adminPassword }),
    ...(topology.operators === 0 ? [spec("plc", plcHost, {})] : []),
    ...operators.map((host) => spec("operator", host, founding)),
    ...pds.map((host, i) =>
      spec("pds", host, {
        plc,
        ...proofs,
        appView: appViews[i % Math.max(1, appViews.length)] ?? "appview.test",
        ...(labelers.length === 0 ? {} : { labeler: labelers[0] }),
        relays,
        handleDomains: [`.${host}`],
        inviteRequired: topology.inviteRequired,
        quota: topology.quota,
        adminPassword,
        ...(world === "simulated" ? { passwordCostLog2: simulatedPasswordCostLog2 } : {})
      })),
    ...relays.map((host) => spec("relay", host, { plc, ...proofs, crawl: pds, adminPassword })),
    ...labelers.map((host, i) => spec("labeler", host, { plc, ...proofs, relay: upstream(i), rules: topology.labelRules, adminPassword })),
    ...feeds.map((host, i) => spec("feedgen", host, { plc, ...proofs, relay: upstream(i), feeds: topology.feeds })),
    // As in the network at large: what a relay has verified is not verified again, but its chain is.
    ...appViews.map((host, i) =>
      spec("appview", host, { plc, ...proofs, relay: upstream(i), labelers, verifyCommits: relays.length === 0 })),
    ...hostsOf("keys", topology.keyManagers).map((host) =>
      spec("keymanager", host, {
        plc,
        ...proofs,
        adminPassword,
        // A scenario's network keeps nobody's real keys.
        sealingSecret: `sealing secret of ${host}`,
        ...(world === "simulated" ? { passphraseCostLog2: simulatedPasswordCostLog2 } : {})
      })),
    ...auditors.map((host) => spec("auditor", host, { operators, auditors }))
  ]
}

const latency = ({ cap, distribution, median, tail }: Weather["latency"]): LinkOptions["latency"] => {
  switch (distribution) {
    case "constant":
      return { kind: "constant", millis: median }
    case "pareto":
      // The median of a Pareto distribution is min · 2^(1/shape).
      return { kind: "pareto", minMillis: median / 2 ** tail, shape: 1 / Math.max(tail, 0.01), capMillis: cap }
    case "lognormal":
      return { kind: "lognormal", medianMillis: median, sigma: tail, capMillis: cap }
  }
}

/** No link is faster: what is not clogged any more. */
const unlimitedBytesPerSecond = Number.MAX_SAFE_INTEGER

/** The link between two hosts when nothing is wrong; without hosts, of all that have none of their own. */
export const link = (weather: Weather, ...hosts: readonly [string, string] | readonly []): Partial<LinkOptions> => {
  const own = weather.links.find(({ between: [a, b] }) => (a === hosts[0] && b === hosts[1]) || (a === hosts[1] && b === hosts[0]))
  return {
    latency: latency(own?.latency ?? weather.latency),
    lossProbability: own?.loss ?? weather.loss,
    resetProbability: own?.resets ?? weather.resets,
    ...(hosts.length === 0 ? {} : { bytesPerSecond: own?.bytesPerSecond ?? unlimitedBytesPerSecond })
  }
}
