/** Operators in a world, people with keys who submit to them, and what a client checks of their answers. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Actor from "../../../src/actors/Actor.ts"
import { OperatorOptions } from "../../../src/actors/operator/Options.ts"
import { type KeyPair, Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import * as TlogProof from "../../../src/protocol/tlog/TlogProof.ts"
import { World, type WorldOptions } from "../../../src/sim/World.ts"

const decodeOptions = Schema.decodeUnknownSync(OperatorOptions)

export const hostsOf = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, i) => `plc${i + 1}.test`)

export const town = (count: number, options: { readonly seed?: number; readonly link?: WorldOptions["link"]; readonly extra?: ReadonlyArray<string>; readonly operator?: object } = {}) => {
  const founders = hostsOf(count)
  const world = World.make({
    actors: [...founders, ...(options.extra ?? [])].map((host) => ({ kind: "operator" as const, host, options: decodeOptions({ founders, ...options.operator }) }))
  }, { seed: options.seed ?? 1, layerOf: Actor.layerOf, ...(options.link === undefined ? {} : { link: options.link }) })
  world.startAll()
  world.runUntil(3_000)
  return world
}

export interface Answer {
  readonly status: number
  readonly text: string
}

export const get = (host: string, path: string) =>
  Effect.gen(function*() {
    const response = yield* (yield* HttpClient).get(`https://${host}${path}`)
    return { status: response.status, text: yield* response.text }
  })

export const post = (host: string, did: string, operation: unknown) =>
  Effect.gen(function*() {
    const request = HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post(`https://${host}/${did}`), operation)
    const response = yield* (yield* HttpClient).execute(request)
    return { status: response.status, text: yield* response.text } satisfies Answer
  })

export const postJson = (host: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function*() {
    const request = HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post(`https://${host}${path}`, { headers }), body)
    const response = yield* (yield* HttpClient).execute(request)
    return { status: response.status, text: yield* response.text } satisfies Answer
  })

export const json = (host: string, path: string) => Effect.map(get(host, path), ({ text }) => JSON.parse(text) as Record<string, any>)

const state = (keys: ReadonlyArray<KeyPair>, handle: string) => ({
  type: "plc_operation" as const,
  rotationKeys: keys.map((key) => key.didKey),
  verificationMethods: { atproto: keys[0]!.didKey },
  alsoKnownAs: [`at://${handle}`],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } }
})

/** Somebody with a strong and a weak key, and a genesis that nobody has yet. */
export const person = (handle: string) =>
  Effect.gen(function*() {
    const keys = yield* Keys
    const strong = yield* keys.generate()
    const weak = yield* keys.generate()
    const genesis = Operation.sign({ ...state([strong, weak], handle), prev: null }, weak, keys.sign)
    return {
      did: Operation.didOf(genesis),
      genesis,
      update: (to: string, prev: Operation.Operation, key: "strong" | "weak" = "weak") =>
        Operation.sign({ ...state([strong, weak], to), prev: Operation.cidOf(prev).toString() }, key === "strong" ? strong : weak, keys.sign)
    }
  })

/** What an operator says its log is, as a client would check it: the entry in a tree that enough members cosigned. */
export const proven = (host: string, did: string, cid: string) =>
  Effect.gen(function*() {
    const { members, quorum } = yield* json(host, "/consortium")
    const known = (members as ReadonlyArray<string>).map((vkey) => Result.getOrThrow(SignedNote.parseVkey(vkey)))
    const { text } = yield* get(host, `/consortium/inclusion?did=${did}&cid=${cid}`)
    const proof = Result.getOrThrow(TlogProof.parse(text))
    const { checkpoint, cosigners } = Result.getOrThrow(TlogProof.verify(proof, proof.extra!, known))
    return { checkpoint, enough: cosigners.length >= quorum, index: proof.index }
  })
