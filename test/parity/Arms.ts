/** One body of tests, two worlds: what it runs at a host runs in the simulated world and in the live one. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { Environment } from "../../src/actors/Environment.ts"
import type { ActorSpec, Network } from "../../src/actors/Network.ts"
import * as Live from "../../src/live/Live.ts"
import * as World from "../../src/sim/World.ts"
import { freePorts } from "./FreePorts.ts"

export interface Arm {
  readonly run: <A, E>(effect: Effect.Effect<A, E, Environment | Scope.Scope>) => Promise<A>
  readonly close: () => Promise<void>
}

export type LayerOf = (spec: ActorSpec) => Layer.Layer<never, unknown, Environment>

export const sim = async (network: Network, layerOf: LayerOf): Promise<Arm> => {
  const world = World.make(network, { seed: 1, layerOf })
  world.startAll()
  world.runUntil(1)
  return { run: async (effect) => world.run("device.test", effect), close: async () => {} }
}

export const live = async (network: Network, layerOf: LayerOf): Promise<Arm> => {
  const dataDir = mkdtempSync(join(tmpdir(), "orrery-live-"))
  const scope = Scope.makeUnsafe()
  const basePort = await freePorts(network.actors.length)
  const environment = await Effect.runPromise(
    Live.serve(network, { dataDir, basePort, layerOf }).pipe(
      Effect.flatMap((serving) => serving.environment("device.test")),
      Effect.provideService(Scope.Scope, scope)
    )
  )
  return {
    run: (effect) => Effect.runPromise(Effect.provideContext(Effect.scoped(effect), environment as Context.Context<Environment>)),
    close: async () => {
      await Effect.runPromise(Scope.close(scope, Exit.void))
      rmSync(dataDir, { recursive: true })
    }
  }
}

export const arms = [["the simulated world", sim], ["the live world", live]] as const
