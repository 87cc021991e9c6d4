/**
 * Fetching decided blocks from whoever has more: after a start, after an
 * absence, or when only their certificate has come. Each block proves itself by
 * its certificate and is judged as any other. And cosignatures that were missed.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Wire from "../../protocol/consortium/Wire.ts"
import * as SignedNote from "../../protocol/tlog/SignedNote.ts"
import { Hosts } from "../Hosts.ts"
import { within } from "../xrpc/Deadline.ts"
import type { Checkpoints } from "./Checkpoints.ts"
import type { Driver } from "./Driver.ts"
import type { Ledger } from "./Ledger.ts"

const timeoutMillis = 5_000
const settleMillis = 2_000
const pauseMillis = 1_000
const attemptsAtStart = 5

export const make = Effect.fnUntraced(function*(options: {
  readonly ledger: Ledger
  readonly checkpoints: Checkpoints
  readonly driver: Driver
  readonly wanted: Queue.Dequeue<string>
  readonly founders: ReadonlyArray<string>
}) {
  const { checkpoints, driver, ledger, wanted } = options
  const { originOf, self } = yield* Hosts
  const client = yield* HttpClient

  const get = (peer: string, path: string) =>
    Effect.option(within(
      Effect.flatMap(client.get(`${originOf(peer)}${path}`), (response) =>
        response.status === 200 ? Effect.map(response.arrayBuffer, (body) => new Uint8Array(body)) : Effect.fail(undefined)),
      timeoutMillis,
      () => undefined
    ))

  const others = (): ReadonlyArray<string> =>
    [...new Set([...ledger.head().members.list.map(({ name }) => name), ...options.founders])].filter((name) => name !== self)

  /** All that a peer has; false if it did not answer. */
  const follow = Effect.fnUntraced(function*(peer: string) {
    while (true) {
      const from = driver.height()
      const answer = yield* get(peer, `/consortium/blocks?from=${from}`)
      const list = answer._tag === "None" ? undefined : Result.getOrUndefined(Wire.decodeDecided(answer.value))
      if (list === undefined) return false
      for (const { block, certificate } of list) {
        const seen = driver.decided.version
        if (block.height !== driver.height()) continue
        yield* driver.input({ type: "caught", height: block.height, block, certificate })
        yield* Effect.timeoutOption(driver.decided.changedSince(seen), settleMillis)
      }
      if (list.length === 0 || driver.height() === from) return true
    }
  })

  const onDemand = Effect.gen(function*() {
    while (true) {
      const peer = yield* Queue.take(wanted)
      yield* Queue.clear(wanted)
      yield* follow(peer)
      for (let turn = 0; driver.isBehind(); turn++) {
        const peers = others()
        yield* follow(peers[turn % peers.length]!)
        if (driver.isBehind()) yield* Effect.sleep(Duration.millis(pauseMillis))
      }
    }
  })

  /** Everybody is asked once; who cannot be reached, a few times. */
  const atStart = Effect.forEach(others(), (peer) =>
    Effect.gen(function*() {
      for (let attempt = 1; !(yield* follow(peer)) && attempt < attemptsAtStart; attempt++) {
        yield* Effect.sleep(Duration.millis(pauseMillis * 2 ** attempt))
      }
    }), { concurrency: "unbounded", discard: true })

  const cosignaturesOf = Effect.fnUntraced(function*(peer: string, size: number) {
    const answer = yield* get(peer, `/consortium/cosignatures?size=${size}`)
    const note = answer._tag === "None" ? undefined : Result.getOrUndefined(SignedNote.parse(Buffer.from(answer.value).toString()))
    for (const signature of note?.signatures ?? []) yield* Effect.ignore(checkpoints.receive({ type: "cosigned", size, signature }))
  })

  /** What is decided becomes final; where cosignatures were missed, they are asked for. */
  const finality = Effect.gen(function*() {
    while (true) {
      const seen = driver.decided.version
      for (let turn = 0; checkpoints.finalSize() < ledger.head().size; turn++) {
        yield* Effect.sleep(Duration.millis(Math.min(8, 2 ** turn) * settleMillis))
        const { size } = ledger.head()
        if (checkpoints.finalSize() >= size) break
        const peers = others()
        if (peers.length === 0) break
        yield* cosignaturesOf(peers[turn % peers.length]!, size)
      }
      yield* driver.decided.changedSince(seen)
    }
  })

  return { run: Effect.all([onDemand, atStart, finality], { concurrency: "unbounded", discard: true }) }
})
