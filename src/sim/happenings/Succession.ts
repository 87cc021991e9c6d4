/**
 * The directory goes away for good, and a new set of operators takes over: they
 * have followed its public export all the while, found a log of their own upon
 * it, and everybody is pointed at them. [paper §3.5.2]; LOG-7
 *
 *     the directory answers nobody but its mirrors ──▶ their admins say that the time has come
 *        ──▶ founded ──▶ it is gone for good, everybody else starts again, pointed at the new ones
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Hosts } from "../../actors/Hosts.ts"
import { adminPassword, devicesHost, network, ofOperators, operatorHosts, plcHost } from "../scenario/Build.ts"
import { Duration } from "../scenario/Scalars.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"

const schema = Schema.Struct({
  what: Schema.Literal("succession").annotate({
    description: "The one directory answers nobody but its mirrors any more, and is gone for good once these (`topology.successors`) have founded a log upon its. Everybody is pointed at them."
  }),
  at: Fields.at,
  after: Duration.annotate({ description: "How long its mirrors wait before they found." }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("1m")))
})

const patiently = Schedule.spaced("2 seconds")
const authorization = `Basic ${Buffer.from(`admin:${adminPassword}`).toString("base64")}`

const Standing = Schema.Struct({ state: Schema.String })
const decodeStanding = Schema.decodeUnknownEffect(Standing)

/** What the admin of a mirror does: says that the time has come, and waits until it has founded. */
const found = Effect.fnUntraced(function*(host: string) {
  const { originOf } = yield* Hosts
  const client = yield* HttpClient
  const url = `${originOf(host)}/consortium/founding`
  const tell = Effect.flatMap(client.execute(HttpClientRequest.post(url, { headers: { authorization } })), ({ status }) =>
    status === 202 ? Effect.void : Effect.fail(`${host} answered ${status}`))
  yield* Effect.retry(tell, patiently)
  const isFounded = Effect.flatMap(Effect.flatMap(client.get(url), ({ json }) => json), decodeStanding).pipe(
    Effect.flatMap(({ state }) => state === "founded" ? Effect.void : Effect.fail(`${host} is ${state}`))
  )
  yield* Effect.retry(isFounded, patiently)
})

/** One host after the other starts again. */
const restartMillis = 10_000

/**
 * Everybody who looks for a directory stops and starts again with the new one
 * in its options, and people look there too.
 */
const pointAtOperators = ({ network: { actors }, population, scenario, whereabouts, world }: Scene): void => {
  const before = new Map(actors.map((spec) => [spec.host, JSON.stringify(spec)]))
  whereabouts.directory = ofOperators(scenario)
  whereabouts.sinceMillis = world.now
  const changed = network(scenario, "simulated", whereabouts.directory).actors.filter((spec) => before.get(spec.host) !== JSON.stringify(spec))
  changed.forEach((spec, i) => world.at(world.now + i * restartMillis, () => {
    world.reconfigure(spec)
    world.stop(spec.host)
    world.start(spec.host)
  }))
  population.marks.hit("a new set of operators took over the directory")
}

export const Succession: Happening<typeof schema> = {
  what: "succession",
  schema,
  schedule: (said, scene) => {
    const { network: { actors }, scenario, world } = scene
    const mirrors = operatorHosts(scenario)
    world.at(said.at, () => {
      for (const host of [...actors.map((spec) => spec.host), devicesHost]) {
        if (host !== plcHost && !mirrors.includes(host)) world.partition(plcHost, host, true)
      }
    })
    world.at(said.at + said.after, () => {
      const founding = Effect.forEach(mirrors, found, { concurrency: "unbounded", discard: true })
      world.fork("founding upon the old log", devicesHost, Effect.andThen(founding, Effect.sync(() => {
        world.crash(plcHost)
        pointAtOperators(scene)
      })))
    })
  },
  complaints: (_said, { topology }, path) =>
    topology.successors > 0 && topology.operators === 0 ? [] : [{
      path: [...path, "what"],
      found: "a succession with nobody to succeed",
      expected: "`topology.successors`, and one directory (`topology.operators: 0`)",
      suggestion: undefined
    }]
}
