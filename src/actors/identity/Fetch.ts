/**
 * A GET of something small from a host that somebody named to us: not more
 * bytes than wanted, not longer than wanted, and redirects only as far as
 * wanted, over https only. What addresses may be reached at all is the world's
 * business: the live one refuses private ones at every hop (`live/Outbound`).
 * [did] "Resolution", [handle]
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as AnswerBody from "../xrpc/AnswerBody.ts"
import { within } from "../xrpc/Deadline.ts"

/** Nothing usable came. `passing` tells whether it may by itself, another time. */
export class FetchFailed extends Data.TaggedError("FetchFailed")<{ readonly detail: string; readonly passing: boolean }> {}

export interface Limits {
  readonly maxBytes: number
  readonly maxRedirects: number
  /** For all of it, redirects and body included. */
  readonly timeoutMillis: number
  readonly accept?: string
}

export interface Fetched {
  readonly status: number
  readonly bytes: Uint8Array
}

const passing = (detail: string) => new FetchFailed({ detail, passing: true })
const final = (detail: string) => new FetchFailed({ detail, passing: false })

const isRedirect = (status: number): boolean => status === 301 || status === 302 || status === 303 || status === 307 || status === 308

/** Where a redirect leads, or why it is not followed. */
const next = (from: string, location: string | undefined): string | FetchFailed => {
  if (location === undefined || !URL.canParse(location, from)) return final(`${from} redirects nowhere`)
  const to = new URL(location, from)
  // A host of the network is http on localhost, and may redirect to itself there.
  if (to.protocol !== "https:" && to.origin !== new URL(from).origin) return final(`${from} redirects to ${to.protocol}`)
  return to.username === "" && to.password === "" ? to.href : final(`${from} redirects to a URL with a user`)
}

export const get = (client: HttpClient, url: string, { accept, maxBytes, maxRedirects, timeoutMillis }: Limits): Effect.Effect<Fetched, FetchFailed> => {
  const fetched = Effect.gen(function*() {
    let at = url
    for (let redirects = 0; ; redirects++) {
      const request = accept === undefined ? HttpClientRequest.get(at) : HttpClientRequest.get(at, { headers: { accept } })
      const response = yield* client.execute(request)
      if (!isRedirect(response.status)) {
        const tooLong = () => final(`${at} answered more than ${maxBytes} bytes`)
        return { status: response.status, bytes: yield* AnswerBody.bytes(response, maxBytes, tooLong) }
      }
      if (redirects === maxRedirects) return yield* final(`${url} redirects more than ${maxRedirects} times`)
      const to = next(at, response.headers["location"])
      if (typeof to !== "string") return yield* to
      at = to
    }
  })
  return within(
    Effect.catchTag(fetched, "HttpClientError", (error) => Effect.fail(passing(error.message))),
    timeoutMillis,
    () => passing(`${url} gave no answer in ${timeoutMillis} ms`)
  )
}
