/** Declares one body of tests for both worlds; and what most of these bodies begin with. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { afterAll, beforeAll, describe } from "vitest"
import * as Session from "../../src/actors/client/Session.ts"
import { Hosts } from "../../src/actors/Hosts.ts"
import type { Network } from "../../src/actors/Network.ts"
import { PdsOptions } from "../../src/actors/pds/Options.ts"
import { type Arm, arms, type LayerOf } from "./Arms.ts"

/** Each world has a network of its own, for all of its tests. */
export const inBothWorlds = (network: Network, layerOf: LayerOf, tests: (arm: Pick<Arm, "run">) => void): void => {
  for (const [name, make] of arms) {
    describe(name, () => {
      let arm: Arm
      beforeAll(async () => {
        arm = await make(network, layerOf)
      })
      afterAll(() => arm.close())
      tests({ run: (effect) => arm.run(effect) })
    })
  }
}

/** A PDS that hashes passwords in no time, with the directory at plc.test. */
export const pds = (host: string, options: Partial<typeof PdsOptions.Encoded> = {}): Network["actors"][number] => ({
  kind: "pds",
  host,
  options: Schema.decodeUnknownSync(PdsOptions)({ plc: "plc.test", appView: "appview.test", passwordCostLog2: 1, ...options })
})

export const signUp = (name: string, host = "pds1.test") =>
  Effect.flatMap(Hosts, (hosts) =>
    Session.signUp(hosts.originOf(host), { handle: `${name}.${host}`, email: `${name}@mail.test`, password: `${name}'s password` }))
