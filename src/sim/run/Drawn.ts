/** What a seed drew for a scenario, as a table to print before the run. */
import type { Network } from "../../actors/Network.ts"
import type { Population } from "../population/Population.ts"
import type { Scenario } from "../scenario/Scenario.ts"

export interface Drawn {
  readonly name: string
  readonly value: string
}

/** Three digits: what is rare is not told as never. */
export const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`
const middle = (sorted: ReadonlyArray<number>, share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
const rounded = (n: number): string => String(Math.round(n * 100) / 100)

export const table = (scenario: Scenario, network: Network, population: Population): ReadonlyArray<Drawn> => {
  const { people } = population.society
  const activity = people.map((person) => person.activity).sort((a, b) => a - b)
  const follows = people.map((person) => person.firstFollows).sort((a, b) => a - b)
  const { latency, loss, resets } = scenario.network
  return [
    ...scenario.opened ?? [],
    { name: "hosts", value: network.actors.map(({ host }) => host.replace(/\.test$/, "")).join(", ") },
    ...network.actors.filter(({ kind }) => kind === "pds").map(({ host }) => ({
      name: `people at ${host}`,
      value: String(people.filter((person) => person.pds === host).length)
    })),
    ...scenario.population.kinds.map(({ name }) => ({ name: `people who are ${name}`, value: String(people.filter(({ kind }) => kind === name).length) })),
    { name: "latency", value: `${latency.distribution}, median ${latency.median} ms, tail ${latency.tail}, at most ${latency.cap} ms` },
    { name: "loss of segments", value: percent(loss) },
    { name: "broken connections", value: percent(resets) },
    { name: "people with a domain of their own", value: String(people.filter((person) => person.ownDomain).length) },
    { name: "activity, median and busiest tenth", value: `${rounded(middle(activity, 0.5))}, ${rounded(middle(activity, 0.9))}` },
    { name: "first follows, median and most", value: `${middle(follows, 0.5)}, ${follows.at(-1) ?? 0}` },
    { name: "signatures", value: scenario.keys }
  ]
}
