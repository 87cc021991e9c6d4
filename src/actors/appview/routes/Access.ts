/**
 * Who asks: a service token by the user's PDS, for this App View and this very
 * method, or nobody; and whose labels they want to see with the answer.
 * [xrpc], [label]; AUTH-1
 *
 * `aud` may be the bare DID as well, which older software sends.
 */
import * as Effect from "effect/Effect"
import * as LabelersHeader from "../../../protocol/xrpc/LabelersHeader.ts"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import { ServiceAuth } from "../../identity/ServiceAuth.ts"
import type { Asker } from "../view/State.ts"

export type Headers = Readonly<Record<string, string | undefined>>

export interface Options {
  readonly did: string
  /** Whose labels an asker gets who names none. */
  readonly labelers: ReadonlyArray<LabelersHeader.AcceptedLabeler>
}

export const make = Effect.fnUntraced(function*(options: Options) {
  const auth = yield* ServiceAuth
  const audience = [`${options.did}#bsky_appview`, options.did]

  const labelersOf = (headers: Headers): Effect.Effect<Asker["labelers"], XrpcError.XrpcError> => {
    const header = headers["atproto-accept-labelers"]
    return header === undefined ? Effect.succeed(options.labelers) : Effect.mapError(
      Effect.fromResult(LabelersHeader.parse(header)),
      (error) => XrpcError.invalidRequest(error.message)
    )
  }

  const asker = (headers: Headers, method: string, audience: ReadonlyArray<string>) =>
    Effect.flatMap(labelersOf(headers), (labelers) =>
      Effect.map(auth.optional({ headers }, { audience, method }), (did): Asker => ({ did, labelers })))

  return {
    /** The asker, or nobody; a token that is there must hold. */
    optional: (headers: Headers, method: string) => asker(headers, method, audience),
    /** As `optional`, by a token that is meant for another service and will be passed on to it. */
    onBehalf: (headers: Headers, method: string, service: ReadonlyArray<string>) => asker(headers, method, service),
    /** Whatever token comes along, it is not looked at. */
    anonymous: (headers: Headers) => Effect.map(labelersOf(headers), (labelers): Asker => ({ did: undefined, labelers }))
  }
})

export type Access = Effect.Success<ReturnType<typeof make>>
