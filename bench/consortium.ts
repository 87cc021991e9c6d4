/**
 * A consortium in a world of constant one-way delays: how many delays lie
 * between a client's submission and its proven answer, and what an entry costs
 * all operators together, their agreement included, in wall time.
 *
 *     client ─▶ operator ─▶ leader ─▶ all ─▶ all ─▶ all ─▶ operator ─▶ client
 *        submit    offer   proposal prevote precommit cosignature  answer
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import * as Actor from "../src/actors/Actor.ts"
import { OperatorOptions } from "../src/actors/operator/Options.ts"
import { Keys } from "../src/protocol/keys/Keys.ts"
import * as Operation from "../src/protocol/plc/Operation.ts"
import { World } from "../src/sim/World.ts"
import type { Case } from "./Case.ts"

const delayMillis = 50
const decode = Schema.decodeUnknownSync(OperatorOptions)

const hostsOf = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, i) => `plc${i + 1}.test`)

const found = (count: number): World => {
  const founders = hostsOf(count)
  const world = World.make(
    { actors: founders.map((host) => ({ kind: "operator" as const, host, options: decode({ founders, roundMillis: 2_000 }) })) },
    { seed: 1, layerOf: Actor.layerOf, link: { latency: { kind: "constant", millis: delayMillis } } }
  )
  world.startAll()
  world.runUntil(5_000)
  return world
}

const genesis = (name: string) =>
  Effect.gen(function*() {
    const keys = yield* Keys
    const key = yield* keys.generate()
    const operation = Operation.sign({
      type: "plc_operation" as const,
      prev: null,
      rotationKeys: [key.didKey],
      verificationMethods: { atproto: key.didKey },
      alsoKnownAs: [`at://${name}.test`],
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } }
    }, key, keys.sign)
    return { did: Operation.didOf(operation), operation }
  })

const submit = (host: string, { did, operation }: Effect.Success<ReturnType<typeof genesis>>) =>
  Effect.gen(function*() {
    const request = HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post(`https://${host}/${did}`), operation)
    const { status } = yield* (yield* HttpClient).execute(request)
    if (status !== 200) throw new Error(`${host} answered ${status}`)
  })

/** One-way delays from submission to answer, the mean over every distance between operator and leader. */
const finality = (count: number): number => {
  const world = found(count)
  let total = 0
  for (const [i, host] of hostsOf(count).entries()) {
    const operation = world.run("device.test", genesis(`alice${i}`))
    const before = world.now
    world.run("device.test", submit(host, operation))
    total += (world.now - before) / delayMillis
    world.runUntil(world.now + 5_000)
  }
  return total / count
}

const batch = 100

/** So many people at once, at all operators in turn. */
const many = (count: number): () => void => {
  const world = found(count)
  let made = 0
  return () => {
    const operations = world.run("device.test", Effect.forEach(Array.from({ length: batch }), () => genesis(`person${made++}`)))
    world.run("device.test", Effect.forEach(operations, (each, i) => submit(hostsOf(count)[i % count]!, each), { concurrency: "unbounded", discard: true }))
  }
}

export const groups: ReadonlyArray<() => ReadonlyArray<Case>> = [
  () =>
    [4, 7].flatMap((count) => [
      // An honest leader that is next makes six; one further away a seventh; an odd one waits for the block before.
      { name: `consortium of ${count}, submission to proven answer`, unit: "delays" as const, ours: () => finality(count), target: 8 },
      { name: `consortium of ${count}, ${batch} entries at all of them, submitted at once`, unit: "ms" as const, ours: many(count) }
    ])
]
