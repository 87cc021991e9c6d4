/**
 * Cursors over lists in falling order of time: `<millis>::<key>`, the last item
 * of the page before. Two items of one millisecond are in falling order of key.
 */
import * as Effect from "effect/Effect"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"

export interface Position {
  readonly millis: number
  readonly key: string
}

/** A key that sorts behind every URI and DID. */
export const behindAll = "~"
const first: Position = { millis: Number.MAX_SAFE_INTEGER, key: behindAll }

export const parse = (cursor: string | undefined): Effect.Effect<Position, XrpcError.XrpcError> => {
  if (cursor === undefined) return Effect.succeed(first)
  const match = /^(\d{1,15})::(.+)$/.exec(cursor)
  return match === null
    ? Effect.fail(XrpcError.invalidRequest(`"${cursor}" is no cursor of this list`))
    : Effect.succeed({ millis: Number(match[1]), key: match[2]! })
}

/** `{cursor}` if the page was full, so that there may be more. */
export const next = <A>(rows: ReadonlyArray<A>, limit: number, at: (row: A) => Position): { readonly cursor?: string } => {
  const last = rows[rows.length - 1]
  if (last === undefined || rows.length < limit) return {}
  const { key, millis } = at(last)
  return { cursor: `${millis}::${key}` }
}
