/**
 * What operators signed, handed to auditors. Nobody waits for it, and what fails
 * is not said again: others will hand in the like.
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { Hosts } from "../Hosts.ts"
import { within } from "../xrpc/Deadline.ts"

const timeoutMillis = 10_000

export const make = Effect.fnUntraced(function*(auditors: ReadonlyArray<string>) {
  const client = yield* HttpClient
  const { originOf } = yield* Hosts
  const scope = yield* Effect.scope

  // An auditor that is away misses it: it follows the log by itself, and other writers hand it theirs.
  const hand = (path: string, body: string): Effect.Effect<void> =>
    Effect.forEach(auditors, (host) =>
      Effect.forkIn(
        Effect.ignore(within(client.execute(HttpClientRequest.bodyText(HttpClientRequest.post(`${originOf(host)}${path}`), body, "application/json")), timeoutMillis, () => undefined)),
        scope
      ), { discard: true })

  return {
    checkpoints: (notes: ReadonlyArray<string>) => hand("/checkpoints", JSON.stringify({ notes })),
    statement: (note: string) => hand("/statements", note),
    receipt: (note: string) => hand("/receipts", note)
  }
})

export type Auditors = Effect.Success<ReturnType<typeof make>>
