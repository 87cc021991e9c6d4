/** A whole network of real actors, as a scenario makes it, and people in it who have names of their own. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as Registrar from "../../../src/actors/client/Registrar.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { Scenario } from "../../../src/sim/scenario/Scenario.ts"
import { World } from "../../../src/sim/World.ts"

const hourMillis = 3_600_000

export const make = (topology: object) => {
  const scenario = Schema.decodeUnknownSync(Scenario)({
    name: "network", description: "A whole network.", duration: "1h", topology, population: { accounts: 0 }
  })
  const world = World.make(Build.network(scenario), { seed: 1, layerOf })
  const observations: Array<Observation> = []
  world.observe((observation) => observations.push(observation))
  world.startAll()
  world.runUntil(2_000)
  return {
    world,
    /** Where the directory is, and of whom proofs are demanded. */
    directory: Build.directory(scenario),
    observations,
    run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect, 4 * hourMillis),
    settle: (millis = 10_000) => world.runUntil(world.now + millis),
    defects: () => observations.filter(({ _tag }) => _tag === "Defect")
  }
}

export type Town = ReturnType<typeof make>

/** Signs up at a PDS, under a name that says nothing of it. */
export const join = Effect.fnUntraced(function*(name: string, pds: string) {
  const session = yield* Session.signUp(`https://${pds}`, { handle: `${name}.${pds}`, email: `${name}@mail.test`, password: `${name}'s password` })
  const handle = `${name}.${Build.peopleDomain}`
  const registrar = yield* Registrar.make(`https://${Build.namesHost}`, `${name}-token`)
  yield* registrar.pointTxt(handle, [session.did])
  yield* session.procedure("com.atproto.identity.updateHandle", { input: { handle } })
  session.handle = handle
  return session
})
