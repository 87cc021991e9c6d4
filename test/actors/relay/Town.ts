/** A town of real actors: names, a directory, two PDSes, a relay, a labeler and a feed generator. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import { layerOf } from "../../../src/actors/Actor.ts"
import { ActorSpec } from "../../../src/actors/Network.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as World from "../../../src/sim/World.ts"
import * as PdsTown from "../pds/Town.ts"

export const { createPost, credentials, listen, signUp } = PdsTown

export interface TownOptions extends Partial<World.WorldOptions> {
  readonly relay?: object
  readonly labeler?: object
  readonly feeds?: ReadonlyArray<object>
}

const spec = (kind: ActorSpec["kind"], host: string, options: object): ActorSpec => Schema.decodeUnknownSync(ActorSpec)({ kind, host, options })

export const make = ({ feeds, labeler, relay, ...options }: TownOptions = {}) => {
  const pds = { plc: "plc.test", appView: "appview.test", labeler: "labeler.test", relays: ["relay.test"], passwordCostLog2: 1 }
  const actors = [
    spec("names", "names.test", { domains: ["people.test"] }),
    spec("plc", "plc.test", {}),
    spec("pds", "pds1.test", { ...pds, handleDomains: [".pds1.test"] }),
    spec("pds", "pds2.test", { ...pds, handleDomains: [".pds2.test"] }),
    spec("relay", "relay.test", { plc: "plc.test", crawl: ["pds1.test", "pds2.test"], ...relay }),
    spec("labeler", "labeler.test", { plc: "plc.test", relay: "relay.test", ...labeler }),
    spec("feedgen", "feeds.test", { plc: "plc.test", relay: "relay.test", ...(feeds === undefined ? {} : { feeds }) })
  ]
  const world = World.make({ actors }, { seed: 1, layerOf, ...options })
  const observations: Array<Observation> = []
  world.observe((observation) => observations.push(observation))
  world.startAll()
  world.runUntil(3_000)
  return {
    world,
    observations,
    run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect),
    /** Lets everything that is under way arrive. */
    settle: (millis = 5_000) => world.runUntil(world.now + millis),
    defects: () => observations.filter((observation) => observation._tag === "Defect")
  }
}

/** A call by the operator of a host. */
export const admin = (url: string, body: unknown, password = "admin") =>
  Effect.gen(function*() {
    const client = yield* HttpClient
    const request = HttpClientRequest.post(url).pipe(
      HttpClientRequest.setHeader("authorization", BasicAuth.format({ username: "admin", password })),
      HttpClientRequest.bodyUint8Array(new TextEncoder().encode(JSON.stringify(body)), "application/json")
    )
    return (yield* client.execute(request)).status
  })

/** A GET without following redirections. */
export const get = (url: string) =>
  Effect.gen(function*() {
    const client = yield* HttpClient
    const response = yield* client.execute(HttpClientRequest.get(url))
    const text = yield* response.text
    return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) as Record<string, unknown> }
  })
