/**
 * Telling the other operators. What is said is said until it is heard, or until
 * it no longer matters; so a peer that was away hears the newest, and a network
 * at rest is silent.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import * as Wire from "../../protocol/consortium/Wire.ts"
import type { KeyPair } from "../../protocol/tlog/Ed25519.ts"
import { toBase64 } from "../../protocol/tlog/SignedNote.ts"
import { Hosts } from "../Hosts.ts"
import { within } from "../xrpc/Deadline.ts"

const timeoutMillis = 5_000
const firstPauseMillis = 250
const longestPauseMillis = 5_000

/** What a peer answers: how far it is, and which offered operations it vouches for. */
export const Answer = Schema.Struct({ height: Schema.Int, held: Schema.Array(Schema.String) })
export type Answer = typeof Answer.Type
const decodeAnswer = Schema.decodeUnknownEffect(Answer)

export const signatureHeader = "orrery-signature"

export interface Said {
  readonly messages: ReadonlyArray<Wire.PeerMessage>
  /** Whether it is still worth saying. */
  readonly matters: () => boolean
  readonly onAnswer?: (peer: string, answer: Answer) => Effect.Effect<void>
}

export const make = Effect.fnUntraced(function*(options: {
  /** The key that the others know. */
  readonly key: () => KeyPair
  readonly onHeight: (peer: string, height: number) => Effect.Effect<void>
}) {
  const { self, originOf } = yield* Hosts
  const client = yield* HttpClient
  const scope = yield* Effect.scope

  const deliver = Effect.fnUntraced(function*(peer: string, request: HttpClientRequest.HttpClientRequest, { matters, onAnswer }: Said) {
    for (let pause = firstPauseMillis; matters(); pause = Math.min(longestPauseMillis, pause * 2)) {
      const exchange = Effect.flatMap(client.execute(request), (response) =>
        Effect.map(Effect.orElseSucceed(response.json, () => undefined), (json) => ({ status: response.status, json })))
      const answer = yield* Effect.option(within(exchange, timeoutMillis, () => undefined))
      if (answer._tag === "Some" && answer.value.status < 500) {
        // A refusal will be the same next time.
        const said = yield* Effect.option(decodeAnswer(answer.value.json))
        if (answer.value.status !== 200 || said._tag === "None") return
        yield* options.onHeight(peer, said.value.height)
        if (onAnswer !== undefined) yield* onAnswer(peer, said.value)
        return
      }
      yield* Effect.sleep(Duration.millis(pause))
    }
  })

  /** Proposals and offers do not prove who sent them. */
  const needsSignature = ({ messages }: Said): boolean => messages.some(({ type }) => type === "proposal" || type === "offer")

  return {
    tell: Effect.fnUntraced(function*(peers: ReadonlyArray<string>, said: Said) {
      if (said.messages.length === 0) return
      const body = Wire.encode({ from: self, messages: said.messages })
      const signature = needsSignature(said) ? toBase64(options.key().sign(Wire.statement(body))) : undefined
      for (const peer of peers) {
        if (peer === self) continue
        const request = HttpClientRequest.bodyUint8Array(HttpClientRequest.post(`${originOf(peer)}/consortium/messages`), body, "application/cbor")
        const signed = signature === undefined ? request : HttpClientRequest.setHeader(request, signatureHeader, signature)
        yield* Effect.forkIn(deliver(peer, signed, said), scope)
      }
    })
  }
})

export type Peers = Effect.Success<ReturnType<typeof make>>
