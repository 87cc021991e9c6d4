/** A directory alone in a world, people with keys who write to it, and a mirror that reads it. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import * as Socket from "effect/socket/Socket"
import * as Plc from "../../../src/actors/plc/Plc.ts"
import type { KeyPair } from "../../../src/protocol/keys/Keys.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"
import { World } from "../../../src/sim/World.ts"

export const host = "plc.test"

/** All messages take the same time, so that many may arrive in one millisecond. */
export const make = () => {
  const world = World.make({ actors: [{ kind: "plc", host, options: {} }] }, {
    seed: 1,
    link: { latency: { kind: "constant", millis: 1 } },
    layerOf: () => Plc.layer({})
  })
  world.startAll()
  world.runUntil(1000)
  return world
}

const ring = new KeyRing("people")
/** 0 the strongest. */
export const keys: ReadonlyArray<KeyPair> = [0, 1, 2].map((n) => ring.fromSecret("k256", new Uint8Array(32).fill(n + 31)))

export const signed = (prev: Operation.Operation | null, handle: string, key = 1): Operation.Update =>
  Operation.sign({
    type: "plc_operation",
    rotationKeys: keys.map(({ didKey }) => didKey),
    verificationMethods: { atproto: keys[2]!.didKey },
    alsoKnownAs: [`at://${handle}`],
    services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } },
    prev: prev === null ? null : Operation.cidOf(prev).toString()
  }, keys[key]!, ring.sign)

export const tombstone = (prev: Operation.Operation, key = 1): Operation.Tombstone =>
  Operation.sign({ type: "plc_tombstone", prev: Operation.cidOf(prev).toString() }, keys[key]!, ring.sign)

export const get = (path: string) =>
  Effect.gen(function*() {
    const response = yield* (yield* HttpClient).get(`https://${host}${path}`)
    return { status: response.status, headers: response.headers, text: yield* response.text }
  })

export const post = (did: string, body: unknown) =>
  Effect.gen(function*() {
    const request = HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post(`https://${host}/${did}`), body)
    const response = yield* (yield* HttpClient).execute(request)
    const text = yield* response.text
    return { status: response.status, message: text === "" ? "" : (JSON.parse(text) as { readonly message: string }).message }
  })

export interface Line {
  readonly seq?: number
  readonly did: string
  readonly cid: string
  readonly operation: Operation.Operation
  readonly createdAt: string
  readonly nullified?: boolean
}

export const lines = (text: string): ReadonlyArray<Line> => text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as Line)

/** What a stream sends until `enough`, or until it closes; then the reason. */
export const listen = (query: string, enough: (lines: ReadonlyArray<Line>) => boolean, from = host) =>
  Effect.gen(function*() {
    const socket = yield* Socket.makeWebSocket(`wss://${from}/export/stream${query}`)
    const pull = yield* Socket.readerString(socket)
    const received: Array<Line> = []
    let reason: string | undefined
    while (!enough(received)) {
      const batch = yield* Effect.result(pull)
      if (Result.isFailure(batch)) {
        reason = JSON.stringify(batch.failure)
        break
      }
      for (const text of batch.success) received.push(JSON.parse(text) as Line)
    }
    return { received, reason }
  }).pipe(Effect.scoped)

/**
 * A mirror: it believes no mark, and replays the rules over what it was told,
 * in the order it was told. [PLC-9] [PLC-15]
 */
export class Mirror {
  private readonly byDid = new Map<string, Map<string, Log.Submission>>()

  take(line: Line): void {
    const log = this.byDid.get(line.did) ?? new Map<string, Log.Submission>()
    this.byDid.set(line.did, log)
    if (!log.has(line.cid)) log.set(line.cid, { operation: line.operation, createdAtMillis: Date.parse(line.createdAt) })
  }

  /** As the audit log would have it. */
  audit(did: string): ReadonlyArray<unknown> {
    const log = Result.getOrThrow(Log.replay(did, this.byDid.get(did)?.values() ?? [], Signature.verify))
    return log.map((entry) => ({
      did, operation: entry.operation, cid: entry.cid.toString(), nullified: entry.nullified, createdAt: new Date(entry.createdAtMillis).toISOString()
    }))
  }

  get dids(): ReadonlyArray<string> {
    return [...this.byDid.keys()]
  }
}
