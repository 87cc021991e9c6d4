/**
 * A scenario set up: the world with its actors, its people and its faults in
 * the heap. From here on it moves by itself; whoever watches only steps it.
 */
import type { ActorSpec, Network } from "../../actors/Network.ts"
import * as Happenings from "../happenings/All.ts"
import { Streams } from "../kernel/Stream.ts"
import type { Interpose } from "../network/Interpose.ts"
import { Population, type PopulationHooks } from "../population/Population.ts"
import * as Build from "../scenario/Build.ts"
import type { Scenario } from "../scenario/Scenario.ts"
import { type ActorLayer, World } from "../World.ts"
import * as Faults from "./Faults.ts"

/** The host from which the oracles ask their last questions. */
export const observerHost = "observer.test"

export interface StageOptions {
  readonly scenario: Scenario
  readonly seed: number
  readonly layerOf: (spec: ActorSpec) => ActorLayer
  readonly interpose?: Interpose
  readonly hooks?: PopulationHooks
}

export interface Stage {
  readonly network: Network
  readonly world: World
  readonly population: Population
  readonly faults: ReadonlyArray<Faults.FaultRecord>
}

const nobody: PopulationHooks = { onTimeline: () => {} }

export const set = ({ hooks, interpose, layerOf, scenario, seed }: StageOptions): Stage => {
  const network = Build.network(scenario)
  const world = World.make(network, {
    seed,
    layerOf,
    link: Build.link(scenario.network),
    keys: scenario.keys,
    ...(interpose === undefined ? {} : { interpose })
  })
  const calmLink = (a: string, b: string) => Build.link(scenario.network, a, b)
  for (const { between: [a, b] } of scenario.network.links) {
    world.setLink(a, b, calmLink(a, b))
    world.setLink(b, a, calmLink(a, b))
  }
  const everybody = () => [...new Set([...world.hosts().map(({ host }) => host), Build.devicesHost])]
  const population = new Population(world, scenario, seed, hooks ?? nobody)
  world.startAll()
  population.start()
  const streams = Streams(seed)
  const whereabouts = { directory: Build.directory(scenario), sinceMillis: 0 }
  const scene = { world, scenario, network, population, whereabouts, chance: (label: string) => streams.fork(`happening ${label}`) }
  for (const said of scenario.timeline) Happenings.schedule(said, scene)
  const faults = Faults.schedule(world, scenario.faults, { link: calmLink, everybody })
  return { network, world, population, faults }
}
