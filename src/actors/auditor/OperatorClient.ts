/**
 * What an auditor asks of an operator: entries and consistency proofs. Answers
 * count for nothing until their hashes are checked.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import { fromBase64 } from "../../protocol/tlog/SignedNote.ts"
import * as AnswerBody from "../xrpc/AnswerBody.ts"
import { within } from "../xrpc/Deadline.ts"

/** An operator that does not answer, or not what was asked. */
export class OperatorSilent extends Data.TaggedError("OperatorSilent")<{ readonly host: string; readonly detail: string }> {
  override get message(): string {
    return `${this.host}: ${this.detail}`
  }
}

const timeoutMillis = 10_000
/** Of an answer: a page of entries, each of which an operator would have refused above some kilobytes. */
const maxBytes = 4 * 1024 * 1024
/** As many as an operator gives at once. */
export const page = 256

const Line = Schema.fromJsonString(Schema.Struct({ index: Schema.Int, entry: Schema.String }))
const decodeLine = Schema.decodeUnknownEffect(Line)
const decodeProof = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Struct({ proof: Schema.Array(Schema.String) })))

const bytesOf = (base64: string) => {
  const bytes = fromBase64(base64)
  return bytes === undefined ? Effect.fail(new Error("not base64")) : Effect.succeed(bytes)
}

export const make = Effect.fnUntraced(function*(originOf: (host: string) => string) {
  const client = yield* HttpClient

  const get = Effect.fnUntraced(function*(host: string, path: string) {
    const response = yield* client.get(`${originOf(host)}${path}`)
    if (response.status !== 200) return yield* Effect.fail(new Error(`${path} answered ${response.status}`))
    return yield* AnswerBody.text(response, maxBytes, () => new Error(`${path} answered more than ${maxBytes} bytes`))
  })

  const asked = <A, E extends { readonly message: string }>(host: string, answer: Effect.Effect<A, E>) =>
    within(
      Effect.mapError(answer, (error) => new OperatorSilent({ host, detail: error.message })),
      timeoutMillis,
      () => new OperatorSilent({ host, detail: `no answer in ${timeoutMillis} ms` })
    )

  return {
    /** The leaves from `start` to before `end`, all of them. */
    entries: (host: string, start: number, end: number): Effect.Effect<ReadonlyArray<Uint8Array>, OperatorSilent> =>
      asked(host, Effect.gen(function*() {
        const text = yield* get(host, `/consortium/entries?start=${start}&end=${end}`)
        const leaves: Array<Uint8Array> = []
        for (const line of text.split("\n")) {
          if (line === "") continue
          const { entry, index } = yield* decodeLine(line)
          if (index !== start + leaves.length || index >= end) return yield* Effect.fail(new Error(`entry ${index} came where ${start + leaves.length} was due`))
          leaves.push(yield* bytesOf(entry))
        }
        return leaves.length === end - start ? leaves : yield* Effect.fail(new Error(`${leaves.length} entries of ${end - start}`))
      })),

    /** What an operator signs of a DID. */
    statement: (host: string, did: string): Effect.Effect<string, OperatorSilent> =>
      asked(host, get(host, `/consortium/statement?did=${encodeURIComponent(did)}`)),

    consistency: (host: string, from: number, to: number): Effect.Effect<ReadonlyArray<Merkle.Hash>, OperatorSilent> =>
      asked(host, Effect.gen(function*() {
        const { proof } = yield* Effect.flatMap(get(host, `/consortium/consistency?from=${from}&to=${to}`), decodeProof)
        return yield* Effect.forEach(proof, bytesOf)
      }))
  }
})

export type OperatorClient = Effect.Success<ReturnType<typeof make>>
