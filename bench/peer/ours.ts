/**
 * Our PDS as `orrery serve` runs it, with the directory that both PDSes of the
 * bench write to. `node ours.ts <data directory> <base port>`; prints the
 * origins of both when they listen.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { layerOf } from "../../src/actors/Actor.ts"
import { ActorSpec } from "../../src/actors/Network.ts"
import * as Live from "../../src/live/Live.ts"

const [dataDir, basePort] = process.argv.slice(2) as [string, string]
const spec = (kind: ActorSpec["kind"], host: string, options: object): ActorSpec => Schema.decodeUnknownSync(ActorSpec)({ kind, host, options })

const network = {
  actors: [
    spec("names", "names.test", {}),
    spec("plc", "plc.test", {}),
    spec("pds", "pds1.test", { plc: "plc.test", appView: "appview.test", handleDomains: [".test"] })
  ]
}

const program = Effect.scoped(Effect.gen(function*() {
  const { origins } = yield* Live.serve(network, { dataDir, basePort: Number(basePort), layerOf })
  process.stdout.write(`${origins.get("plc.test")} ${origins.get("pds1.test")}\n`)
  yield* Effect.never
}))

await Effect.runPromise(program)
