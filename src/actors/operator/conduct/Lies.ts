/**
 * An operator that keeps the protocol with its peers, and lies to others: a
 * door before its routes that answers in their place. What each conduct does is
 * said in `Options.ts`.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import * as Entry from "../../../protocol/consortium/Entry.ts"
import * as Inheritance from "../../../protocol/consortium/Inheritance.ts"
import * as Receipt from "../../../protocol/consortium/Receipt.ts"
import * as Document from "../../../protocol/plc/Document.ts"
import * as Limits from "../../../protocol/plc/Limits.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import * as Merkle from "../../../protocol/tlog/Merkle.ts"
import { toBase64 } from "../../../protocol/tlog/SignedNote.ts"
import type { Parts } from "../Engine.ts"
import { queryOf, wholeOf } from "../LogRoutes.ts"
import * as Proofs from "../Proofs.ts"
import * as Forgery from "./Forgery.ts"
import type { Conduct } from "./Options.ts"

type Answer = Effect.Effect<HttpServerResponse.HttpServerResponse | undefined, SqlError, HttpServerRequest.HttpServerRequest>

export interface Bench extends Parts {
  readonly speaker: () => Proofs.Speaker | undefined
  /** Submits an operation when so much time has passed, and does not wait for it. */
  readonly later: (afterMillis: number, did: string, operation: Operation.Update | Operation.Tombstone) => Effect.Effect<void>
  /** The truth. */
  readonly shown: Effect.Effect<Proofs.Shown | undefined, SqlError>
}

const json = (value: object, status = 200) => HttpServerResponse.jsonUnsafe(value, { status })
const text = (body: string) => HttpServerResponse.text(body)
/** A receipt's promise, where the scenario names none. */
const shortPromiseMillis = 3_000
/** Clients who were promised something wait a little longer than this. */
const lateMillis = 8_000

/** Everything that can be asked of a log, of another log. */
const forged = (bench: Bench, forge: (leaves: ReadonlyArray<Uint8Array>) => ReadonlyArray<Uint8Array> | undefined) => {
  const { checkpoints, ledger } = bench
  const log = Effect.gen(function*() {
    const speaker = bench.speaker()
    const leaves = forge((yield* ledger.entries(0, checkpoints.finalSize())).map(({ bytes }) => bytes))
    return speaker === undefined || leaves === undefined ? undefined : { speaker, shown: yield* Forgery.show(ledger.head().members.origin, leaves, speaker.self, speaker.key) }
  })

  const stream = Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const told = Effect.scoped(Effect.gen(function*() {
      const socket = yield* request.upgrade
      const { pull } = yield* socket.reader
      const writer = yield* socket.writer
      const send = Effect.gen(function*() {
        while (true) {
          const seen = checkpoints.changed.version
          const lie = yield* log
          if (lie !== undefined) yield* writer.write(lie.shown.note)
          yield* checkpoints.changed.changedSince(seen)
        }
      })
      yield* Effect.raceFirst(send, Effect.forever(pull))
    }))
    yield* Effect.ignore(told)
    return HttpServerResponse.empty()
  })

  return (request: HttpServerRequest.HttpServerRequest): Answer =>
    Effect.gen(function*() {
      const path = request.url.split("?")[0]
      const query = queryOf(request)
      if (path === "/consortium/stream" && request.headers["upgrade"] !== undefined) return yield* stream
      if (request.method !== "GET" || !path!.startsWith("/consortium/")) return undefined
      const lie = yield* log
      if (lie === undefined) return undefined
      const { shown, speaker } = lie
      const did = query.get("did")
      switch (path) {
        case "/consortium/checkpoint":
          return text(shown.note)
        case "/consortium/entries": {
          const start = wholeOf(query, "start") ?? 0
          const end = Math.min(wholeOf(query, "end") ?? shown.size, start + 256)
          return text(shown.leaves.slice(start, end).map((leaf, i) => JSON.stringify({ index: start + i, entry: toBase64(leaf) })).join("\n"))
        }
        case "/consortium/consistency": {
          const [from, to] = [wholeOf(query, "from") ?? 0, wholeOf(query, "to") ?? 0]
          if (from > to || to > shown.size) return undefined
          const proof = yield* shown.withNodes((node) => Merkle.consistencyProof(from, to, node))
          return json({ from, to, proof: proof.map(toBase64) })
        }
        case "/consortium/history":
          return did === null ? undefined : json(yield* Proofs.historyOf(speaker, shown, did, wholeOf(query, "from") ?? 0))
        case "/consortium/statement":
          return did === null ? undefined : text(Proofs.stateOf(speaker, shown, did, yield* shown.entriesOf(did)))
        default:
          return undefined
      }
    })
}

/** Denies what undid something: documents, histories and statements go on with what was nullified. */
const dishonouring = (bench: Bench) => {
  const told = Effect.map(bench.shown, (shown): Proofs.Shown | undefined =>
    shown === undefined ? undefined : { ...shown, entriesOf: (did) => Effect.map(shown.entriesOf(did), Forgery.withoutRecoveries) })
  return (request: HttpServerRequest.HttpServerRequest): Answer =>
    Effect.gen(function*() {
      const [path = ""] = request.url.split("?")
      const query = queryOf(request)
      const did = path.startsWith("/did:plc:") ? path.split("/")[1]! : query.get("did")
      const speaker = bench.speaker()
      const shown = yield* told
      if (request.method !== "GET" || did === null || speaker === undefined || shown === undefined) return undefined
      const entries = yield* shown.entriesOf(did)
      const last = entries.at(-1)
      const entry = last === undefined ? undefined : Result.getOrUndefined(Entry.decode(last.bytes))
      const placed = entry === undefined ? undefined : Inheritance.operationOf(entry)
      const state = placed === undefined ? undefined : Operation.stateOf(placed.operation)
      if (path === "/consortium/history") return json(yield* Proofs.historyOf(speaker, shown, did, wholeOf(query, "from") ?? 0))
      if (path === "/consortium/statement") return text(Proofs.stateOf(speaker, shown, did, entries))
      if (path === `/${did}` && state !== undefined) return json(Document.render(did, state))
      if (path === `/${did}/data` && state !== undefined) return json(Document.data(did, state))
      return undefined
    })
}

/** Promises, and does nothing, or does it when that time is over. */
const promising = (bench: Bench, deadlineMillis: number, delayMillis?: number) => (request: HttpServerRequest.HttpServerRequest): Answer =>
  Effect.gen(function*() {
    const did = request.url.split("?")[0]!.slice(1)
    const speaker = bench.speaker()
    if (request.method !== "POST" || !did.startsWith("did:plc:") || speaker === undefined) return undefined
    const operation = Result.flatMap(yield* Effect.result(request.json), Limits.parseSubmitted)
    if (Result.isFailure(operation)) return undefined
    const receipt = Receipt.sign(speaker.key, speaker.self, {
      origin: bench.ledger.head().members.origin,
      did,
      cid: Operation.cidOf(operation.success).toString(),
      size: bench.ledger.head().size,
      deadline: (yield* Clock.currentTimeMillis) + deadlineMillis
    })
    if (delayMillis !== undefined) yield* bench.later(delayMillis, did, operation.success)
    return json({ receipt }, 202)
  })

const refusing = (request: HttpServerRequest.HttpServerRequest): Answer =>
  Effect.succeed(request.method === "POST" && request.url.startsWith("/did:plc:") ? json({ message: "Not today" }, 503) : undefined)

export const hasEvenAddress = ({ remoteAddress }: HttpServerRequest.HttpServerRequest): boolean =>
  Number(/(\d+)$/.exec(Option.getOrElse(remoteAddress, () => ""))?.[1] ?? 1) % 2 === 0

/** The door of a liar. What it has no lie for, and who is spared, passes. */
export const around = (conduct: Exclude<Conduct, { readonly kind: "fork" }>, bench: Bench) => {
  const lie = (() => {
    switch (conduct.kind) {
      case "equivocate":
        return forged(bench, Forgery.withoutOne)
      case "invent":
        return forged(bench, Forgery.withInvention)
      case "dishonour":
        return dishonouring(bench)
      case "omit":
        return promising(bench, conduct.deadlineMillis ?? shortPromiseMillis)
      case "merge-late":
        return promising(bench, conduct.deadlineMillis ?? shortPromiseMillis, conduct.delayMillis ?? lateMillis)
      case "backdate":
        return forged(bench, Forgery.withBackDated)
      case "refuse":
        return refusing
    }
  })()
  const door = <E>(route: Effect.Effect<HttpServerResponse.HttpServerResponse, E>) =>
    Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      const spared = "to" in conduct && conduct.to === "half" && !hasEvenAddress(request)
      const said = !spared ? yield* Effect.orElseSucceed(lie(request), () => undefined) : undefined
      return said ?? (yield* route)
    })
  return <A, E, R>(routes: Layer.Layer<A, E, R>) => Layer.provide(routes, HttpRouter.middleware(door).layer)
}
