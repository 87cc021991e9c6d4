/**
 * Our PDS as `orrery serve` runs it, or the directory that both PDSes of the
 * bench write to. `node ours.ts <data directory> <base port> <host>…`; prints
 * the origin of the last host when they listen.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { layerOf } from "../../src/actors/Actor.ts"
import { ActorSpec } from "../../src/actors/Network.ts"
import * as Live from "../../src/live/Live.ts"

const [dataDir, basePort, ...only] = process.argv.slice(2) as [string, string, ...Array<string>]
const spec = (kind: ActorSpec["kind"], host: string, options: object): ActorSpec => Schema.decodeUnknownSync(ActorSpec)({ kind, host, options })

const network = {
  actors: [
    spec("names", "names.test", {}),
    spec("plc", "plc.test", {}),
    spec("pds", "pds1.test", { plc: "plc.test", appView: "appview.test", handleDomains: [".test"] })
  ]
}

const program = Effect.scoped(Effect.gen(function*() {
  const { origins } = yield* Live.serve(network, { dataDir, basePort: Number(basePort), only, layerOf })
  process.stdout.write(`${origins.get(only.at(-1)!)}\n`)
  yield* Effect.never
}))

await Effect.runPromise(program)
