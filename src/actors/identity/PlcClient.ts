/**
 * The directory as its writers use it, a PDS, a key manager or a device with
 * keys of its own: read a DID's last operation and its state, submit a new one.
 * A submission whose answer was lost is looked up before it is called failed.
 *
 * Of a consortium nothing is believed without proof: what is read is the proven
 * history, and a submission is done when it stands there. An operator's word
 * alone could make us sign over a state of its choosing. Receipts go to the
 * auditors. Of a single directory, `verify` demands as much as it can prove:
 * what is read is its audit log, replayed, and nothing is built on one that
 * does not stand. [plc]; PLC-16, PLC-17; docs/auditing.md
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Cid } from "../../protocol/data/Cid.ts"
import type { Keys } from "../../protocol/keys/Keys.ts"
import * as Log from "../../protocol/plc/Log.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import * as AnswerBody from "../xrpc/AnswerBody.ts"
import { within } from "../xrpc/Deadline.ts"
import type { Consortium } from "./Consortium.ts"
import { Directory } from "./Directory.ts"

export class PlcUnreachable extends Data.TaggedError("PlcUnreachable")<{ readonly did: string; readonly detail: string }> {
  override get message(): string {
    return `The PLC directory has no answer to go by for ${this.did}: ${this.detail}`
  }
}
export class PlcRefused extends Data.TaggedError("PlcRefused")<{
  readonly did: string
  readonly status: number
  readonly detail: string
  /** The same was sent before and not answered: the refusal is not of that. */
  readonly mayStillArrive?: boolean
}> {
  override get message(): string {
    return `The PLC directory refused (${this.status}): ${this.detail}`
  }
}

const timeoutMillis = 5_000
/** Of an answer, as much as a resolver takes of an audit log. */
const maxBytes = 1024 * 1024
const attempts = 3
/** For what an operator of a consortium has promised. */
const promisedMillis: ReadonlyArray<number> = Array.from({ length: 10 }, () => 1_000)
/** For what is final at one operator: the others have it a message later. */
const settlingMillis: ReadonlyArray<number> = [0, 50, 100, 200, 400]

/** Nothing is what a submission is answered with; to make an error of it would take longer than to read it. */
const parseJson = (text: string): Result.Result<unknown, unknown> => text === "" ? Result.succeed(null) : Result.try(() => JSON.parse(text) as unknown)

const State = Schema.Struct({
  rotationKeys: Schema.Array(Schema.String),
  verificationMethods: Schema.Record(Schema.String, Schema.String),
  alsoKnownAs: Schema.Array(Schema.String),
  services: Schema.Record(Schema.String, Schema.Struct({ type: Schema.String, endpoint: Schema.String }))
})
export type State = typeof State.Type
const decodeAudit = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ operation: Schema.Unknown, createdAt: Schema.String })))
const decodeState = Schema.decodeUnknownEffect(State)
const receiptOf = (json: unknown): string | undefined => {
  const receipt = (json as { readonly receipt?: unknown } | null)?.receipt
  return typeof receipt === "string" ? receipt : undefined
}
const Refusal = Schema.decodeUnknownEffect(Schema.Struct({ message: Schema.String }))

/** What a directory has of a DID. */
interface Reading {
  /** The last live operation. */
  readonly last: (did: string) => Effect.Effect<Operation.Operation, PlcRefused | PlcUnreachable>
  /** The state that the live operations amount to, with the rotation keys. */
  readonly state: (did: string) => Effect.Effect<State, PlcRefused | PlcUnreachable>
  /** Every operation ever accepted, the fallen ones too, with the directory's times; empty for an unknown DID. */
  readonly audit: (did: string) => Effect.Effect<ReadonlyArray<{ readonly operation: Operation.Operation; readonly createdAtMillis: number }>, PlcRefused | PlcUnreachable>
  /** Whether this very operation stands. */
  readonly isPublished: (did: string, cid: Cid) => Effect.Effect<boolean, PlcRefused | PlcUnreachable>
}

/** From logs that prove themselves. */
const proven = (log: (did: string) => Effect.Effect<Log.Log, PlcRefused | PlcUnreachable>): Reading => {
  const known = (did: string) =>
    Effect.filterOrFail(log(did), (log) => log.length > 0, () => new PlcRefused({ did, status: 404, detail: "DID not registered" }))
  return {
    last: (did) => Effect.map(known(did), (log) => Log.head(log)!.operation),
    state: (did) =>
      Effect.flatMap(known(did), (log) => {
        const state = Log.stateOf(log)
        return state === undefined ? Effect.fail(new PlcRefused({ did, status: 410, detail: "DID not available" })) : Effect.succeed(state)
      }),
    audit: log,
    isPublished: (did, cid) => Effect.map(log(did), (log) => Log.live(log).some((entry) => entry.cid.equals(cid)))
  }
}

/** What is believed of those who are asked. */
export interface Trust {
  /** Asks operators for proofs; absent, one directory's word is taken, or its log. */
  readonly operators?: Consortium | undefined
  /** Replays a single directory's log in place of taking its word. */
  readonly verify?: Keys["Service"]["verify"] | undefined
}

/** `origins`: the directory's, or those of its operators. */
export const make = Effect.fnUntraced(function*(origins: string | ReadonlyArray<string>, { operators, verify }: Trust = {}) {
  const client = yield* HttpClient
  const directory = new Directory(origins)

  /** The JSON at a path, with its status; unreachable after the timeout. */
  const fetchFrom = Effect.fnUntraced(function*(did: string, request: HttpClientRequest.HttpClientRequest) {
    const response = yield* client.execute(request)
    const tooLong = () => new PlcUnreachable({ did, detail: `the answer has more than ${maxBytes} bytes` })
    const body = yield* Effect.catchTag(AnswerBody.text(response, maxBytes, tooLong), "HttpClientError", () => Effect.succeed(""))
    return { status: response.status, json: Result.getOrElse(parseJson(body), () => null) }
  }, (exchange, did) =>
    within(
      Effect.catchTag(exchange, "HttpClientError", (error) => Effect.fail(new PlcUnreachable({ did, detail: error.message }))),
      timeoutMillis,
      () => new PlcUnreachable({ did, detail: `no answer in ${timeoutMillis} ms` })
    ))

  /** The answer of the first operator that has one. */
  const fetch = (
    did: string,
    request: (origin: string) => HttpClientRequest.HttpClientRequest,
    left = directory.count
  ): ReturnType<typeof fetchFrom> => {
    const { origin } = directory
    return Effect.flatMap(Effect.result(fetchFrom(did, request(origin))), (answer) => {
      if (answer._tag === "Success" && answer.success.status < 500) return Effect.succeed(answer.success)
      directory.failed(origin)
      return left > 1 ? fetch(did, request, left - 1) : Effect.fromResult(answer)
    })
  }

  const refused = (did: string, status: number, json: unknown, mayStillArrive = false) =>
    Effect.flatMap(
      Effect.orElseSucceed(Refusal(json), () => ({ message: "no reason given" })),
      ({ message }) => Effect.fail(new PlcRefused({ did, status, detail: message, mayStillArrive }))
    )

  const get = Effect.fnUntraced(function*(did: string, path: string) {
    const { json, status } = yield* fetch(did, (origin) => HttpClientRequest.get(`${origin}/${did}${path}`))
    // Whoever is asked to wait has not been told what the directory has.
    if (status >= 500 || status === 429) return yield* new PlcUnreachable({ did, detail: `status ${status}` })
    if (status !== 200) return yield* refused(did, status, json)
    return json
  })

  const toldLast = Effect.fnUntraced(function*(did: string) {
    const json = yield* get(did, "/log/last")
    return yield* Effect.mapError(
      Effect.fromResult(Operation.parse(json)),
      (error) => new PlcUnreachable({ did, detail: `an unreadable operation: ${error.message}` })
    )
  })

  const toldAudit = (did: string) =>
    get(did, "/log/audit").pipe(
      Effect.flatMap((json) =>
        Effect.mapError(decodeAudit(json), (error) => new PlcUnreachable({ did, detail: error.message }))),
      Effect.flatMap(Effect.forEach(({ createdAt, operation }) =>
        Effect.mapError(
          Effect.fromResult(Result.map(Operation.parse(operation), (operation) => ({ operation, createdAtMillis: Date.parse(createdAt) }))),
          (error) => new PlcUnreachable({ did, detail: `an unreadable operation: ${error.message}` })
        ))),
      Effect.catchTag("PlcRefused", (refusal) => refusal.status === 404 ? Effect.succeed([]) : Effect.fail(refusal))
    )

  const toldPublished = (did: string, cid: Cid) =>
    get(did, "/log").pipe(
      Effect.map((json) =>
        Array.isArray(json) && json.some((item) =>
          Result.match(Operation.parse(item), {
            onFailure: () => false,
            onSuccess: (operation) => Operation.cidOf(operation).equals(cid)
          }))),
      Effect.catchTag("PlcRefused", () => Effect.succeed(false))
    )

  const told: Reading = {
    last: toldLast,
    state: (did) =>
      Effect.flatMap(get(did, "/data"), (json) =>
        Effect.mapError(decodeState(json), (error) => new PlcUnreachable({ did, detail: error.message }))),
    audit: toldAudit,
    isPublished: toldPublished
  }
  const replayed = (verify: Keys["Service"]["verify"]) => (did: string) =>
    Effect.flatMap(toldAudit(did), (submissions) =>
      Effect.mapError(Effect.fromResult(Log.replay(did, submissions, verify)), ({ message }) =>
        new PlcUnreachable({ did, detail: `its log does not stand: ${message}` })))

  const reading = operators !== undefined
    ? proven((did) => Effect.mapError(operators.history(did), ({ detail }) => new PlcUnreachable({ did, detail })))
    : verify === undefined ? told : proven(replayed(verify))
  const { isPublished } = reading

  /** It is promised, or said to be there; it takes a while until it can be seen. */
  const becomesPublished = Effect.fnUntraced(function*(did: string, cid: Cid, pausesMillis: ReadonlyArray<number>) {
    for (const pauseMillis of pausesMillis) {
      yield* Effect.sleep(pauseMillis)
      if (yield* Effect.orElseSucceed(isPublished(did, cid), () => false)) return true
    }
    return false
  })

  /** Whether what was answered comes true. Who verifies nothing has no more than the word. */
  const comesTrue = (did: string, cid: Cid, status: number) =>
    status === 200 && operators === undefined && verify === undefined
      ? Effect.succeed(true)
      : becomesPublished(did, cid, status === 200 ? [...settlingMillis, ...promisedMillis] : promisedMillis)

  /** Whether the operation stands; undefined: nobody says. */
  const seen = (did: string, cid: Cid): Effect.Effect<boolean | undefined> =>
    Effect.catch(isPublished(did, cid), (error) => Effect.succeed(error._tag === "PlcRefused" ? false : undefined))

  const submit = Effect.fnUntraced(function*(did: string, operation: Operation.Operation) {
    const request = (origin: string) => HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post(`${origin}/${did}`), operation)
    const cid = Operation.cidOf(operation)
    let mayStillArrive = false
    for (let attempt = 1; ; attempt++) {
      const { origin } = directory
      const answer = yield* Effect.result(fetch(did, request))
      const receipt = answer._tag === "Success" ? receiptOf(answer.success.json) : undefined
      if (receipt !== undefined && operators !== undefined) yield* operators.handReceipt(receipt)
      const taken = answer._tag === "Success" && (answer.success.status === 200 || answer.success.status === 202)
      if (taken && (yield* comesTrue(did, cid, answer.success.status))) return
      // What was promised and does not come: perhaps another operator does better.
      if (taken) directory.failed(origin)
      const unreachable = answer._tag === "Failure" || answer.success.status >= 500 || taken
      // Of several, one may have been silent before the next one answered.
      mayStillArrive ||= unreachable || directory.origin !== origin
      // A lost answer, or the refusal of a repetition: of what was accepted before, unless the directory says that it was not.
      const isThere = unreachable || attempt > 1 ? yield* seen(did, cid) : false
      if (isThere === true) return
      // One operator's word: it may lag behind what the others have proven, or lie. All are
      // asked before it is believed.
      const unknown = unreachable || isThere === undefined
      const doubtful = !unknown && operators !== undefined && answer.success.status === 400 && attempt < attempts
      if (doubtful) directory.failed(origin)
      if (!unknown && !doubtful) return yield* refused(did, answer.success.status, answer.success.json, mayStillArrive)
      if (attempt === attempts) return yield* new PlcUnreachable({ did, detail: `no answer in ${attempts} attempts` })
      yield* Effect.sleep(200 * 2 ** attempt)
    }
  })

  return { ...reading, submit }
})

export type PlcClient = Effect.Success<ReturnType<typeof make>>
